-- SPDX-License-Identifier: MIT
-- Which live visit of a job an assignment moves: the technician's own one (of
-- that day, if the job has several), or the only one; NULL: a new visit, while
-- the job has room.

CREATE FUNCTION assign_target(p_job job, p_technician bigint,
    p_start timestamptz) RETURNS visit
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit visit;
    v_live  integer;
    v_zone  constant text := (SELECT zone FROM territory
        WHERE id = p_job.territory_id);
BEGIN
    SELECT v.* INTO v_visit FROM visit v
    WHERE v.job_id = p_job.id AND visit_live(v.state)
    ORDER BY v.technician_id = p_technician DESC, CASE WHEN p_job.days > 1
            THEN (lower(v.planned) AT TIME ZONE v_zone)::date
                = (p_start AT TIME ZONE v_zone)::date END DESC,
        visit_begun(v.state), v.id
    LIMIT 1;
    SELECT count(*) INTO v_live FROM visit v
    WHERE v.job_id = p_job.id AND visit_live(v.state);
    IF v_live < job_room(p_job)
        AND (v_visit.technician_id IS DISTINCT FROM p_technician
            OR p_job.days > 1
                AND (lower(v_visit.planned) AT TIME ZONE v_zone)::date
                    <> (p_start AT TIME ZONE v_zone)::date) THEN
        RETURN NULL;
    END IF;
    IF visit_begun(v_visit.state) THEN
        PERFORM fail('CO409', format('visit %s is %s: it cannot be moved',
            v_visit.id, v_visit.state), '', 'visit_begun');
    END IF;
    RETURN v_visit;
END
$$;
