-- SPDX-License-Identifier: MIT
-- The change feed: what one scope must see, in the order of commits.
--
-- Triggers write `feed_note` rows while a transaction works. One deferred step
-- at its end (internal/feed_stamp.sql) locks the scopes that were touched in
-- ascending id, moves each scope's version by the number of its changes and
-- stamps them. So a version that a reader sees has no smaller one to come.

CREATE TABLE feed_scope (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL CHECK (kind IN ('technician', 'pool')),
    object_id bigint NOT NULL,        -- technician, or territory of the pool
    version   bigint NOT NULL DEFAULT 0,
    floor     bigint NOT NULL DEFAULT 0,  -- older tombstones are gone
    UNIQUE (kind, object_id)
);

CREATE TABLE feed (
    scope_id   bigint NOT NULL REFERENCES feed_scope ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('visit', 'job')),
    object_id  bigint NOT NULL,
    op         text NOT NULL CHECK (op IN ('U', 'D')),  -- put, tombstone
    version    bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (scope_id, kind, object_id)
);
CREATE UNIQUE INDEX feed_version ON feed (scope_id, version);
