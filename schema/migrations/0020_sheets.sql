-- SPDX-License-Identifier: MIT
-- What a job sheet shows beside the job and its site: the thing to work on,
-- the list of tasks, notes for the site, the stock of the van.

-- A thing at a site that is kept up: a boiler, a lift.
CREATE TABLE asset (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text NOT NULL DEFAULT 'callout',
    external_id text,
    site_id     bigint NOT NULL REFERENCES site,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    model       text CHECK (length(model) BETWEEN 1 AND 200),
    serial      text CHECK (length(serial) BETWEEN 1 AND 200),
    installed   date,
    warranty    date,               -- its last day
    retired_at  timestamptz,
    version     bigint NOT NULL DEFAULT 1,
    UNIQUE (source, external_id)
);
CREATE INDEX asset_site ON asset (site_id);

ALTER TABLE job ADD asset_id bigint REFERENCES asset;
CREATE INDEX job_asset ON job (asset_id) WHERE asset_id IS NOT NULL;

-- What is to be done, line by line: a job gets its type's list when it is made.
CREATE TABLE job_type_task (
    job_type_id bigint NOT NULL REFERENCES job_type ON DELETE CASCADE,
    position    smallint NOT NULL CHECK (position BETWEEN 1 AND 100),
    text        text NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    required    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (job_type_id, position)
);
CREATE TABLE job_task (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id   bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position BETWEEN 1 AND 100),
    text     text NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    required boolean NOT NULL DEFAULT false,
    done_at  timestamptz,           -- as the device said
    done_by  bigint REFERENCES technician,
    UNIQUE (job_id, position) DEFERRABLE,
    CHECK (done_at IS NOT NULL OR done_by IS NULL)
);

-- What whoever comes to a site should know, from technicians (a report's uid)
-- and dispatchers.
CREATE TABLE site_note (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site_id       bigint NOT NULL REFERENCES site ON DELETE CASCADE,
    text          text NOT NULL CHECK (length(text) BETWEEN 1 AND 8192),
    at            timestamptz NOT NULL,
    technician_id bigint REFERENCES technician,
    user_id       bigint REFERENCES app_user,
    uid           uuid UNIQUE,
    version       bigint NOT NULL DEFAULT 1
);
CREATE INDEX site_note_site ON site_note (site_id, at);

-- What was used before the office knew of it: below zero.
ALTER TABLE technician_part DROP CONSTRAINT technician_part_amount_check,
    ADD CONSTRAINT technician_part_amount_check
        CHECK (amount BETWEEN -100000 AND 100000);
CREATE INDEX technician_part_part ON technician_part (part_id);
CREATE INDEX job_part_part ON job_part (part_id);

-- A van is an object of its technician's scope, with the number 0.
WITH stocked AS (
    UPDATE feed_scope s SET version = s.version + 1
    WHERE s.kind = 'technician' AND EXISTS (SELECT FROM technician_part p
        WHERE p.technician_id = s.object_id)
    RETURNING s.id, s.version
)
INSERT INTO feed (scope_id, kind, object_id, op, version, changed_at)
SELECT id, 'van', 0, 'U', version, now() FROM stocked;
