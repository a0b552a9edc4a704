-- SPDX-License-Identifier: MIT
-- Cancel a job with its visits and clocks. A technician who has set out is
-- told by the feed; what he finishes nevertheless is kept.

CREATE FUNCTION job_cancel(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_old job;
    v_new job;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_old := job_lock(p_actor, p_id);
    PERFORM require_version('job', p_id, v_old.version, p_version);
    IF v_old.state IN ('completed', 'cancelled') THEN
        PERFORM fail('CO409', format('job %s is %s already', p_id,
            v_old.state), '/state', 'legal_step');
    END IF;
    PERFORM visits_withdraw(p_actor, p_request, p_id, p_why, true);
    UPDATE job j SET state = 'cancelled', hold_reason = NULL
    WHERE j.id = p_id RETURNING * INTO v_new;
    PERFORM sla_cancel(p_id);
    PERFORM audit_change(p_actor, p_request, 'job.cancelled', 'job', p_id,
        to_jsonb(v_old), to_jsonb(v_new), p_why);
    RETURN QUERY SELECT job_json(p_id), v_new.version;
END
$$;
