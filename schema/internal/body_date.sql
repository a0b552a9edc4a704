-- SPDX-License-Identifier: MIT
-- A day, or a time of the day (HH:MM, to 24:00), of a request body; NULL where
-- it is absent or null. p_at is where the object stands in the body.

CREATE FUNCTION body_date(p_body jsonb, p_key text, p_at text DEFAULT '')
RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text constant text := p_body ->> p_key;
BEGIN
    IF v_text ~ '^\d{4}-\d\d-\d\d$' THEN
        BEGIN
            RETURN v_text::date;
        EXCEPTION WHEN datetime_field_overflow
            OR invalid_datetime_format THEN
            NULL;    -- said below
        END;
    END IF;
    IF v_text IS NOT NULL THEN
        PERFORM fail('CO422', format('%s: "%s" is no day; write it like '
            '2026-11-21', p_key, v_text), p_at || '/' || p_key, 'date');
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION body_time(p_body jsonb, p_key text, p_at text DEFAULT '')
RETURNS time
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text constant text := p_body ->> p_key;
BEGIN
    IF v_text !~ '^(([01]\d|2[0-3]):[0-5]\d|24:00)$' THEN
        PERFORM fail('CO422', format('%s: "%s" is no time of the day; write '
            'it like 08:30', p_key, v_text), p_at || '/' || p_key, 'time');
    END IF;
    RETURN v_text::time;
END
$$;

-- [from, to) of days; either may be absent or null: without a begin or an end.
CREATE FUNCTION body_days(p_body jsonb, p_at text DEFAULT '')
RETURNS daterange
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_from constant date := body_date(p_body, 'from', p_at);
    v_to   constant date := body_date(p_body, 'to', p_at);
BEGIN
    IF v_to <= v_from THEN
        PERFORM fail('CO422', format('to (%s) is the first day that does not '
            'count: it must be after from (%s)', v_to, v_from),
            p_at || '/to', 'range');
    END IF;
    RETURN daterange(v_from, v_to);
END
$$;
