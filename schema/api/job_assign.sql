-- SPDX-License-Identifier: MIT
-- Give a job to a technician at a time, by hand: makes its visit, or moves
-- the one that it has (which keeps its uid). The visit is sent at once. The
-- rules are checked under the technicians' locks; with a reason (p_why) a
-- broken skill or relation is overridden, and the trail says so.

CREATE FUNCTION job_assign(p_actor bigint, p_request text, p_job bigint,
    p_technician bigint, p_start timestamptz, p_end timestamptz,
    p_travel_s integer, p_pinned boolean, p_job_version bigint,
    p_why text DEFAULT NULL) RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job     job;
    v_old     visit;
    v_new     visit;
    v_broken  record;
    v_planned tstzrange;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_job := job_lock(p_actor, p_job);
    PERFORM require_version('job', p_job, v_job.version, p_job_version);
    IF v_job.state NOT IN ('open', 'planned', 'in_progress') THEN
        PERFORM fail('CO409', format('job %s is %s: nobody can be sent',
            p_job, v_job.state), '', 'job_state');
    END IF;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = p_technician), 'technician', p_technician, '/technician');
    p_end := coalesce(p_end, p_start
        + v_job.duration_min * interval '1 minute');
    IF p_end <= p_start OR p_end > p_start + interval '240 hours' THEN
        PERFORM fail('CO422', 'end must be after start, by ten days at most',
            '/end', 'range');
    END IF;
    v_planned := tstzrange(p_start, p_end);
    v_old := assign_target(v_job, p_technician);
    PERFORM technicians_lock(ARRAY[v_old.technician_id, p_technician]);
    SELECT r.rule, r.text INTO v_broken FROM assign_refusals(ARRAY[p_job],
        ARRAY[p_technician], ARRAY[p_start], ARRAY[p_end]) r
    WHERE r.rule = 'employment' OR p_why IS NULL LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', v_broken.text, '/technician', v_broken.rule);
    END IF;
    BEGIN
        IF v_old.id IS NULL THEN
            INSERT INTO visit (job_id, technician_id, state, planned,
                travel_s, pinned, created_at, revised_at)
            VALUES (p_job, p_technician, 'dispatched', v_planned,
                coalesce(p_travel_s, 0), coalesce(p_pinned, false),
                app_now(), app_now())
            RETURNING * INTO v_new;
        ELSE
            UPDATE visit v SET technician_id = p_technician,
                state = 'dispatched', planned = v_planned,
                travel_s = coalesce(p_travel_s, 0),
                pinned = coalesce(p_pinned, v.pinned)
            WHERE v.id = v_old.id RETURNING * INTO v_new;
        END IF;
    EXCEPTION WHEN exclusion_violation THEN
        PERFORM overlap_fail(p_technician, v_planned, v_old.id);
    END;
    PERFORM job_follow(ARRAY[p_job]);
    PERFORM audit_change(p_actor, p_request, CASE WHEN v_old.id IS NULL
            THEN 'visit.assigned' ELSE 'visit.moved' END, 'visit', v_new.id,
        CASE WHEN v_old.id IS NULL THEN '{}' ELSE to_jsonb(v_old) END,
        to_jsonb(v_new), p_why);
    RETURN QUERY SELECT visit_json(v_new), v_new.version;
END
$$;
