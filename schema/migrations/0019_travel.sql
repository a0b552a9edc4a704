-- SPDX-License-Identifier: MIT
-- How long it takes from one place to another: what a road router said, and
-- what devices reported. A place is a cell of 1e-4 degrees, about 10 m
-- (travel_cell()). Where nothing is known the planner estimates.

-- The one setting of all daemons, kept here so that whoever plans, the command
-- line as well, reads the same ways. travel_configure() sets it.
CREATE TABLE travel_setting (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    provider      text COLLATE "C" NOT NULL DEFAULT 'crow'
        CHECK (provider IN ('crow', 'osrm')),
    profile       text COLLATE "C" NOT NULL DEFAULT 'driving',
    learn         boolean NOT NULL DEFAULT false,  -- from devices' reports
    failing_since timestamptz,
    failing       text,                            -- what it said last
    noticed_at    timestamptz,                     -- dispatchers were told
    CHECK ((failing_since IS NULL) = (failing IS NULL))
);
INSERT INTO travel_setting DEFAULT VALUES;

CREATE TABLE travel_time (
    profile   text COLLATE "C" NOT NULL,
    from_cell bigint NOT NULL,
    to_cell   bigint NOT NULL CHECK (to_cell <> from_cell),
    source    text COLLATE "C" NOT NULL CHECK (source IN ('osrm', 'learnt')),
    seconds   integer CHECK (seconds BETWEEN 0 AND 604800), -- NULL: no way
    metres    integer CHECK (metres >= 0),
    samples   integer NOT NULL DEFAULT 1,  -- reports, of what was learnt
    asked_at  timestamptz NOT NULL,
    PRIMARY KEY (profile, from_cell, to_cell, source)
);
CREATE INDEX travel_time_age ON travel_time (asked_at);

-- Places whose nearest ones were asked for, and when.
CREATE TABLE travel_place (
    profile  text COLLATE "C" NOT NULL,
    cell     bigint NOT NULL,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (profile, cell)
);

-- Whose territory it is to ask for, and when the next look is due: one daemon
-- at a time has it, by moving the time.
CREATE TABLE travel_turn (
    territory_id bigint PRIMARY KEY REFERENCES territory ON DELETE CASCADE,
    next_at      timestamptz NOT NULL
);

-- Ways that devices reported; no cells: nothing can be learnt of that visit.
CREATE TABLE travel_report (
    visit_id  bigint PRIMARY KEY REFERENCES visit ON DELETE CASCADE,
    from_cell bigint,
    to_cell   bigint,
    seconds   integer,
    at        timestamptz NOT NULL,
    CHECK ((from_cell IS NULL) = (to_cell IS NULL)
        AND (from_cell IS NULL) = (seconds IS NULL))
);
CREATE INDEX travel_report_way ON travel_report (from_cell, to_cell, at)
    WHERE from_cell IS NOT NULL;
CREATE INDEX visit_on_site ON visit (on_site_at) WHERE on_site_at IS NOT NULL;
