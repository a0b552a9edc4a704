-- SPDX-License-Identifier: MIT
-- Which live visit of a job an assignment moves: the technician's own one, or
-- the only one; NULL: a new visit, while the crew has room.

CREATE FUNCTION assign_target(p_job job, p_technician bigint) RETURNS visit
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit visit;
    v_live  integer;
BEGIN
    SELECT v.* INTO v_visit FROM visit v
    WHERE v.job_id = p_job.id AND visit_live(v.state)
    ORDER BY v.technician_id = p_technician DESC, visit_begun(v.state), v.id
    LIMIT 1;
    SELECT count(*) INTO v_live FROM visit v
    WHERE v.job_id = p_job.id AND visit_live(v.state);
    IF v_live < p_job.crew_size
        AND v_visit.technician_id IS DISTINCT FROM p_technician THEN
        RETURN NULL;
    END IF;
    IF visit_begun(v_visit.state) THEN
        PERFORM fail('CO409', format('visit %s is %s: it cannot be moved',
            v_visit.id, v_visit.state), '', 'visit_begun');
    END IF;
    RETURN v_visit;
END
$$;
