-- SPDX-License-Identifier: MIT
-- Writing visits for everybody, and each write once: the shape of a change,
-- what caused a row of the trail, and answers kept for retries.

-- One change of visits_write(), read from its JSON.
CREATE TYPE visit_change AS (
    n              integer,      -- its place in the list, from 1
    op             text,         -- add, move, retime, remove
    visit_id       bigint,       -- add: given when it is written
    visit_version  bigint,       -- that the caller saw, or NULL
    job_id         bigint,
    job_version    bigint,
    technician_id  bigint,       -- move, retime, remove: where it was goes in
    planned        tstzrange,    -- NULL: its time stays
    travel_s       integer,      -- NULL: stays
    pinned         boolean,      -- NULL: stays
    arrival_window tstzrange,    -- NULL: stays, but for:
    tells_window   boolean,      -- the change names one, or none
    by_hand        boolean,      -- a person wants this very change
    override       boolean       -- and overrules what may be overruled
);

-- What made a change by itself: 'follow', 'emergency', 'plan', ...
ALTER TABLE audit ADD cause text COLLATE "C";
