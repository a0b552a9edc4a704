-- SPDX-License-Identifier: MIT
-- A cancelled job: nothing is promised any more.

CREATE FUNCTION sla_cancel(p_job bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock bigint;
BEGIN
    FOR v_clock IN UPDATE sla_clock SET state = 'cancelled',
            ended_at = app_now(), due_at = coalesce(due_at, app_now())
        WHERE job_id = p_job AND state IN ('running', 'paused') RETURNING id
    LOOP
        PERFORM sla_interval_end(v_clock, app_now());
    END LOOP;
    PERFORM sla_milestones_end(p_job, '-infinity');
END
$$;
