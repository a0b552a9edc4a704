-- SPDX-License-Identifier: MIT
-- Business calendars: hours "12345 08:00-17:00;6 09:00-12:00" (overlaps become
-- one), holidays "2026-12-25 Christmas;...".

CREATE FUNCTION import_calendars(p_batch bigint, p_options jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM import_rows_doubled(p_batch), import_rows_fate(p_batch);
    UPDATE import_row r SET fate = 'there' FROM business_calendar c
    WHERE r.batch = p_batch AND r.fate = 'new' AND c.code = r.cells->>'code';

    INSERT INTO business_calendar (code, name)
    SELECT cells->>'code', coalesce(cells->>'name', cells->>'code')
    FROM import_row WHERE batch = p_batch AND fate = 'new' ORDER BY line;
    INSERT INTO business_hours (calendar_id, weekday, minutes)
    SELECT id, weekday, unnest(range_agg(int4range(opens, closes)))
    FROM (SELECT c.id, d.weekday::smallint AS weekday,
            extract(epoch FROM substr(h.one, n.at, 5)::interval)::integer / 60
                AS opens,
            extract(epoch FROM substr(h.one, n.at + 6, 5)::interval)::integer
                / 60 AS closes
        FROM import_row r JOIN business_calendar c ON c.code = r.cells->>'code',
            regexp_split_to_table(r.cells->>'hours', ';') AS h (one),
            LATERAL (SELECT strpos(h.one, ' ') + 1) AS n (at),
            LATERAL regexp_split_to_table(left(h.one, n.at - 2), '')
                AS d (weekday)
        WHERE r.batch = p_batch AND r.fate = 'new') b
    GROUP BY id, weekday;
    INSERT INTO holiday (calendar_id, day, name)
    SELECT DISTINCT ON (c.id, left(h.one, 10)) c.id, left(h.one, 10)::date,
        coalesce(nullif(trim(substr(h.one, 11)), ''), 'holiday')
    FROM import_row r JOIN business_calendar c ON c.code = r.cells->>'code',
        regexp_split_to_table(r.cells->>'holidays', ';') AS h (one)
    WHERE r.batch = p_batch AND r.fate = 'new';
END
$$;
