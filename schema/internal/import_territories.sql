-- SPDX-License-Identifier: MIT
-- Territories, with their business calendar and boundary.

CREATE FUNCTION import_territories(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM import_rows_doubled(p_batch);
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'zone', 'bad', 'unknown_zone',
        format('''%s'' is no time zone', cells->>'zone'),
        'an IANA name such as Europe/Berlin'
    FROM import_row
    WHERE batch = p_batch AND cells->>'zone' NOT IN
        (SELECT name FROM pg_timezone_names WHERE name ~ '/|^UTC$');
    PERFORM import_rows_fate(p_batch),
        import_rows_unknown(p_batch, 'calendar', 'business_calendar',
            'business calendar');
    UPDATE import_row r SET fate = 'there' FROM territory t
    WHERE r.batch = p_batch AND r.fate = 'new' AND t.code = r.cells->>'code';

    INSERT INTO territory (code, name, zone, calendar_id, boundary)
    SELECT r.cells->>'code', coalesce(r.cells->>'name', r.cells->>'code'),
        r.cells->>'zone', c.id, (r.cells->>'boundary')::polygon
    FROM import_row r JOIN business_calendar c ON c.code = r.cells->>'calendar'
    WHERE r.batch = p_batch AND r.fate = 'new'
    ORDER BY r.line;
END
$$;
