-- SPDX-License-Identifier: MIT
-- A line of a clock's derivation for people: "Mon 16:30-17:00 30 min",
-- "Mon 17:00-Tue 08:00 night", "Tue 09:00- paused: waits for a part".

CREATE FUNCTION clock_line_text(p_starts timestamptz, p_ends timestamptz,
    p_zone text, p_what text, p_reason text, p_minutes numeric) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_from constant timestamp := p_starts AT TIME ZONE p_zone;
    v_to   constant timestamp := p_ends AT TIME ZONE p_zone;
BEGIN
    RETURN to_char(v_from, 'Dy HH24:MI') || '-'
        || coalesce(to_char(v_to, CASE WHEN v_to::date = v_from::date
            THEN 'HH24:MI' ELSE 'Dy HH24:MI' END), '')
        || ' ' || CASE p_what
            WHEN 'running' THEN trim_scale(p_minutes) || ' min'
            WHEN 'paused' THEN 'paused: ' || p_reason
            ELSE p_reason END;
END
$$;
