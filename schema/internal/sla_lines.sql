-- SPDX-License-Identifier: MIT
-- The derivation of a clock, line by line: stretches of business time with
-- their minutes, the closed ones between, pauses with their reasons. To the
-- due time, or to when the clock ended; a pause that goes on has no end.

CREATE FUNCTION sla_lines(p_clock bigint)
RETURNS TABLE (starts timestamptz, ends timestamptz, what text,
    reason text, minutes numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_calendar bigint;
    v_zone     text;
    v_last     timestamptz;
    v_part     sla_clock_interval;
    v_open     record;
    v_at       timestamptz;
    v_end      timestamptz;
BEGIN
    SELECT coalesce(p.calendar_id, t.calendar_id), t.zone,
        coalesce(c.ended_at, c.due_at)
    INTO v_calendar, v_zone, v_last
    FROM sla_clock c
    JOIN job j ON j.id = c.job_id
    JOIN territory t ON t.id = j.territory_id
    LEFT JOIN sla_policy p ON p.id = j.sla_policy_id
    WHERE c.id = p_clock;
    FOR v_part IN SELECT i.* FROM sla_clock_interval i
        WHERE i.clock_id = p_clock ORDER BY i.during
    LOOP
        IF v_part.state = 'paused' THEN
            RETURN QUERY SELECT lower(v_part.during), upper(v_part.during),
                'paused', v_part.reason, NULL::numeric;
            CONTINUE;
        END IF;
        v_at := lower(v_part.during);
        v_end := coalesce(upper(v_part.during), greatest(v_last, v_at));
        FOR v_open IN SELECT greatest(b.opens, v_at) AS opens,
                least(b.closes, v_end) AS closes
            FROM generate_series(0, (v_end AT TIME ZONE v_zone)::date
                - (v_at AT TIME ZONE v_zone)::date) d
            CROSS JOIN LATERAL business_open(v_calendar, v_zone,
                (v_at AT TIME ZONE v_zone)::date + d) b
            WHERE b.closes > v_at AND b.opens < v_end ORDER BY b.opens
        LOOP
            RETURN QUERY SELECT v_at, v_open.opens, 'closed',
                closed_reason(v_calendar, v_zone, v_at, v_open.opens),
                NULL::numeric WHERE v_at < v_open.opens;
            RETURN QUERY SELECT v_open.opens, v_open.closes, 'running',
                NULL::text, round(extract(epoch FROM
                    v_open.closes - v_open.opens) / 60, 3);
            v_at := v_open.closes;
        END LOOP;
        RETURN QUERY SELECT v_at, v_end, 'closed',
            closed_reason(v_calendar, v_zone, v_at, v_end), NULL::numeric
        WHERE v_at < v_end;
    END LOOP;
END
$$;

-- Why nothing runs between two instants: the holidays there by name, else
-- whether it is a night, or days without hours.
CREATE FUNCTION closed_reason(p_calendar bigint, p_zone text,
    p_from timestamptz, p_to timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_first constant date := (p_from AT TIME ZONE p_zone)::date;
    v_last  constant date := (p_to AT TIME ZONE p_zone)::date;
BEGIN
    RETURN coalesce((SELECT string_agg(h.name, ', ' ORDER BY h.day)
            FROM holiday h WHERE h.calendar_id = p_calendar
                AND h.day BETWEEN v_first AND v_last),
        CASE v_last - v_first WHEN 0 THEN 'closed' WHEN 1 THEN 'night'
            ELSE 'days without hours' END);
END
$$;
