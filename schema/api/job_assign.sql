-- SPDX-License-Identifier: MIT
-- Give a job to a technician at a time, by hand: makes its visit, or moves
-- the one that it has (which keeps its uid). The visit is sent at once. The
-- rules are checked under the technicians' locks; with a reason (p_why) a
-- broken skill or relation is overridden, and the trail says so. p_others are
-- changes of other visits that make room (visits_write.sql): all or nothing.
-- p_seen are the days that the caller judged by (seen_check.sql), p_fence the
-- job and the visit: {job_version, visit, visit_version}; in_the_way: whoever
-- judged left the day to us, since it would lie upon another.

CREATE FUNCTION job_assign(p_actor bigint, p_request text, p_job bigint,
    p_technician bigint, p_start timestamptz, p_end timestamptz,
    p_travel_s integer, p_pinned boolean, p_job_version bigint,
    p_why text DEFAULT NULL, p_others jsonb DEFAULT '[]',
    p_seen jsonb DEFAULT NULL, p_fence jsonb DEFAULT '{}') RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job    job;
    v_old    visit;
    v_visits bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM jobs_lock(p_job || ARRAY(SELECT v.job_id
        FROM jsonb_array_elements(p_others) e
        JOIN visit v ON v.id = (e ->> 'visit')::bigint));
    v_job := job_lock(p_actor, p_job);
    PERFORM require_version('job', p_job, v_job.version, p_job_version);
    IF v_job.state NOT IN ('open', 'planned', 'in_progress') THEN
        PERFORM fail('CO409', format('job %s is %s: nobody can be sent',
            p_job, v_job.state), '', 'job_state');
    END IF;
    PERFORM require_helper(p_actor, x.technician, v_job.territory_id)
    FROM (SELECT p_technician AS technician
        UNION ALL SELECT (e ->> 'technician')::bigint   -- of the crew
        FROM jsonb_array_elements(p_others) e WHERE e ? 'technician') x;
    p_end := coalesce(p_end, p_start
        + v_job.duration_min * interval '1 minute');
    IF p_end <= p_start OR p_end > p_start + interval '240 hours' THEN
        PERFORM fail('CO422', 'end must be after start, by ten days at most',
            '/end', 'range');
    END IF;
    IF v_job.crew_size > 1 AND v_job.days = 1 AND p_fence ? 'visit' THEN
        SELECT v.* INTO v_old FROM visit v  -- whose the others leave to her
        WHERE v.id = (p_fence ->> 'visit')::bigint AND v.job_id = p_job;
    ELSE
        v_old := assign_target(v_job, p_technician, p_start);
    END IF;
    IF p_fence ->> 'visit' <> coalesce(v_old.id::text, '') THEN
        PERFORM fail('CO409', format('job %s has another visit meanwhile: '
            'look again', p_job), '', 'moved');
    END IF;
    v_visits := visits_write(p_actor, p_request, jsonb_strip_nulls(
        jsonb_build_object('op', CASE WHEN v_old.id IS NULL THEN 'add'
                ELSE 'move' END,
            'job', p_job, 'visit', v_old.id, 'technician', p_technician,
            'start', p_start, 'end', p_end,
            'travel_s', coalesce(p_travel_s, 0), 'pinned', p_pinned,
            'by_hand', true, 'override', p_why IS NOT NULL)
            || p_fence - 'visit' - 'in_the_way') || p_others,
        p_seen, p_why);
    IF p_fence ? 'in_the_way' THEN
        PERFORM hold_fail(h.id) FROM slot_hold h    -- for this very job
        WHERE h.technician_id = p_technician AND h.job_id = p_job
            AND h.planned && tstzrange(p_start, p_end)
            AND hold_live(h.state, h.expires_at);
        PERFORM fail('CO409', 'what was in the way is gone: look again', '',
            'moved');
    END IF;
    RETURN QUERY SELECT visit_json(v), v.version FROM visit v
    WHERE v.id = v_visits[1];
END
$$;
