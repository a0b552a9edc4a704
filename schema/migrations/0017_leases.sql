-- SPDX-License-Identifier: MIT
-- Several daemons share the work: a territory is planned by whoever holds its
-- lease. The epoch moves each time that a lease goes to somebody, and fences
-- what an earlier holder would still write. Instants here are of
-- clock_timestamp(), the one clock that all daemons share, and not app_now(),
-- which a test may move.

CREATE TABLE lease_holder (     -- who takes part; its row ends as its leases
    holder     uuid PRIMARY KEY,        -- of one process
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    most       integer NOT NULL CHECK (most >= 0),      -- leases at once
    expires_at timestamptz NOT NULL
);

CREATE TABLE territory_lease (
    territory_id bigint PRIMARY KEY REFERENCES territory ON DELETE CASCADE,
    holder     uuid,            -- NULL: given back
    name       text,
    epoch      bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL DEFAULT '-infinity',
    taken_at   timestamptz,
    CHECK ((holder IS NULL) = (name IS NULL))
);
INSERT INTO territory_lease (territory_id) SELECT id FROM territory;

ALTER TABLE proposal
    ADD epoch bigint,   -- of the lease under which the run goes on; NULL: it
                        -- waits for a holder, or is no daemon's at all
    ADD tries smallint NOT NULL DEFAULT 0;      -- how often it was begun
