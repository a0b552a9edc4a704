-- SPDX-License-Identifier: MIT
-- The jobs of a planning run, with what limits them, and how many visits on
-- how many days they still need. Of several visits, those that are not among
-- the rows of planning_visits() say when the crew begins (together_s). visit_*
-- is the visit that a hand would move, where jobs were named.

CREATE FUNCTION planning_jobs(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (id bigint, version bigint, duration_s bigint,
    lat double precision, lon double precision, priority integer,
    earliest_s bigint, due_s bigint, respond_due_s bigint,
    resolve_due_s bigint, access bigint[], crew_size integer,
    visit_id bigint, visit_version bigint, visit_technician bigint,
    visit_start_s bigint, visit_end_s bigint, days integer, missing integer,
    last_technician bigint, again boolean, together_s bigint, waits text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
DECLARE
    v_zone text;
BEGIN
    SELECT t.zone INTO v_zone FROM territory t WHERE t.id = p_territory;
    RETURN QUERY
    SELECT j.id, j.version, j.duration_min * 60::bigint, s.lat, s.lon,
        j.priority::integer,
        epoch_s(greatest(j.earliest_start, j.parts_expected_at)),
        epoch_s(j.due_at), epoch_s(r.due_at), epoch_s(e.due_at),
        site_windows(s.id, v_zone, p_from, p_to), j.crew_size::integer,
        v.id, v.version, v.technician_id, epoch_s(lower(v.planned)),
        epoch_s(upper(v.planned)), job_days_left(j), c.missing,
        coalesce(g.technician, k.technician_id), g.technician IS NOT NULL,
        CASE WHEN j.crew_size > 1 AND j.days = 1 THEN
            job_together_s(p_territory, j.id, p_from, p_to, v.id, p_jobs)
            END,
        CASE WHEN j.outcome = 'no_part' AND j.parts_expected_at IS NULL
            AND job_waits(j) THEN 'parts' END
    FROM planning_candidates(p_territory, p_from, p_to, p_jobs) c
    JOIN job j ON j.id = c.job
    JOIN site s ON s.id = j.site_id
    LEFT JOIN visit v ON v.id = c.visit
    LEFT JOIN sla_clock r ON r.job_id = j.id AND r.kind = 'respond'
        AND r.state = 'running'
    LEFT JOIN sla_clock e ON e.job_id = j.id AND e.kind = 'resolve'
        AND e.state = 'running'
    CROSS JOIN LATERAL (SELECT CASE WHEN j.outcome IS NOT NULL
        THEN job_visitor(j.id) END AS technician) g
    LEFT JOIN customer_visitor k ON k.customer_id = s.customer_id
    ORDER BY j.id;
END
$$;
