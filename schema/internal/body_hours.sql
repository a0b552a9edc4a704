-- SPDX-License-Identifier: MIT
-- Hours of a week in a body, [{weekday, from, to}], times of the wall clock:
-- those of a day that touch or overlap are one. And back.

CREATE FUNCTION body_hours(p_body jsonb, p_key text)
RETURNS TABLE (weekday smallint, minutes int4range)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    WITH entry AS MATERIALIZED (
        SELECT e AS body, format('%s/%s', p_key, o - 1) AS place,
            body_number(e, 'weekday', 1, 7, true, true)::smallint AS day,
            body_minute(e, 'from', format('%s/%s', p_key, o - 1)) AS opens,
            body_minute(e, 'to', format('%s/%s', p_key, o - 1)) AS closes
        FROM jsonb_array_elements(body_array(p_body, p_key, 100))
            WITH ORDINALITY x (e, o)
    )
    SELECT e.day, unnest(range_agg(hours_range(e.opens, e.closes, e.place)))
    FROM entry e GROUP BY e.day;
END
$$;

-- "08:30" as minutes of the day; "24:00" is its end.
CREATE FUNCTION body_minute(p_body jsonb, p_key text, p_place text)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text constant text := body_text(p_body, p_key, 5, true);
BEGIN
    IF v_text !~ '^(([01]\d|2[0-3]):[0-5]\d|24:00)$' THEN
        PERFORM fail('CO422', format('"%s" is no time of day: write HH:MM',
            v_text), format('/%s/%s', p_place, p_key), 'format');
    END IF;
    RETURN left(v_text, 2)::integer * 60 + right(v_text, 2)::integer;
END
$$;

CREATE FUNCTION hours_range(p_from integer, p_to integer, p_place text)
RETURNS int4range
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_to <= p_from THEN
        PERFORM fail('CO422', '"to" must be after "from": hours over '
            'midnight are two entries', format('/%s/to', p_place), 'range');
    END IF;
    RETURN int4range(p_from, p_to);
END
$$;

CREATE FUNCTION hours_json(p_weekday smallint, p_minutes int4range)
RETURNS json
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('weekday', p_weekday,
        'from', minute_text(lower(p_minutes)),
        'to', minute_text(upper(p_minutes)))
$$;

CREATE FUNCTION minute_text(p_minute integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(p_minute / 60, 'FM00') || ':'
        || to_char(p_minute % 60, 'FM00')
$$;
