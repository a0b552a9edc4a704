-- SPDX-License-Identifier: MIT
-- Which of these additions and moves have become too far from a neighbour, or
-- take the time that was left for a break: one look for all who write what was
-- judged on an older day, or write it in part only. A neighbour is strange if
-- whoever judged did not know it there; between those that were judged together
-- it was said already. The technicians are locked.
--
-- By change: the visit that moves (NULL: a new one), to whom, when and where.
-- p_known: [[visit, technician, start, end], ...], a hold by -id, as
-- proposal.seen has them; NULL: what customers were promised is strange, and
-- nothing else. Answers the changes by their place in the arrays, each with
-- one reason.

CREATE FUNCTION day_refusals(p_visits bigint[], p_technicians bigint[],
    p_planned tstzrange[], p_lats double precision[],
    p_lons double precision[], p_known jsonb, p_summary jsonb)
RETURNS TABLE (n integer, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    WITH change AS MATERIALIZED (
        SELECT a.visit, a.technician, a.planned, a.lat, a.lon,
            a.place::integer AS place
        FROM unnest(p_visits, p_technicians, p_planned, p_lats, p_lons)
            WITH ORDINALITY a (visit, technician, planned, lat, lon, place)
    ), span AS MATERIALIZED (
        SELECT c.technician, tstzrange(min(lower(c.planned))
                - interval '6 hours', max(upper(c.planned))
                + interval '6 hours') AS whole
        FROM change c WHERE c.technician IS NOT NULL GROUP BY c.technician
    ), told AS MATERIALIZED (
        SELECT (k ->> 0)::bigint AS visit, (k ->> 1)::bigint AS technician,
            (k ->> 2)::bigint AS starts, (k ->> 3)::bigint AS ends
        FROM jsonb_array_elements(p_known) k
    ), known AS MATERIALIZED (
        SELECT t.* FROM told t
        UNION ALL   -- a hold that was booked since
        SELECT h.visit_id, t.technician, t.starts, t.ends
        FROM told t JOIN slot_hold h ON h.id = - t.visit
        WHERE h.visit_id IS NOT NULL
    ), here AS MATERIALIZED (
        SELECT v.id, v.technician_id AS technician, v.planned, s.lat, s.lon,
            v.arrival_window IS NOT NULL AS promised
        FROM span p
        JOIN visit v ON v.technician_id = p.technician
            AND v.planned && p.whole AND visit_live(v.state)
        JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
        WHERE NOT EXISTS (SELECT FROM change c WHERE c.visit = v.id)
        UNION ALL
        SELECT -h.id, h.technician_id, h.planned, h.lat, h.lon, true
        FROM span p
        JOIN slot_hold h ON h.technician_id = p.technician
            AND h.planned && p.whole AND hold_live(h.state, h.expires_at)
    ), strange AS MATERIALIZED (
        SELECT x.* FROM here x
        WHERE CASE WHEN p_known IS NULL THEN x.promised ELSE NOT EXISTS (
            SELECT FROM known k
            WHERE k.visit = x.id AND k.technician = x.technician
                AND k.starts = epoch_s(lower(x.planned))
                AND k.ends = epoch_s(upper(x.planned))) END
    ), near AS (
        SELECT c.place, g.gap_s, travel_about_s(c.lat, c.lon, s.lat, s.lon,
                p_summary) AS way_s,
            format('%s is %s at %s', t.name, CASE WHEN s.id < 0
                    THEN format('held for a customer (hold %s)', - s.id)
                    ELSE format('at visit %s', s.id) END,
                to_char(lower(s.planned) AT TIME ZONE y.zone, 'HH24:MI'))
                AS words
        FROM strange s
        JOIN change c ON c.technician = s.technician
        JOIN technician t ON t.id = s.technician
        JOIN territory y ON y.id = t.territory_id
        CROSS JOIN LATERAL (SELECT extract(epoch FROM greatest(
            lower(c.planned) - upper(s.planned),
            lower(s.planned) - upper(c.planned))) AS gap_s) g
        WHERE g.gap_s < 6 * 3600
    ), coming AS MATERIALIZED (
        SELECT c.technician, array_agg(c.planned) AS planned,
            array_agg(c.lat) AS lats, array_agg(c.lon) AS lons
        FROM change c GROUP BY c.technician
    ), leaving AS MATERIALIZED (
        SELECT v.technician_id AS technician, array_agg(v.id) AS visits
        FROM change c JOIN visit v ON v.id = c.visit GROUP BY v.technician_id
    ), crowded AS MATERIALIZED (
        SELECT h.technician_id AS technician, h.during
        FROM coming o
        JOIN shift h ON h.technician_id = o.technician
            AND h.during && ANY (o.planned)
        LEFT JOIN leaving l ON l.technician = o.technician
        WHERE EXISTS (SELECT FROM shift_break b WHERE b.shift_id = h.id)
            AND EXISTS (SELECT FROM strange s
                WHERE s.technician = h.technician_id
                    AND s.planned && h.during)
            AND breaks_are_squeezed(h, l.visits, o.planned, o.lats, o.lons,
                p_summary)
    )
    SELECT x.place, min(x.words)
    FROM (SELECT r.place, format('%s: %s min away, there are %s', r.words,
                ceil(r.way_s / 60), floor(r.gap_s / 60)) AS words
        FROM near r WHERE r.gap_s < r.way_s
        UNION ALL
        SELECT c.place, format('no time would be left for a break of %s',
            t.name)
        FROM crowded h
        JOIN change c ON c.technician = h.technician
            AND c.planned && h.during
        JOIN technician t ON t.id = h.technician) x
    GROUP BY x.place;
END
$$;

-- About how long the way is, at the speed that the plan was made with (40 km/h
-- and a detour of 1.3 where it does not say): the great circle.
CREATE FUNCTION travel_about_s(p_lat1 double precision,
    p_lon1 double precision, p_lat2 double precision,
    p_lon2 double precision, p_summary jsonb) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371 * asin(least(1, sqrt(
            power(sind((p_lat2 - p_lat1) / 2), 2)
            + cosd(p_lat1) * cosd(p_lat2)
            * power(sind((p_lon2 - p_lon1) / 2), 2))))
        * coalesce((p_summary ->> 'detour')::double precision, 1.3) * 3600
        / coalesce((p_summary ->> 'speed_kmh')::double precision, 40)
$$;
