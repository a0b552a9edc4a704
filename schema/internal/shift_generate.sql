-- SPDX-License-Identifier: MIT
-- Make shifts and their breaks from the patterns of the usual week (NULL: of
-- everybody), for local days from p_from to p_to, both included. A day on
-- which a shift of the technician begins already, or that was arranged by hand
-- (shift_day), is left alone, so this may be called again and again. A shift is
-- what the clock on the wall says: on the day of a change it lasts an hour more
-- or less.

CREATE FUNCTION shift_generate(p_technicians bigint[], p_from date,
    p_to date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_nestloop = off -- a new shift finds its wish by hash, not by search
AS $$
DECLARE
    v_made bigint;
BEGIN
    WITH taken AS MATERIALIZED (    -- days that are left alone
        SELECT s.technician_id AS technician,
            (lower(s.during) AT TIME ZONE y.zone)::date AS day
        FROM shift s
        JOIN technician t ON t.id = s.technician_id
        JOIN territory y ON y.id = t.territory_id
        WHERE (p_technicians IS NULL OR s.technician_id = ANY (p_technicians))
            AND s.during && tstzrange((p_from - 1)::timestamp
                AT TIME ZONE 'UTC', (p_to + 2)::timestamp AT TIME ZONE 'UTC')
        UNION ALL
        SELECT h.technician_id, h.day FROM shift_day h
        WHERE h.day BETWEEN p_from AND p_to
    ), wish AS MATERIALIZED (
        SELECT p.*, t.id AS technician, y.zone, d.day,
            (d.day + p.starts) AT TIME ZONE y.zone AS opens,
            (d.day + (p.ends <= p.starts)::integer + p.ends)
                AT TIME ZONE y.zone AS closes
        FROM technician t
        JOIN territory y ON y.id = t.territory_id
        JOIN shift_pattern p ON p.technician_id = t.id
        CROSS JOIN LATERAL (SELECT p_from + g AS day
            FROM generate_series(0, p_to - p_from) g) d
        WHERE (p_technicians IS NULL OR t.id = ANY (p_technicians))
            AND extract(isodow FROM d.day) = p.weekday
            AND p.valid @> d.day AND t.employed @> d.day
            AND NOT EXISTS (SELECT FROM taken x
                WHERE x.technician = t.id AND x.day = d.day)
    ), made AS (
        INSERT INTO shift (technician_id, during, pattern_id)
        SELECT technician, tstzrange(opens, closes), id FROM wish
        WHERE opens < closes ORDER BY technician, opens
        ON CONFLICT DO NOTHING      -- lies on last night's shift
        RETURNING id, pattern_id, during
    ), pause AS (
        INSERT INTO shift_break (shift_id, within, minutes)
        SELECT m.id, b.within * m.during, w.break_min
        FROM made m
        JOIN wish w ON w.id = m.pattern_id AND w.opens = lower(m.during)
        CROSS JOIN LATERAL (SELECT w.day
            + (w.break_from < w.starts)::integer AS from_day, w.day
            + (w.break_to <= w.starts)::integer AS to_day) n
        CROSS JOIN LATERAL (SELECT tstzrange(
            (n.from_day + w.break_from) AT TIME ZONE w.zone, greatest(
                (n.from_day + w.break_from) AT TIME ZONE w.zone,
                (n.to_day + w.break_to) AT TIME ZONE w.zone)) AS within) b
        WHERE w.break_min IS NOT NULL AND NOT isempty(b.within * m.during)
    )
    SELECT count(*) INTO v_made FROM made;
    RETURN v_made;
END
$$;
