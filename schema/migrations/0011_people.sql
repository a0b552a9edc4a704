-- SPDX-License-Identifier: MIT
-- How a territory is planned (policy, rules), when people work beside the usual
-- week, what is in their vans, and what a dispatcher is told about all that.
-- What is weighed is weighed in minutes of driving: a policy that sets 30 for a
-- move says that leaving a visit where it is may cost half an hour on the road.

CREATE TABLE policy (
    territory_id   bigint PRIMARY KEY REFERENCES territory ON DELETE CASCADE,
    -- Does an event lead to a repair: not at all, as a proposal, at once.
    automatic      text COLLATE "C" NOT NULL DEFAULT 'off'
        CHECK (automatic IN ('off', 'suggest', 'on')),
    slide_min      smallint NOT NULL DEFAULT 30     -- a later visit may begin
        CHECK (slide_min BETWEEN 0 AND 480),        -- so much later
    freeze_min     smallint NOT NULL DEFAULT 15     -- no automatic move of a
        CHECK (freeze_min BETWEEN 0 AND 1440),      -- visit that begins sooner
    moves_max      smallint NOT NULL DEFAULT 6      -- visits moved by one event
        CHECK (moves_max BETWEEN 0 AND 200),
    move_cost      numeric(8, 2) NOT NULL DEFAULT 10    -- of each (stability)
        CHECK (move_cost BETWEEN 0 AND 10000),
    promise_min    smallint NOT NULL DEFAULT 0      -- an arrival window may be
        CHECK (promise_min BETWEEN 0 AND 240),      -- missed by so much
    overtime_min   smallint NOT NULL DEFAULT 0      -- beyond a shift's end
        CHECK (overtime_min BETWEEN 0 AND 480),
    overtime_cost  numeric(8, 2) NOT NULL DEFAULT 1     -- of each minute
        CHECK (overtime_cost BETWEEN 0 AND 1000),
    travel_max_min smallint                         -- driving in one shift
        CHECK (travel_max_min BETWEEN 1 AND 1440),
    neighbours     boolean NOT NULL DEFAULT false,  -- may they help out
    neighbour_cost numeric(8, 2) NOT NULL DEFAULT 60    -- of each such visit
        CHECK (neighbour_cost BETWEEN 0 AND 10000),
    respond_cost   numeric(8, 2) NOT NULL DEFAULT 4     -- of a minute too late
        CHECK (respond_cost BETWEEN 0 AND 1000),
    resolve_cost   numeric(8, 2) NOT NULL DEFAULT 2
        CHECK (resolve_cost BETWEEN 0 AND 1000),
    window_cost    numeric(8, 2) NOT NULL DEFAULT 8     -- after due_at
        CHECK (window_cost BETWEEN 0 AND 1000),
    preferred_gain numeric(8, 2) NOT NULL DEFAULT 10    -- of the wished one
        CHECK (preferred_gain BETWEEN 0 AND 10000),
    continuity_gain numeric(8, 2) NOT NULL DEFAULT 5    -- of who was there last
        CHECK (continuity_gain BETWEEN 0 AND 10000),
    balance_cost   numeric(8, 2) NOT NULL DEFAULT 0     -- of a minute of work
        CHECK (balance_cost BETWEEN 0 AND 1000),        -- beyond one's share
    slot_min       smallint NOT NULL DEFAULT 120    -- length of an offer,
        CHECK (slot_min BETWEEN 15 AND 720),
    slot_grid_min  smallint NOT NULL DEFAULT 60     -- their begins,
        CHECK (slot_grid_min BETWEEN 5 AND 720),
    slot_days      smallint NOT NULL DEFAULT 14     -- how far ahead,
        CHECK (slot_days BETWEEN 1 AND 14),
    hold_min       smallint NOT NULL DEFAULT 10     -- held for so long
        CHECK (hold_min BETWEEN 1 AND 120),
    version        bigint NOT NULL DEFAULT 1
);
INSERT INTO policy (territory_id) SELECT id FROM territory;

-- The rules that a policy may choose and weigh, named as the planner names
-- them. What is fixed stays as it is.
CREATE TABLE plan_rule (
    name   text COLLATE "C" PRIMARY KEY,
    place  smallint NOT NULL UNIQUE,    -- in lists
    mode   text COLLATE "C" NOT NULL CHECK (mode IN ('hard', 'soft', 'off')),
    fixed  boolean NOT NULL DEFAULT false,
    weight numeric(8, 2) NOT NULL CHECK (weight BETWEEN 0 AND 10000),
    unit   text COLLATE "C" NOT NULL    -- of the weight: for each of them
);
INSERT INTO plan_rule (name, place, mode, fixed, weight, unit) VALUES
    ('employment', 1, 'hard', true, 0, 'visit'),
    ('overlap', 2, 'hard', true, 0, 'visit'),
    ('absence', 3, 'hard', true, 0, 'visit'),
    ('required_technician', 4, 'hard', false, 60, 'visit'),
    ('excluded_technician', 5, 'hard', false, 120, 'visit'),
    ('skill', 6, 'hard', false, 120, 'skill'),
    ('level', 7, 'hard', false, 60, 'level'),
    ('certificate', 8, 'hard', false, 120, 'visit'),
    ('tools', 9, 'hard', false, 60, 'tool'),
    ('parts', 10, 'hard', false, 60, 'part'),
    ('crew', 11, 'hard', false, 120, 'technician'),
    ('after', 12, 'hard', false, 2, 'minute'),
    ('same_technician', 13, 'hard', false, 60, 'visit'),
    ('days', 14, 'hard', false, 60, 'visit'),
    ('territory', 15, 'hard', false, 60, 'visit'),
    ('shift', 16, 'soft', false, 4, 'minute'),
    ('break', 17, 'soft', false, 4, 'minute'),
    ('access', 18, 'soft', false, 4, 'minute'),
    ('time_window', 19, 'soft', false, 8, 'minute'),
    ('max_travel', 20, 'soft', false, 2, 'minute');

