-- SPDX-License-Identifier: MIT
-- Act on milestones that clocks have reached: each once. The job's lock decides
-- who does it, and the row is read again under it; a job that somebody else
-- works on is left for the next call. Says how many were acted on.

CREATE FUNCTION sla_fire(p_limit integer DEFAULT 500) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_due   record;
    v_fired integer := 0;
BEGIN
    FOR v_due IN SELECT cm.clock_id, cm.milestone_id, c.job_id
        FROM sla_clock_milestone cm
        JOIN sla_clock c ON c.id = cm.clock_id
        WHERE cm.fired_at IS NULL AND cm.due_at <= app_now()
        ORDER BY cm.due_at, cm.clock_id, cm.milestone_id LIMIT p_limit
    LOOP
        PERFORM FROM job WHERE id = v_due.job_id FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        UPDATE sla_clock_milestone cm SET fired_at = app_now()
        WHERE cm.clock_id = v_due.clock_id
            AND cm.milestone_id = v_due.milestone_id
            AND cm.fired_at IS NULL AND cm.due_at <= app_now();
        CONTINUE WHEN NOT FOUND;
        PERFORM sla_act(v_due.clock_id, v_due.milestone_id);
        v_fired := v_fired + 1;
    END LOOP;
    RETURN v_fired;
END
$$;
