-- SPDX-License-Identifier: MIT
-- Technicians, with their skills, their usual week and the shifts of it.

CREATE FUNCTION import_technicians_check(p_batch bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, r.line, n.col, 'bad', n.kind, n.text, n.hint
    FROM import_row r, jsonb_to_record(r.cells) AS c (end_lat text,
        end_lon text, employed_from date, employed_to date, weekdays text,
        shift_start time, shift_end time, break_from time, break_to time,
        break_min integer), LATERAL (VALUES
        ('end_lat', 'half_place', 'end_lat and end_lon go together',
            'both, or neither', num_nulls(c.end_lat, c.end_lon) = 1),
        ('employed_to', 'empty_employment', 'the last day is before the first',
            'employed_to not before employed_from',
            c.employed_to < c.employed_from),
        ('weekdays', 'half_shift', 'weekdays, shift_start and shift_end go '
            'together', 'all three, or none',
            num_nulls(c.weekdays, c.shift_start, c.shift_end) IN (1, 2)),
        ('break_from', 'half_break', 'break_from, break_to and break_min go '
            'together', 'all three, or none',
            num_nulls(c.break_from, c.break_to, c.break_min) IN (1, 2)),
        ('break_from', 'break_without_shift', 'a break without a shift',
            'a shift', c.shift_start IS NULL AND c.break_from IS NOT NULL),
        ('break_to', 'break_too_short', 'the break does not fit between '
            'break_from and break_to', 'break_to at least break_min minutes '
            'after break_from',
            c.break_to - c.break_from < make_interval(mins => c.break_min)),
        ('break_from', 'break_outside', 'the break is not inside the shift',
            'a break between shift_start and shift_end',
            c.shift_start < c.shift_end AND (c.break_from < c.shift_start
                OR c.break_to > c.shift_end))
        ) AS n (col, kind, text, hint, holds)
    WHERE r.batch = p_batch AND r.fate = 'new' AND n.holds
$$;

CREATE FUNCTION import_technicians(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_today date := ((p_options->>'as_of')::timestamptz)::date;
    v_ids   bigint[];
BEGIN
    PERFORM import_rows_doubled(p_batch), import_rows_fate(p_batch);
    UPDATE import_row r SET fate = 'there' FROM technician t
    WHERE r.batch = p_batch AND r.fate = 'new' AND t.code = r.cells->>'code';
    PERFORM import_technicians_check(p_batch), import_rows_fate(p_batch),
        import_rows_unknown(p_batch, 'territory', 'territory', 'territory'),
        import_rows_skills_known(p_batch, p_options);

    INSERT INTO technician (code, name, phone, email, territory_id, employed,
        start_lat, start_lon, end_lat, end_lon)
    SELECT c.code, c.name, c.phone, c.email, t.id,
        daterange(c.employed_from, c.employed_to, '[]'), c.start_lat,
        c.start_lon, coalesce(c.end_lat, c.start_lat),
        coalesce(c.end_lon, c.start_lon)
    FROM import_row r, jsonb_to_record(r.cells) AS c (code text, name text,
        phone text, email text, territory text, employed_from date,
        employed_to date, start_lat double precision,
        start_lon double precision, end_lat double precision,
        end_lon double precision)
    JOIN territory t ON t.code = c.territory
    WHERE r.batch = p_batch AND r.fate = 'new'
    ORDER BY r.line;

    INSERT INTO technician_skill (technician_id, skill_id, level, certified)
    SELECT t.id, k.id, s.level, daterange(NULL, NULL)
    FROM import_rows_skills(p_batch) s
    JOIN import_row r ON r.batch = p_batch AND r.line = s.line
    JOIN technician t ON t.code = r.cells->>'code'
    JOIN skill k ON k.code = s.code;
    INSERT INTO shift_pattern (technician_id, weekday, starts, ends,
        break_from, break_to, break_min)
    SELECT t.id, d.weekday::smallint, c.shift_start, c.shift_end,
        c.break_from, c.break_to, c.break_min
    FROM import_row r, jsonb_to_record(r.cells) AS c (code text,
        weekdays text, shift_start time, shift_end time, break_from time,
        break_to time, break_min smallint)
    JOIN technician t ON t.code = c.code,
        regexp_split_to_table(c.weekdays, '') AS d (weekday)
    WHERE r.batch = p_batch AND r.fate = 'new';

    SELECT array_agg(t.id ORDER BY t.id) INTO v_ids
    FROM import_row r JOIN technician t ON t.code = r.cells->>'code'
    WHERE r.batch = p_batch AND r.fate = 'new';
    IF v_ids IS NOT NULL THEN
        PERFORM shift_generate(v_ids, v_today - 7, v_today + 35);
    END IF;
END
$$;
