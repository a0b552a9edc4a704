-- SPDX-License-Identifier: MIT
-- Import of requests, first step: cells become typed, times become instants.
-- A request without a customer belongs to one that is named like the source;
-- a place without an id is known by where it is.

CREATE FUNCTION import_requests_read(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_zone   text := p_options->>'zone';
    v_days   integer := (p_options->>'shift_days')::integer;
    v_source text := p_options->>'source';
BEGIN
    INSERT INTO import_request (batch, line, external_id, opened_at, closed_at,
        target_at, earliest_start, due_at, type, title, description, skill,
        territory, site_key, site_name, address, access_notes, customer,
        customer_key, outcome, lat, lon, priority, duration_min, crew_size,
        on_time)
    SELECT r.batch, r.line, c.external_id,
        import_stamp(c.opened_at, v_zone, v_days),
        import_stamp(c.closed_at, v_zone, v_days),
        import_stamp(c.target_at, v_zone, v_days),
        import_stamp(c.earliest_start, v_zone, v_days),
        import_stamp(c.due_at, v_zone, v_days),
        c.type, c.title, c.description, c.skill, c.territory,
        coalesce(c.site_id,
            format('at %s,%s %s', c.lat, c.lon, coalesce(c.address, ''))),
        c.site_name, c.address, c.access_notes,
        coalesce(c.customer, c.customer_id, v_source),
        coalesce(c.customer_id, c.customer, v_source), c.outcome,
        c.lat, c.lon, c.priority, c.duration_min, c.crew_size,
        c.on_time = 'yes'
    FROM import_row r, jsonb_to_record(r.cells) AS c (external_id text,
        opened_at text, closed_at text, target_at text, earliest_start text,
        due_at text, type text, title text, description text, skill text,
        territory text, site_id text, site_name text, address text,
        access_notes text, customer text, customer_id text, outcome text,
        lat double precision, lon double precision, priority smallint,
        duration_min integer, crew_size smallint, on_time text)
    WHERE r.batch = p_batch
    ORDER BY r.line;

    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, r.line, s.col, 'bad', 'time_skipped',
        format('''%s'' does not exist in %s: the clocks went forward',
            r.cells->>s.col, v_zone),
        'a local time outside of the skipped hour, or one with an offset'
    FROM import_row r, unnest(ARRAY['opened_at', 'closed_at', 'target_at',
        'earliest_start', 'due_at']) AS s (col)
    WHERE r.batch = p_batch AND v_zone IS NOT NULL
        AND import_stamp_skipped(r.cells->>s.col, v_zone);

    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'due_at', 'bad', 'empty_window',
        'due_at is not after earliest_start',
        'a window of arrival that ends after it begins'
    FROM import_request WHERE batch = p_batch AND due_at <= earliest_start;

    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'external_id', 'bad', 'doubled_id',
        format('''%s'' is on line %s already', external_id, first_line),
        'an id that is there once in the file'
    FROM (SELECT line, external_id, min(line) OVER (PARTITION BY external_id)
            AS first_line
        FROM import_request WHERE batch = p_batch) d
    WHERE line > first_line;
END
$$;
