-- SPDX-License-Identifier: MIT
-- An instant of a request body (RFC 3339, with its offset), or NULL where it
-- is absent or null.

CREATE FUNCTION body_instant(p_body jsonb, p_key text)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text constant text := p_body ->> p_key;
BEGIN
    IF v_text IS NULL THEN
        RETURN NULL;
    END IF;
    IF v_text ~ ('^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?'
        '([Zz]|[+-]\d\d:\d\d)$') THEN
        BEGIN
            RETURN v_text::timestamptz;
        EXCEPTION WHEN datetime_field_overflow
            OR invalid_datetime_format
            OR invalid_time_zone_displacement_value THEN
            NULL;    -- said below
        END;
    END IF;
    PERFORM fail('CO422', format('%s: "%s" is no instant; write it like '
        '2026-11-21T08:00:00Z', p_key, v_text), '/' || p_key, 'instant');
END
$$;
