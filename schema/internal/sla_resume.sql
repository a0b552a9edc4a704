-- SPDX-License-Identifier: MIT
-- A job off hold: its paused clocks run again; the due time follows from the
-- business minutes that the running stretches have left over. Nothing left:
-- due at once.

CREATE FUNCTION sla_resume(p_job bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock record;
    v_used  numeric;
    v_from  timestamptz;
BEGIN
    FOR v_clock IN SELECT c.id, c.target_min, t.zone,
            coalesce(p.calendar_id, t.calendar_id) AS calendar_id
        FROM sla_clock c
        JOIN job j ON j.id = c.job_id
        JOIN territory t ON t.id = j.territory_id
        JOIN sla_policy p ON p.id = j.sla_policy_id
        WHERE c.job_id = p_job AND c.state = 'paused'
    LOOP
        PERFORM sla_interval_end(v_clock.id, app_now());
        SELECT max(upper(i.during)), sum(business_minutes_between(
                v_clock.calendar_id, v_clock.zone, lower(i.during),
                upper(i.during))) FILTER (WHERE i.state = 'running')
        INTO v_from, v_used
        FROM sla_clock_interval i WHERE i.clock_id = v_clock.id;
        INSERT INTO sla_clock_interval (clock_id, during, state)
        VALUES (v_clock.id, tstzrange(v_from, NULL), 'running');
        UPDATE sla_clock SET state = 'running',
            due_at = business_add(v_clock.calendar_id, v_clock.zone, v_from,
                greatest(v_clock.target_min - coalesce(v_used, 0), 0))
        WHERE id = v_clock.id;
    END LOOP;
END
$$;
