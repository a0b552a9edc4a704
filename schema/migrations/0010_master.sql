-- SPDX-License-Identifier: MIT
-- Master data that people keep by the API: what they edit has a version, what
-- is no longer offered is retired (jobs and visits of the past keep it).

ALTER TABLE business_calendar
    ADD version bigint NOT NULL DEFAULT 1, ADD retired_at timestamptz;
ALTER TABLE skill
    ADD version bigint NOT NULL DEFAULT 1, ADD retired_at timestamptz;
ALTER TABLE sla_policy
    ADD version bigint NOT NULL DEFAULT 1, ADD retired_at timestamptz;
ALTER TABLE job_type
    ADD version bigint NOT NULL DEFAULT 1, ADD retired_at timestamptz;
ALTER TABLE territory ADD retired_at timestamptz;
ALTER TABLE customer ADD retired_at timestamptz;
ALTER TABLE contact ADD retired_at timestamptz;
ALTER TABLE site ADD retired_at timestamptz;

-- Territories that help each other out: both ways, so two rows a pair.
CREATE TABLE territory_neighbour (
    territory_id bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
    neighbour_id bigint NOT NULL REFERENCES territory ON DELETE CASCADE,
    PRIMARY KEY (territory_id, neighbour_id),
    CHECK (territory_id <> neighbour_id)
);

CREATE INDEX job_type_of ON job (job_type_id);
CREATE INDEX site_contact ON site (contact_id);
