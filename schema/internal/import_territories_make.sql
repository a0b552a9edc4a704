-- SPDX-License-Identifier: MIT
-- Make the territories that requests name. They take the file's zone and the
-- calendar of the option `calendar`, which is made (Monday to Friday, 08:00 to
-- 17:00) if it is not there.

CREATE FUNCTION import_territories_make(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_code     text := coalesce(p_options->>'calendar', 'STANDARD');
    v_calendar bigint;
    v_made     bigint;
BEGIN
    IF p_options->>'zone' IS NULL OR NOT EXISTS (SELECT FROM import_request
        WHERE batch = p_batch AND fate = 'new' AND territory_id IS NULL
            AND import_code(territory) <> '') THEN
        RETURN;
    END IF;
    SELECT id INTO v_calendar FROM business_calendar WHERE code = v_code;
    IF v_calendar IS NULL THEN
        INSERT INTO business_calendar (code, name) VALUES (v_code, v_code)
        RETURNING id INTO v_calendar;
        INSERT INTO business_hours (calendar_id, weekday, minutes)
        SELECT v_calendar, d, int4range(8 * 60, 17 * 60)
        FROM generate_series(1, 5) d;
        PERFORM import_created(p_batch, 'business calendars', 1);
    END IF;
    INSERT INTO territory (code, name, zone, calendar_id)
    SELECT import_code(territory), min(territory), p_options->>'zone',
        v_calendar
    FROM import_request
    WHERE batch = p_batch AND fate = 'new' AND territory_id IS NULL
        AND import_code(territory) <> ''
    GROUP BY import_code(territory) ORDER BY import_code(territory)
    ON CONFLICT (code) DO NOTHING;
    GET DIAGNOSTICS v_made = ROW_COUNT;
    PERFORM import_created(p_batch, 'territories', v_made);
END
$$;
