-- SPDX-License-Identifier: MIT
-- Proposals: what was asked for, how the run goes on, what each change takes
-- the place of, and what takes a proposal back.

ALTER TABLE proposal
    ADD kind text COLLATE "C" NOT NULL DEFAULT 'plan'
        CHECK (kind IN ('plan', 'repair', 'hand', 'revert')),
    ADD cause text CHECK (length(cause) BETWEEN 1 AND 1000),
    ADD asked jsonb NOT NULL DEFAULT '{}',   -- jobs, technicians, move, time_ms
    ADD reverts bigint REFERENCES proposal,  -- kind revert: what it takes back
    ADD seen_at timestamptz,   -- the run's heartbeat; NULL: it has none
    ADD progress jsonb,        -- of the run, as of seen_at
    ADD seen jsonb;            -- [[visit, technician, start_s, end_s], ...] that
                               -- the plan was made around and leaves in place
CREATE INDEX proposal_running ON proposal (id) WHERE state = 'running';
CREATE INDEX proposal_reverted ON proposal (reverts)
    WHERE reverts IS NOT NULL;

ALTER TABLE proposal_visit
    ADD linked integer,             -- accepted together or not at all
    ADD why text,                   -- of the change; `reason` is the refusal's
    ADD saved_s integer,            -- travel of the day(s) that it saves
    ADD shift_ends timestamptz,     -- of the shift that it was planned into
    ADD pinned boolean,             -- from now on; NULL: as it was
    ADD arrival_window tstzrange,   -- from now on; NULL: as it was, empty: none
    ADD before_technician_id bigint,   -- where the visit was: move, remove
    ADD before_planned tstzrange,
    ADD before_travel_s integer,
    ADD before_pinned boolean,
    ADD before_window tstzrange;

-- A repair is made and accepted at once.
INSERT INTO legal_step (machine, from_state, to_state)
VALUES ('proposal', 'running', 'accepted');
