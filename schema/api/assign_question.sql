-- SPDX-License-Identifier: MIT
-- What must be known before a desk is asked about an assignment (a job and a
-- technician) or about taking a visit back: whether the actor may, whose
-- desk (the job's, which has its neighbours' technicians too; or else the
-- technician's), how long, and how that territory takes the rules, as {rule:
-- {mode, weight, unit}}.

CREATE FUNCTION assign_question(p_actor bigint, p_job bigint,
    p_technician bigint, p_visit bigint DEFAULT NULL)
RETURNS TABLE (territory bigint, version bigint, duration_s bigint,
    rules text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job        job;
    v_technician technician;
    v_desk       bigint;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    SELECT j.* INTO v_job FROM job j WHERE j.id = coalesce(p_job,
        (SELECT v.job_id FROM visit v WHERE v.id = p_visit));
    PERFORM require_territory(p_actor, v_job.territory_id, CASE
        WHEN p_visit IS NULL THEN 'job' ELSE 'visit' END,
        coalesce(p_visit, p_job));
    SELECT t.* INTO v_technician FROM technician t
    WHERE t.id = coalesce(p_technician,
        (SELECT v.technician_id FROM visit v WHERE v.id = p_visit));
    v_desk := CASE WHEN v_technician.territory_id
        = ANY (territory_reach(v_job.territory_id)) THEN v_job.territory_id
        WHEN p_visit IS NOT NULL
            OR sees_territory(p_actor, v_technician.territory_id)
        THEN v_technician.territory_id END;
    IF v_desk IS NULL THEN
        PERFORM fail('CO422', format('there is no technician %s',
            p_technician), '/technician', 'unknown');
    END IF;
    IF p_visit IS NULL THEN
        PERFORM require_helper(p_actor, p_technician, v_job.territory_id);
    END IF;
    RETURN QUERY SELECT v_desk, v_job.version,
        v_job.duration_min * 60::bigint, (SELECT json_object_agg(r.rule,
            json_build_object('mode', r.mode, 'weight', r.weight,
                'unit', r.unit))
        FROM planning_rules(v_desk) r)::text;
END
$$;
