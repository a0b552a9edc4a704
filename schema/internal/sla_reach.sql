-- SPDX-License-Identifier: MIT
-- The instant at which a clock has run for so many minutes of business time;
-- NULL if it does not get there as things stand (it is paused, or over).

CREATE FUNCTION sla_reach(p_clock bigint, p_minutes numeric)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_calendar bigint;
    v_zone     text;
    v_left     numeric := p_minutes;
    v_part     tstzrange;
    v_has      numeric;
BEGIN
    SELECT coalesce(p.calendar_id, t.calendar_id), t.zone
    INTO v_calendar, v_zone
    FROM sla_clock c
    JOIN job j ON j.id = c.job_id
    JOIN territory t ON t.id = j.territory_id
    LEFT JOIN sla_policy p ON p.id = j.sla_policy_id
    WHERE c.id = p_clock;
    FOR v_part IN SELECT i.during FROM sla_clock_interval i
        WHERE i.clock_id = p_clock AND i.state = 'running'
        ORDER BY i.during
    LOOP
        IF upper_inf(v_part) THEN
            RETURN business_add(v_calendar, v_zone, lower(v_part), v_left);
        END IF;
        v_has := business_minutes_between(v_calendar, v_zone, lower(v_part),
            upper(v_part));
        IF v_has >= v_left THEN
            RETURN business_add(v_calendar, v_zone, lower(v_part), v_left);
        END IF;
        v_left := v_left - v_has;
    END LOOP;
    RETURN NULL;
END
$$;
