-- SPDX-License-Identifier: MIT
-- The work: SLA policies, job types, jobs, visits, clocks, proposals.
-- Priority 1 is the most urgent, 5 the least.

CREATE TABLE sla_policy (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code        text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name        text NOT NULL,
    calendar_id bigint REFERENCES business_calendar  -- NULL: the territory's
);

-- The promise: minutes of business time from opening to arrival (respond) or
-- to completion (resolve).
CREATE TABLE sla_target (
    policy_id bigint NOT NULL REFERENCES sla_policy ON DELETE CASCADE,
    priority  smallint NOT NULL CHECK (priority BETWEEN 1 AND 5),
    kind      text NOT NULL CHECK (kind IN ('respond', 'resolve')),
    minutes   integer NOT NULL CHECK (minutes BETWEEN 1 AND 525600),
    PRIMARY KEY (policy_id, priority, kind)
);

CREATE TABLE job_type (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code          text NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 120),
    name          text NOT NULL,
    duration_min  integer NOT NULL CHECK (duration_min BETWEEN 1 AND 14400),
    priority      smallint NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
    sla_policy_id bigint REFERENCES sla_policy
);

CREATE TABLE job_type_skill (
    job_type_id bigint NOT NULL REFERENCES job_type ON DELETE CASCADE,
    skill_id    bigint NOT NULL REFERENCES skill,
    min_level   smallint NOT NULL DEFAULT 1 CHECK (min_level BETWEEN 1 AND 10),
    PRIMARY KEY (job_type_id, skill_id)
);

CREATE TABLE job (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source           text NOT NULL DEFAULT 'callout',
    external_id      text,            -- the source's own id
    territory_id     bigint NOT NULL REFERENCES territory,
    site_id          bigint NOT NULL REFERENCES site,
    job_type_id      bigint NOT NULL REFERENCES job_type,
    sla_policy_id    bigint REFERENCES sla_policy,
    title            text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description      text NOT NULL DEFAULT '' CHECK (length(description) <= 8192),
    priority         smallint NOT NULL CHECK (priority BETWEEN 1 AND 5),
    state            text COLLATE "C" NOT NULL DEFAULT 'open',
    hold_reason      text,
    outcome          text CHECK (outcome IN ('fixed', 'partial', 'no_access', 'no_part', 'not_done')),
    duration_min     integer NOT NULL CHECK (duration_min BETWEEN 1 AND 14400),
    crew_size        smallint NOT NULL DEFAULT 1 CHECK (crew_size BETWEEN 1 AND 20),
    earliest_start   timestamptz,     -- the customer's window: not before,
    due_at           timestamptz,     -- and arrival not after
    opened_at        timestamptz NOT NULL,
    completed_at     timestamptz,
    source_target_at timestamptz,     -- facts of the source, kept as they came
    source_closed_at timestamptz,
    created_at       timestamptz NOT NULL,
    version          bigint NOT NULL DEFAULT 1,
    UNIQUE (source, external_id),
    CHECK ((state = 'on_hold') = (hold_reason IS NOT NULL)),
    CHECK ((state = 'completed') = (completed_at IS NOT NULL)),
    CHECK (due_at > earliest_start)
) WITH (fillfactor = 50);
-- What is not completed yet. Neither the columns nor the predicate name the
-- state, and pages have room: a job that is planned stays where it is (HOT).
CREATE INDEX job_live ON job (territory_id, opened_at)
    WHERE completed_at IS NULL;
CREATE INDEX job_site ON job (site_id);

CREATE TABLE job_skill (
    job_id    bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    skill_id  bigint NOT NULL REFERENCES skill,
    min_level smallint NOT NULL DEFAULT 1 CHECK (min_level BETWEEN 1 AND 10),
    PRIMARY KEY (job_id, skill_id)
);

CREATE TABLE job_technician (
    job_id        bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    technician_id bigint NOT NULL REFERENCES technician,
    relation      text NOT NULL CHECK (relation IN ('required', 'preferred', 'excluded')),
    PRIMARY KEY (job_id, technician_id)
);

-- job starts after `after_id` is completed, between min and max minutes later.
CREATE TABLE job_precedence (
    job_id   bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    after_id bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    min_min  integer NOT NULL DEFAULT 0 CHECK (min_min >= 0),
    max_min  integer CHECK (max_min >= min_min),
    PRIMARY KEY (job_id, after_id),
    CHECK (job_id <> after_id)
);
CREATE INDEX job_precedence_after ON job_precedence (after_id);

