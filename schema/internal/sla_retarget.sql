-- SPDX-License-Identifier: MIT
-- A job's priority or policy has changed: its live clocks count on, towards
-- the new targets; what they have used stays used. A promise that is no longer
-- made is cancelled, a new one began with the job and was paused when its
-- sister was. What is over stays as it is.

CREATE FUNCTION sla_retarget(p_job bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job     job;
    v_clock   sla_clock;
    v_sister  bigint;
    v_target  record;
    v_arrived timestamptz;
BEGIN
    SELECT * INTO v_job FROM job WHERE id = p_job;
    FOR v_clock IN SELECT c.* FROM sla_clock c
        WHERE c.job_id = p_job AND c.state IN ('running', 'paused')
            AND NOT EXISTS (SELECT FROM sla_target g
                WHERE g.policy_id = v_job.sla_policy_id
                    AND g.priority = v_job.priority AND g.kind = c.kind)
    LOOP
        UPDATE sla_clock SET state = 'cancelled', ended_at = app_now(),
            due_at = coalesce(due_at, app_now())
        WHERE id = v_clock.id;
        PERFORM sla_interval_end(v_clock.id, app_now());
    END LOOP;
    PERFORM sla_milestones_end(p_job, '-infinity');
    FOR v_target IN SELECT g.kind, g.minutes FROM sla_target g
        WHERE g.policy_id = v_job.sla_policy_id
            AND g.priority = v_job.priority
            AND v_job.state NOT IN ('completed', 'cancelled')
    LOOP
        SELECT * INTO v_clock FROM sla_clock
        WHERE job_id = p_job AND kind = v_target.kind;
        IF v_clock.id IS NOT NULL THEN
            UPDATE sla_clock SET target_min = v_target.minutes
            WHERE id = v_clock.id AND state IN ('running', 'paused')
                AND target_min <> v_target.minutes;
            CONTINUE;
        END IF;
        SELECT id INTO v_sister FROM sla_clock
        WHERE job_id = p_job AND state IN ('running', 'paused');
        INSERT INTO sla_clock (job_id, kind, target_min, state, due_at)
        VALUES (p_job, v_target.kind, v_target.minutes, 'running',
            v_job.opened_at)
        RETURNING * INTO v_clock;
        INSERT INTO sla_clock_interval (clock_id, during, state, reason)
        SELECT v_clock.id, i.during, i.state, i.reason
        FROM sla_clock_interval i WHERE i.clock_id = v_sister;
        IF v_sister IS NULL THEN
            INSERT INTO sla_clock_interval (clock_id, during, state)
            VALUES (v_clock.id, tstzrange(v_job.opened_at, NULL), 'running');
        END IF;
        IF v_job.state = 'on_hold' AND v_sister IS NULL THEN
            PERFORM sla_pause(p_job, v_job.hold_reason);
        ELSIF v_job.state = 'on_hold' THEN
            UPDATE sla_clock SET state = 'paused', due_at = NULL
            WHERE id = v_clock.id;
        END IF;
        v_arrived := (SELECT min(on_site_at) FROM visit WHERE job_id = p_job);
        IF v_target.kind = 'respond' AND v_arrived IS NOT NULL THEN
            PERFORM sla_refresh(ARRAY[p_job]);
            PERFORM sla_settle(p_job, 'respond', v_arrived);
        END IF;
    END LOOP;
    PERFORM sla_refresh(ARRAY[p_job]);
END
$$;
