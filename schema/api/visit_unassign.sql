-- SPDX-License-Identifier: MIT
-- Take a visit back: it is cancelled, and its job waits in the pool again.

CREATE FUNCTION visit_unassign(p_actor bigint, p_request text, p_visit bigint,
    p_version bigint, p_why text DEFAULT NULL)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job job;
    v_old visit;
    v_new visit;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    SELECT v.* INTO v_old FROM visit v WHERE v.id = p_visit;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = v_old.job_id), 'visit', p_visit);
    v_job := job_lock(p_actor, v_old.job_id);
    SELECT v.* INTO v_old FROM visit v WHERE v.id = p_visit;  -- as it is now
    PERFORM require_version('visit', p_visit, v_old.version, p_version);
    IF visit_begun(v_old.state) THEN
        PERFORM fail('CO409', format('visit %s is %s: call the technician '
            'back first', p_visit, v_old.state), '', 'visit_begun');
    END IF;
    IF NOT visit_live(v_old.state) THEN
        PERFORM fail('CO409', format('visit %s is %s already', p_visit,
            v_old.state), '/state', 'legal_step');
    END IF;
    UPDATE visit v SET state = 'cancelled', ended_at = app_now()
    WHERE v.id = p_visit RETURNING * INTO v_new;
    PERFORM job_follow(ARRAY[v_job.id]);
    PERFORM audit_change(p_actor, p_request, 'visit.unassigned', 'visit',
        p_visit, to_jsonb(v_old), to_jsonb(v_new), p_why);
    RETURN QUERY SELECT visit_json(v_new), v_new.version;
END
$$;
