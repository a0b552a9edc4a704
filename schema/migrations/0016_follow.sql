-- SPDX-License-Identifier: MIT
-- Following the day: what was told already, and how early plans aim.

-- Plans aim at so much before a promise of an SLA: ways and stays differ from
-- what was planned. What people are told is the promise itself.
ALTER TABLE policy ADD sla_margin_min smallint NOT NULL DEFAULT 30
    CHECK (sla_margin_min BETWEEN 0 AND 480);

-- A job that nobody can take is told of once for each reason.
CREATE TABLE follow_told (
    job_id bigint NOT NULL REFERENCES job ON DELETE CASCADE,
    reason text COLLATE "C" NOT NULL,   -- the rule
    at     timestamptz NOT NULL,
    PRIMARY KEY (job_id, reason)
);
CREATE INDEX proposal_suggested ON proposal (territory_id)
    WHERE state = 'ready' AND kind = 'repair';
