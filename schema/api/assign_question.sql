-- SPDX-License-Identifier: MIT
-- What must be known before a desk is asked about an assignment (a job and a
-- technician) or about taking a visit back: whether the actor may, whose
-- desk, how long, and how the territory takes the rules, as {rule: {mode,
-- weight, unit}}.

CREATE FUNCTION assign_question(p_actor bigint, p_job bigint,
    p_technician bigint, p_visit bigint DEFAULT NULL)
RETURNS TABLE (territory bigint, version bigint, duration_s bigint,
    rules text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job        job;
    v_technician technician;
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
    IF v_technician.id IS NULL
        OR NOT sees_territory(p_actor, v_technician.territory_id) THEN
        PERFORM fail('CO422', format('there is no technician %s',
            p_technician), '/technician', 'unknown');
    END IF;
    RETURN QUERY SELECT v_technician.territory_id, v_job.version,
        v_job.duration_min * 60::bigint, (SELECT json_object_agg(r.rule,
            json_build_object('mode', r.mode, 'weight', r.weight,
                'unit', r.unit))
        FROM planning_rules(v_technician.territory_id) r)::text;
END
$$;
