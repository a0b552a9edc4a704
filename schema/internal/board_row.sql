-- SPDX-License-Identifier: MIT
-- One row of a board's tables, in the order of their columns: a bar, and a job
-- in the tray. NULL where there is none.

CREATE FUNCTION visit_row(v visit, j job, s site) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN v.id IS NOT NULL THEN json_build_array(v.id, v.job_id,
        v.technician_id, v.state, instant_text(lower(v.planned)),
        instant_text(upper(v.planned)), v.travel_s, v.pinned, j.title,
        j.priority, s.name, s.lat, s.lon, instant_text(j.due_at), v.version,
        j.escalation)
    END
$$;

CREATE FUNCTION unplanned_row(j job, p_due timestamptz, k job_type, s site)
RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN j.id IS NOT NULL THEN json_build_array(j.id, j.title,
        j.priority, j.state, k.code, s.name, s.lat, s.lon,
        instant_text(p_due), instant_text(j.opened_at), j.version,
        j.escalation) END
$$;

-- What is due first: the customer's window or the next promise.
CREATE FUNCTION job_due(j job) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT least(j.due_at, (SELECT min(c.due_at) FROM sla_clock c
        WHERE c.job_id = j.id AND c.state = 'running'))
$$;
