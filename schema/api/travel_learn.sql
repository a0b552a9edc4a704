-- SPDX-License-Identifier: MIT
-- Learn from devices: who set out for a visit and came there drove from the
-- place of the visit that she ended before (on the same day, half an hour
-- before at most: else she may have been anywhere). A way's time is the median
-- of its last 25 reports. At most p_limit visits at a time, of the last two
-- weeks; says how many. Nothing while it is not configured.

CREATE FUNCTION travel_learn(p_limit integer DEFAULT 500) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_profile text;
    v_count   integer;
BEGIN
    SELECT s.profile INTO v_profile FROM travel_setting s WHERE s.learn;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    WITH came AS MATERIALIZED (
        SELECT v.id, v.technician_id, v.en_route_at, v.on_site_at,
            travel_cell(s.lat, s.lon) AS cell
        FROM visit v
        JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
        WHERE v.on_site_at > app_now() - interval '14 days'
            AND v.on_site_at <= app_now()
            AND NOT EXISTS (SELECT FROM travel_report r
                WHERE r.visit_id = v.id)
        ORDER BY v.on_site_at, v.id LIMIT p_limit
    ), told AS (
        SELECT c.id, c.on_site_at, b.cell AS a, c.cell AS b,
            extract(epoch FROM c.on_site_at - c.en_route_at)::integer AS s
        FROM came c
        LEFT JOIN LATERAL (
            SELECT travel_cell(s.lat, s.lon) AS cell
            FROM visit v
            JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
            WHERE v.technician_id = c.technician_id AND v.id <> c.id
                AND v.ended_at <= c.en_route_at
                AND v.ended_at >= c.en_route_at - interval '30 minutes'
                AND v.on_site_at IS NOT NULL
            ORDER BY v.ended_at DESC, v.id DESC LIMIT 1) b ON true
    ), fresh AS (
        INSERT INTO travel_report (visit_id, from_cell, to_cell, seconds, at)
        SELECT t.id, CASE WHEN k.good THEN t.a END,
            CASE WHEN k.good THEN t.b END, CASE WHEN k.good THEN t.s END,
            t.on_site_at
        FROM told t,
            LATERAL (SELECT coalesce(t.a <> t.b AND t.s BETWEEN 30 AND 10800,
                false) AS good) k
        ON CONFLICT DO NOTHING
        RETURNING from_cell, to_cell, seconds, visit_id, at
    ), ways AS (
        SELECT DISTINCT f.from_cell AS a, f.to_cell AS b FROM fresh f
        WHERE f.from_cell IS NOT NULL
    ), kept AS (
        INSERT INTO travel_time (profile, from_cell, to_cell, source,
            seconds, samples, asked_at)
        SELECT v_profile, w.a, w.b, 'learnt', m.seconds, m.samples, app_now()
        FROM ways w, LATERAL (
            SELECT (percentile_disc(0.5) WITHIN GROUP (ORDER BY l.seconds))
                    AS seconds, count(*)::integer AS samples
            FROM (SELECT r.seconds FROM (
                    SELECT o.seconds, o.at, o.visit_id FROM travel_report o
                    WHERE o.from_cell = w.a AND o.to_cell = w.b
                    UNION ALL
                    SELECT f.seconds, f.at, f.visit_id FROM fresh f
                    WHERE f.from_cell = w.a AND f.to_cell = w.b) r
                ORDER BY r.at DESC, r.visit_id DESC LIMIT 25) l) m
        ORDER BY w.a, w.b
        ON CONFLICT (profile, from_cell, to_cell, source) DO UPDATE
            SET seconds = excluded.seconds, samples = excluded.samples,
                asked_at = excluded.asked_at
    )
    SELECT count(*) INTO v_count FROM fresh;
    RETURN v_count;
END
$$;
