-- SPDX-License-Identifier: MIT
-- The change feed: what one scope must see, in the order of commits.
--
-- Triggers write `feed_note` rows while a transaction works. One deferred step
-- at its end (internal/feed_stamp.sql) locks the scopes that were touched in
-- ascending id, moves each scope's version by the number of its changes and
-- stamps them. So a version that a reader sees has no smaller one to come.

CREATE TABLE feed_scope (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text COLLATE "C" NOT NULL CHECK (kind IN ('technician', 'pool')),
    object_id bigint NOT NULL,        -- technician, or territory of the pool
    version   bigint NOT NULL DEFAULT 0,
    floor     bigint NOT NULL DEFAULT 0,  -- older tombstones are gone
    UNIQUE (kind, object_id)
) WITH (fillfactor = 70);   -- its row moves at every commit

-- No reference to feed_scope and no CHECK: only the stamp writes here, under
-- the scope's lock, and those checks were a third of its time.
CREATE TABLE feed (
    scope_id   bigint NOT NULL,
    kind       text COLLATE "C" NOT NULL,  -- 'visit', 'job'
    object_id  bigint NOT NULL,
    op         text COLLATE "C" NOT NULL,  -- 'U' put, 'D' tombstone
    version    bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (scope_id, kind, object_id)
);
CREATE UNIQUE INDEX feed_version ON feed (scope_id, version);

-- What the open transactions have changed so far: gone at their commit.
-- Unlogged: after a crash there is no open transaction.
CREATE UNLOGGED TABLE feed_note (
    txid      xid8 NOT NULL,
    scope_id  bigint NOT NULL,
    kind      text COLLATE "C" NOT NULL,
    object_id bigint NOT NULL
);
CREATE INDEX feed_note_txid ON feed_note (txid);

-- One row a transaction that has notes: its deferred trigger is the stamp.
CREATE UNLOGGED TABLE feed_mark (
    txid xid8 PRIMARY KEY
);
