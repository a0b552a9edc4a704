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

-- What a write with an Idempotency-Key answered, for a day: written by the
-- transaction that made the change, so there is a row exactly when the change
-- was made. Keys are kept as their sha256.
CREATE TABLE idempotency (
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    key_hash     bytea NOT NULL CHECK (length(key_hash) = 32),
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    request      text,              -- X-Request-Id of the first
    answer       json NOT NULL,     -- the statement's row, letter by letter
    extra        text,              -- what the answer needs beside it
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, key_hash)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
