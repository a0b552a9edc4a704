-- SPDX-License-Identifier: MIT
-- Work in several visits: days, parts that are waited for, and who was at a
-- customer's last.

-- duration_min is one day's; the same people come on each of the days.
ALTER TABLE job
    ADD days smallint NOT NULL DEFAULT 1 CHECK (days BETWEEN 1 AND 20),
    ADD parts_expected_at timestamptz,   -- after outcome no_part: not before
    -- Moves when its relations to others do: to technicians, to jobs.
    ADD relations integer NOT NULL DEFAULT 0,
    ADD CHECK (crew_size * days <= 60);  -- so many visits are planned at once

CREATE TABLE customer_visitor (
    customer_id   bigint PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
    technician_id bigint NOT NULL REFERENCES technician,
    at            timestamptz NOT NULL
);
INSERT INTO customer_visitor
SELECT DISTINCT ON (s.customer_id) s.customer_id, v.technician_id, v.ended_at
FROM visit v JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
WHERE v.state = 'completed'
ORDER BY s.customer_id, v.ended_at DESC;
