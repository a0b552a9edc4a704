-- SPDX-License-Identifier: MIT
-- A business calendar as the API shows it, its row for a change, its parts;
-- and the calendar that a body names.

CREATE FUNCTION calendar_json(c business_calendar) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', c.id, 'code', c.code, 'name', c.name,
        'hours', coalesce((SELECT json_agg(hours_json(h.weekday, h.minutes)
                ORDER BY h.weekday, h.minutes)
            FROM business_hours h WHERE h.calendar_id = c.id), '[]'),
        'holidays', coalesce((SELECT json_agg(json_build_object(
                'day', h.day, 'name', h.name) ORDER BY h.day)
            FROM holiday h WHERE h.calendar_id = c.id), '[]'),
        'retired', c.retired_at IS NOT NULL, 'version', c.version)
$$;

CREATE FUNCTION calendar_lock(p_id bigint) RETURNS business_calendar
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v business_calendar;
BEGIN
    SELECT * INTO v FROM business_calendar WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no calendar %s', p_id));
    END IF;
    RETURN v;
END
$$;

-- By its code. It is locked against going away.
CREATE FUNCTION patch_calendar(p_body jsonb, p_old bigint, p_needed boolean)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_code constant text := body_text(p_body, 'calendar', 64,
        p_needed AND (p_body ? 'calendar' OR p_old IS NULL));
    v_id   bigint;
BEGIN
    IF v_code IS NULL THEN
        RETURN CASE WHEN NOT p_body ? 'calendar' THEN p_old END;
    END IF;
    SELECT c.id INTO v_id FROM business_calendar c
    WHERE c.code = v_code AND (c.retired_at IS NULL OR c.id = p_old)
    FOR KEY SHARE;
    IF v_id IS NULL THEN
        PERFORM fail('CO422', format('there is no calendar "%s"', v_code),
            '/calendar', 'unknown');
    END IF;
    RETURN v_id;
END
$$;

-- Returns whether hours or holidays are others now.
CREATE FUNCTION calendar_hours_put(p_calendar bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_new  bigint;
BEGIN
    IF NOT p_body ? 'hours' THEN
        RETURN false;
    END IF;
    DELETE FROM business_hours h WHERE h.calendar_id = p_calendar
        AND NOT EXISTS (SELECT FROM body_hours(p_body, 'hours') b
            WHERE b.weekday = h.weekday AND b.minutes = h.minutes);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO business_hours (calendar_id, weekday, minutes)
    SELECT p_calendar, b.weekday, b.minutes
    FROM body_hours(p_body, 'hours') b
    WHERE NOT EXISTS (SELECT FROM business_hours h
        WHERE h.calendar_id = p_calendar AND h.weekday = b.weekday
            AND h.minutes = b.minutes);
    GET DIAGNOSTICS v_new = ROW_COUNT;
    RETURN v_gone + v_new > 0;
END
$$;

CREATE FUNCTION calendar_holidays_put(p_calendar bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_new  bigint;
BEGIN
    IF NOT p_body ? 'holidays' THEN
        RETURN false;
    END IF;
    DELETE FROM holiday h WHERE h.calendar_id = p_calendar
        AND NOT EXISTS (SELECT FROM body_holidays(p_body) b
            WHERE b.day = h.day);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO holiday AS h (calendar_id, day, name)
    SELECT p_calendar, b.day, b.name FROM body_holidays(p_body) b
    ON CONFLICT (calendar_id, day) DO UPDATE SET name = excluded.name
    WHERE h.name <> excluded.name;
    GET DIAGNOSTICS v_new = ROW_COUNT;
    RETURN v_gone + v_new > 0;
END
$$;

CREATE FUNCTION body_holidays(p_body jsonb)
RETURNS TABLE (day date, name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_entry jsonb;
    v_at    bigint;
    v_seen  date[] := '{}';
BEGIN
    FOR v_entry, v_at IN SELECT e, o - 1 FROM jsonb_array_elements(
        body_array(p_body, 'holidays', 1000)) WITH ORDINALITY x (e, o)
    LOOP
        day := body_day(v_entry, 'day', format('holidays/%s', v_at));
        name := body_text(v_entry, 'name', 200, true);
        IF day = ANY (v_seen) THEN
            PERFORM fail('CO422', format('%s is there twice', day),
                format('/holidays/%s/day', v_at), 'unique');
        END IF;
        v_seen := v_seen || day;
        RETURN NEXT;
    END LOOP;
END
$$;

CREATE FUNCTION body_day(p_body jsonb, p_key text, p_place text)
RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text constant text := body_text(p_body, p_key, 10, true);
BEGIN
    IF v_text ~ '^\d{4}-\d\d-\d\d$' THEN
        BEGIN
            RETURN v_text::date;
        EXCEPTION WHEN datetime_field_overflow THEN
            NULL;    -- said below
        END;
    END IF;
    PERFORM fail('CO422', format('"%s" is no day: write YYYY-MM-DD', v_text),
        format('/%s/%s', p_place, p_key), 'format');
END
$$;
