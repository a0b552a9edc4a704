-- SPDX-License-Identifier: MIT
-- The stretches of one local day that are business time. An instant is
-- business time when the wall clock there reads an opening minute of that
-- weekday and the day is no holiday; so an opening hour that the clocks skip
-- does not exist, and one that they repeat counts twice. Around a change of
-- the clocks the minutes are walked; on the other days the edges convert.

CREATE FUNCTION business_open(p_calendar bigint, p_zone text, p_day date)
RETURNS TABLE (opens timestamptz, closes timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_minute constant interval := interval '1 minute';
    v_first  timestamptz;
    v_last   timestamptz;
BEGIN
    IF EXISTS (SELECT FROM holiday
        WHERE calendar_id = p_calendar AND day = p_day) THEN
        RETURN;
    END IF;
    v_first := p_day::timestamp AT TIME ZONE p_zone - interval '3 hours';
    v_last := (p_day + 1)::timestamp AT TIME ZONE p_zone
        + interval '3 hours';
    IF v_last AT TIME ZONE p_zone - v_first AT TIME ZONE p_zone
        = v_last - v_first THEN
        RETURN QUERY
        SELECT (p_day + lower(h.minutes) * v_minute) AT TIME ZONE p_zone,
            (p_day + upper(h.minutes) * v_minute) AT TIME ZONE p_zone
        FROM business_hours h
        WHERE h.calendar_id = p_calendar
            AND h.weekday = extract(isodow FROM p_day)
        ORDER BY lower(h.minutes);
        RETURN;
    END IF;
    RETURN QUERY
    SELECT min(o.at), max(o.at) + v_minute
    FROM (SELECT m.at,
            m.at - row_number() OVER (ORDER BY m.at) * v_minute AS island
        FROM (SELECT g AS at, g AT TIME ZONE p_zone AS wall
            FROM generate_series(v_first, v_last, v_minute) g) m
        WHERE m.wall::date = p_day AND EXISTS (SELECT FROM business_hours h
            WHERE h.calendar_id = p_calendar
                AND h.weekday = extract(isodow FROM p_day)
                AND h.minutes @> (extract(hour FROM m.wall) * 60
                    + extract(minute FROM m.wall))::integer)) o
    GROUP BY o.island ORDER BY min(o.at);
END
$$;