-- What a territory has otherwise.
CREATE TABLE policy_rule (
    territory_id bigint NOT NULL REFERENCES policy ON DELETE CASCADE,
    rule         text COLLATE "C" NOT NULL REFERENCES plan_rule,
    mode         text COLLATE "C" NOT NULL
        CHECK (mode IN ('hard', 'soft', 'off')),
    weight       numeric(8, 2) NOT NULL CHECK (weight BETWEEN 0 AND 10000),
    PRIMARY KEY (territory_id, rule)
);

-- A third and a fourth kind of scope, both of a territory: `means` moves with
-- everything that decides who can take a visit, but for jobs and visits
-- themselves; `notices` with what a dispatcher should look at.
ALTER TABLE feed_scope DROP CONSTRAINT feed_scope_kind_check,
    ADD CONSTRAINT feed_scope_kind_check CHECK (kind IN ('technician', 'pool',
        'means', 'notices'));
INSERT INTO feed_scope (kind, object_id)
SELECT k, t.id FROM unnest(ARRAY['means', 'notices']) k, territory t
ORDER BY k, t.id;

-- Rows that people edit.
ALTER TABLE shift ADD version bigint NOT NULL DEFAULT 1;
ALTER TABLE absence ADD version bigint NOT NULL DEFAULT 1,
    ADD note text NOT NULL DEFAULT '' CHECK (length(note) <= 500);

CREATE INDEX shift_made_from ON shift (pattern_id)
    WHERE pattern_id IS NOT NULL;

-- Days that somebody has arranged by hand: the usual week leaves them alone.
CREATE TABLE shift_day (
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    day           date NOT NULL,        -- in the territory's zone
    PRIMARY KEY (technician_id, day)
);

-- To which day shifts were made of the usual week (api/shifts_ahead.sql).
CREATE TABLE shift_horizon (
    technician_id bigint PRIMARY KEY REFERENCES technician ON DELETE CASCADE,
    until         date NOT NULL
);

-- What a job takes beside a person, and what is in the van.
CREATE TABLE tool (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    retired_at timestamptz,
    version bigint NOT NULL DEFAULT 1
);
CREATE TABLE part (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    retired_at timestamptz,
    version bigint NOT NULL DEFAULT 1
);
CREATE TABLE technician_tool (
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    tool_id       bigint NOT NULL REFERENCES tool,
    PRIMARY KEY (technician_id, tool_id)
);
CREATE TABLE technician_part (
    technician_id bigint NOT NULL REFERENCES technician ON DELETE CASCADE,
    part_id       bigint NOT NULL REFERENCES part,
    amount        integer NOT NULL CHECK (amount BETWEEN 1 AND 100000),
    PRIMARY KEY (technician_id, part_id)
);
CREATE TABLE job_type_tool (
    job_type_id bigint NOT NULL REFERENCES job_type ON DELETE CASCADE,
    tool_id     bigint NOT NULL REFERENCES tool,
    PRIMARY KEY (job_type_id, tool_id)
);
CREATE TABLE job_type_part (
    job_type_id bigint NOT NULL REFERENCES job_type ON DELETE CASCADE,
    part_id     bigint NOT NULL REFERENCES part,
    amount      integer NOT NULL CHECK (amount BETWEEN 1 AND 100000),
    PRIMARY KEY (job_type_id, part_id)
);
CREATE TABLE job_tool (
    job_id  bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    tool_id bigint NOT NULL REFERENCES tool,
    PRIMARY KEY (job_id, tool_id)
);
CREATE TABLE job_part (
    job_id  bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    part_id bigint NOT NULL REFERENCES part,
    amount  integer NOT NULL CHECK (amount BETWEEN 1 AND 100000),
    PRIMARY KEY (job_id, part_id)
);

-- Whom a notice is about, and the visits that a person has to look after.
ALTER TABLE notice
    ADD technician_id bigint REFERENCES technician ON DELETE CASCADE,
    ADD visits bigint[] NOT NULL DEFAULT '{}',
    ADD version bigint NOT NULL DEFAULT 1;
