-- SPDX-License-Identifier: MIT
-- The arrival windows that may be offered between two instants: {from, to,
-- from, to ...} in epoch seconds, on a grid of minutes of the local day. Those
-- that begin while nobody has a shift, or are under way, are left out.

CREATE FUNCTION slot_windows(p_territory bigint, p_zone text,
    p_from timestamptz, p_to timestamptz, p_window_min integer,
    p_grid_min integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN (
        WITH work AS MATERIALIZED (
            SELECT range_agg(d.during) AS hours
            FROM (SELECT DISTINCT s.during FROM technician t
                JOIN shift s ON s.technician_id = t.id
                    AND s.during && tstzrange(p_from, p_to)
                WHERE t.territory_id = ANY (v_reach)) d
        ), grid AS (
            SELECT (d.day + g.minute * interval '1 minute')
                    AT TIME ZONE p_zone AS opens,
                (d.day + (g.minute + p_window_min) * interval '1 minute')
                    AT TIME ZONE p_zone AS closes
            FROM (SELECT (p_from AT TIME ZONE p_zone)::date + n AS day
                FROM generate_series(0, (p_to AT TIME ZONE p_zone)::date
                    - (p_from AT TIME ZONE p_zone)::date) n) d
            CROSS JOIN generate_series(0, 1439, p_grid_min) g (minute)
        )
        SELECT coalesce(array_agg(e.at ORDER BY w.opens, e.at), '{}')
        FROM (SELECT DISTINCT g.opens, g.closes FROM grid g, work k
            WHERE g.opens >= p_from AND g.closes <= p_to
                AND g.opens < g.closes
                AND k.hours @> g.opens) w
        CROSS JOIN LATERAL (VALUES (epoch_s(w.opens)),
            (epoch_s(w.closes))) e (at)
    );
END
$$;
