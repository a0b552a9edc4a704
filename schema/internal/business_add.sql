-- SPDX-License-Identifier: MIT
-- The instant at which so many minutes of business time have passed since the
-- start. Seconds are counted as numbers: an interval with days in it would
-- lean on the session's time zone.

CREATE FUNCTION business_add(p_calendar bigint, p_zone text,
    p_start timestamptz, p_minutes numeric) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_first constant date := (p_start AT TIME ZONE p_zone)::date;
    v_left_s numeric := p_minutes * 60;
    v_open   record;
    v_has_s  numeric;
BEGIN
    IF NOT EXISTS (SELECT FROM business_hours
        WHERE calendar_id = p_calendar) THEN
        PERFORM fail('CO422', format('the business calendar %s has no hours: '
            'give it some before it measures a promise',
            coalesce((SELECT code FROM business_calendar
                WHERE id = p_calendar), p_calendar::text)),
            '', 'calendar_hours');
    END IF;
    IF v_left_s <= 0 THEN
        RETURN p_start;
    END IF;
    FOR v_day IN 0 .. 36600 LOOP    -- a hundred years: holidays for ever
        FOR v_open IN SELECT greatest(b.opens, p_start) AS opens, b.closes
            FROM business_open(p_calendar, p_zone, v_first + v_day) b
            WHERE b.closes > p_start
        LOOP
            v_has_s := extract(epoch FROM v_open.closes - v_open.opens);
            IF v_has_s >= v_left_s THEN
                RETURN v_open.opens + v_left_s * interval '1 second';
            END IF;
            v_left_s := v_left_s - v_has_s;
        END LOOP;
    END LOOP;
    PERFORM fail('CO422', format('the business calendar %s has too few hours'
        ' for %s minutes', p_calendar, p_minutes), '', 'calendar_hours');
END
$$;
