-- SPDX-License-Identifier: MIT
-- The jobs of a planning run, with what limits them and the visit that would
-- be moved, if there is one.

CREATE FUNCTION planning_jobs(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (id bigint, version bigint, duration_s bigint,
    lat double precision, lon double precision, priority integer,
    earliest_s bigint, due_s bigint, respond_due_s bigint,
    resolve_due_s bigint, access bigint[], crew_size integer,
    visit_id bigint, visit_version bigint, visit_technician bigint,
    visit_start_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_zone text;
BEGIN
    SELECT t.zone INTO v_zone FROM territory t WHERE t.id = p_territory;
    RETURN QUERY
    SELECT j.id, j.version, j.duration_min * 60::bigint, s.lat, s.lon,
        j.priority::integer, greatest(epoch_s(j.earliest_start), (
            SELECT max(epoch_s(b.completed_at) + p.min_min * 60)
            FROM job_precedence p JOIN job b ON b.id = p.after_id
            WHERE p.job_id = j.id)),
        least(epoch_s(j.due_at), (
            SELECT min(epoch_s(b.completed_at) + p.max_min * 60)
            FROM job_precedence p JOIN job b ON b.id = p.after_id
            WHERE p.job_id = j.id)),
        epoch_s(r.due_at), epoch_s(e.due_at),
        site_windows(s.id, v_zone, p_from, p_to), j.crew_size::integer,
        v.id, v.version, v.technician_id, epoch_s(lower(v.planned))
    FROM planning_candidates(p_territory, p_from, p_to, p_jobs) c
    JOIN job j ON j.id = c.job
    JOIN site s ON s.id = j.site_id
    LEFT JOIN visit v ON v.id = c.visit
    LEFT JOIN sla_clock r ON r.job_id = j.id AND r.kind = 'respond'
        AND r.state = 'running'
    LEFT JOIN sla_clock e ON e.job_id = j.id AND e.kind = 'resolve'
        AND e.state = 'running'
    ORDER BY j.id;
END
$$;
