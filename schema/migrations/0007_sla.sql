-- SPDX-License-Identifier: MIT
-- What a promise does on its way: milestones of a policy, when each clock
-- reaches them, what they told the board (notice) and others (outbox).

CREATE TABLE sla_milestone (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    policy_id bigint NOT NULL REFERENCES sla_policy ON DELETE CASCADE,
    kind      text NOT NULL CHECK (kind IN ('respond', 'resolve')),
    percent   smallint NOT NULL CHECK (percent BETWEEN 1 AND 1000), -- of the target
    action    text NOT NULL
        CHECK (action IN ('notify', 'raise_priority', 'escalate')),
    level     smallint CHECK (level BETWEEN 1 AND 9),   -- to escalate to
    CHECK ((action = 'escalate') = (level IS NOT NULL)),
    UNIQUE (policy_id, kind, percent, action)
);

-- When a clock reaches a milestone (NULL: not as things stand, it is paused or
-- over), and when that was acted on: once, whatever happens to the target
-- afterwards.
CREATE TABLE sla_clock_milestone (
    clock_id     bigint NOT NULL REFERENCES sla_clock ON DELETE CASCADE,
    milestone_id bigint NOT NULL REFERENCES sla_milestone ON DELETE CASCADE,
    due_at       timestamptz,
    fired_at     timestamptz,
    PRIMARY KEY (clock_id, milestone_id)
);
CREATE INDEX sla_clock_milestone_due ON sla_clock_milestone (due_at)
    WHERE fired_at IS NULL AND due_at IS NOT NULL;

ALTER TABLE job ADD escalation smallint NOT NULL DEFAULT 0
    CHECK (escalation BETWEEN 0 AND 9);

-- What a dispatcher should look at.
CREATE TABLE notice (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    territory_id bigint NOT NULL REFERENCES territory,
    job_id       bigint REFERENCES job ON DELETE CASCADE,
    kind         text COLLATE "C" NOT NULL,     -- 'sla'
    text         text NOT NULL,
    seen_at      timestamptz,
    seen_by      bigint REFERENCES app_user
);
CREATE INDEX notice_unseen ON notice (territory_id, at) WHERE seen_at IS NULL;
CREATE INDEX notice_job ON notice (job_id);

-- What others are to be told (by mail, say): written with the change itself,
-- sent afterwards.
CREATE TABLE outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    topic   text COLLATE "C" NOT NULL,          -- 'sla.milestone'
    body    jsonb NOT NULL,
    sent_at timestamptz
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