CREATE TABLE visit (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid            uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE, -- iCalendar UID
    job_id         bigint NOT NULL REFERENCES job,
    technician_id  bigint NOT NULL REFERENCES technician,
    state          text COLLATE "C" NOT NULL DEFAULT 'planned',
    planned        tstzrange NOT NULL CHECK (NOT isempty(planned)
        AND NOT lower_inf(planned) AND NOT upper_inf(planned)),
    travel_s       integer NOT NULL DEFAULT 0 CHECK (travel_s >= 0), -- before it
    arrival_window tstzrange,          -- what the customer was told
    pinned         boolean NOT NULL DEFAULT false,
    en_route_at    timestamptz,        -- facts from the field: never constrained
    on_site_at     timestamptz,
    ended_at       timestamptz,
    outcome        text CHECK (outcome IN ('fixed', 'partial', 'no_access', 'no_part', 'not_done')),
    outcome_note   text,
    created_at     timestamptz NOT NULL,
    revised_at     timestamptz NOT NULL,          -- last visible change: DTSTAMP
    sequence       integer NOT NULL DEFAULT 0,    -- RFC 5545 SEQUENCE
    version        bigint NOT NULL DEFAULT 1,
    CHECK ((state = 'completed') <= (outcome IS NOT NULL)),
    CONSTRAINT visit_no_overlap
        EXCLUDE USING gist (technician_id WITH =, planned WITH &&)
        WHERE (state IN ('planned', 'dispatched', 'accepted', 'en_route', 'on_site', 'paused'))
        DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX visit_job ON visit (job_id);
CREATE INDEX visit_technician_time ON visit (technician_id, lower(planned));

CREATE TABLE sla_clock (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id     bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('respond', 'resolve')),
    state      text NOT NULL DEFAULT 'running',
    target_min integer NOT NULL CHECK (target_min > 0),  -- business minutes
    due_at     timestamptz,   -- NULL while paused
    ended_at   timestamptz,
    UNIQUE (job_id, kind),
    CHECK ((state = 'paused') = (due_at IS NULL))
);
CREATE INDEX sla_clock_due ON sla_clock (due_at) WHERE state = 'running';

-- What the clock did when: running and paused stretches without a gap.
CREATE TABLE sla_clock_interval (
    clock_id bigint NOT NULL REFERENCES sla_clock ON DELETE CASCADE,
    during   tstzrange NOT NULL,
    state    text NOT NULL CHECK (state IN ('running', 'paused')),
    reason   text,
    EXCLUDE USING gist (clock_id WITH =, during WITH &&),
    CHECK ((state = 'paused') = (reason IS NOT NULL))
);

CREATE TABLE proposal (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    territory_id bigint NOT NULL REFERENCES territory,
    state        text NOT NULL DEFAULT 'running',
    horizon      tstzrange NOT NULL CHECK (NOT isempty(horizon)),
    requested_by bigint,                 -- app_user; NULL: the command line
    error        text,
    summary      jsonb,                  -- totals before and after, unassigned
    created_at   timestamptz NOT NULL,
    ready_at     timestamptz,
    settled_at   timestamptz,
    version      bigint NOT NULL DEFAULT 1
);
CREATE INDEX proposal_territory ON proposal (territory_id, created_at);

-- One row a change that the plan wants: the diff.
CREATE TABLE proposal_visit (
    proposal_id   bigint NOT NULL REFERENCES proposal ON DELETE CASCADE,
    position      integer NOT NULL,
    op            text COLLATE "C" NOT NULL CHECK (op IN ('add', 'move', 'remove')),
    job_id        bigint NOT NULL REFERENCES job,
    visit_id      bigint,            -- move, remove; after accept: add. Visits stay:
                                     -- no reference to check 10,000 times
    technician_id bigint REFERENCES technician, -- add, move
    planned       tstzrange,
    travel_s      integer NOT NULL DEFAULT 0,
    job_version   bigint NOT NULL,   -- what the planner saw
    visit_version bigint,
    verdict       text COLLATE "C" NOT NULL DEFAULT 'open'
        CHECK (verdict IN ('open', 'accepted', 'refused')),
    reason        text,              -- of the change, or of the refusal
    PRIMARY KEY (proposal_id, position),
    CHECK ((op = 'remove') = (planned IS NULL)),
    CHECK ((op = 'remove') = (technician_id IS NULL))
) WITH (fillfactor = 50);    -- each row is written twice: made, settled
