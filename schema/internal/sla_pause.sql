-- SPDX-License-Identifier: MIT
-- A job on hold: its running clocks pause, and have no due time; nor have
-- their milestones.

CREATE FUNCTION sla_pause(p_job bigint, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock bigint;
    v_from  timestamptz;
BEGIN
    FOR v_clock IN UPDATE sla_clock SET state = 'paused', due_at = NULL
        WHERE job_id = p_job AND state = 'running' RETURNING id
    LOOP
        PERFORM sla_interval_end(v_clock, app_now());
        SELECT max(upper(during)) INTO v_from
        FROM sla_clock_interval WHERE clock_id = v_clock;
        INSERT INTO sla_clock_interval (clock_id, during, state, reason)
        VALUES (v_clock, tstzrange(v_from, NULL), 'paused', p_reason);
    END LOOP;
    PERFORM sla_milestones_end(p_job, app_now());
END
$$;
