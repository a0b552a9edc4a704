-- SPDX-License-Identifier: MIT
-- A job off hold: its paused clocks run again; when they are due follows from
-- the business minutes that the running stretches have left over.

CREATE FUNCTION sla_resume(p_job bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock bigint;
BEGIN
    FOR v_clock IN SELECT id FROM sla_clock
        WHERE job_id = p_job AND state = 'paused' ORDER BY id
    LOOP
        PERFORM sla_interval_end(v_clock, app_now());
        INSERT INTO sla_clock_interval (clock_id, during, state)
        SELECT v_clock, tstzrange(max(upper(during)), NULL), 'running'
        FROM sla_clock_interval WHERE clock_id = v_clock;
        UPDATE sla_clock SET state = 'running',
            due_at = sla_reach(id, target_min)
        WHERE id = v_clock;
    END LOOP;
    PERFORM sla_milestones(ARRAY[p_job]);
END
$$;
