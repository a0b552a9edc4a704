-- SPDX-License-Identifier: MIT
-- Where files wait between COPY and their checks. Rows live within one
-- transaction: the import that wrote them takes them away, and a crash has
-- nothing to keep. import_row is the one table that a role of ours may
-- write to (grants.sql): COPY needs a table.

CREATE SEQUENCE import_batch AS bigint;

CREATE UNLOGGED TABLE import_row (
    batch bigint NOT NULL,
    line  integer NOT NULL,
    cells jsonb NOT NULL,    -- column -> text, normalised by the command line
    fate  text NOT NULL DEFAULT 'new'
        CHECK (fate IN ('new', 'there', 'skipped', 'bad'))
);
CREATE INDEX import_row_batch ON import_row (batch, line);

-- What there is to say: about a row, about what was made (line 0).
CREATE UNLOGGED TABLE import_note (
    batch bigint NOT NULL,
    line  integer NOT NULL,
    col   text,
    level text NOT NULL CHECK (level IN ('bad', 'skipped', 'note', 'created')),
    kind  text NOT NULL,
    text  text NOT NULL,
    hint  text
);
CREATE INDEX import_note_batch ON import_note (batch, line);

-- Requests with their types, and what they were found to mean.
CREATE UNLOGGED TABLE import_request (
    batch          bigint NOT NULL,
    line           integer NOT NULL,
    fate           text NOT NULL DEFAULT 'new',
    external_id    text NOT NULL,
    opened_at      timestamptz NOT NULL,
    closed_at      timestamptz,
    target_at      timestamptz,
    earliest_start timestamptz,
    due_at         timestamptz,
    type           text NOT NULL,
    title          text,
    description    text,
    skill          text,
    territory      text,
    site_key       text NOT NULL,
    site_name      text,
    address        text,
    access_notes   text,
    customer       text NOT NULL,
    customer_key   text NOT NULL,
    outcome        text,
    lat            double precision NOT NULL,
    lon            double precision NOT NULL,
    priority       smallint,
    duration_min   integer,
    crew_size      smallint,
    on_time        boolean,
    territory_id   bigint,
    job_type_id    bigint,
    skill_id       bigint,
    customer_id    bigint,
    site_id        bigint,
    job_id         bigint
);
CREATE INDEX import_request_batch ON import_request (batch, line);
