-- SPDX-License-Identifier: MIT
-- Refuse the open additions and moves of a proposal that have become too far
-- from their neighbour: one that the planner did not know there (booked or
-- moved meanwhile, or a part that was not accepted stays in the way). Between
-- neighbours that the planner put beside each other it has said so itself.
-- Only a proposal that says what it was planned around is asked. Returns how
-- many. (By arrays and ctid: see proposal_apply.sql.)

CREATE FUNCTION proposal_refuse_ways(p_id bigint, p_positions integer[])
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
    v_open     record;
    v_refused  integer;
BEGIN
    SELECT * INTO v_proposal FROM proposal WHERE id = p_id;
    IF v_proposal.seen IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(p.ctid ORDER BY p.position) AS places,
        array_agg(p.visit_id ORDER BY p.position) AS visits,
        array_agg(p.technician_id ORDER BY p.position) AS technicians,
        array_agg(p.job_id ORDER BY p.position) AS jobs,
        array_agg(p.planned ORDER BY p.position) AS planned
    INTO v_open
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open'
        AND (p_positions IS NULL OR p.position = ANY (p_positions));
    WITH change AS MATERIALIZED (
        SELECT a.*
        FROM unnest(v_open.visits, v_open.technicians, v_open.jobs,
            v_open.planned) WITH ORDINALITY
            a (visit_id, technician_id, job_id, planned, n)
    ), span AS MATERIALIZED (
        SELECT technician_id, range_merge(range_agg(planned)) AS whole
        FROM change WHERE technician_id IS NOT NULL GROUP BY technician_id
    ), known AS MATERIALIZED (
        SELECT (s ->> 0)::bigint AS visit, (s ->> 1)::bigint AS technician,
            (s ->> 2)::bigint AS starts, (s ->> 3)::bigint AS ends
        FROM jsonb_array_elements(v_proposal.seen) s
    ), strange AS MATERIALIZED (
        SELECT v.id, v.technician_id, v.planned, v.job_id
        FROM span s
        JOIN visit v ON v.technician_id = s.technician_id
            AND v.planned && tstzrange(lower(s.whole) - interval '6 hours',
                upper(s.whole) + interval '6 hours')
            AND visit_live(v.state)
        WHERE NOT EXISTS (SELECT FROM known k WHERE k.visit = v.id
                AND k.technician = v.technician_id
                AND k.starts = epoch_s(lower(v.planned))
                AND k.ends = epoch_s(upper(v.planned)))
            AND NOT EXISTS (SELECT FROM change c WHERE c.visit_id = v.id)
    ), near AS (
        SELECT c.n, g.gap_s, travel_about_s(a.lat, a.lon, b.lat,
                b.lon, v_proposal.summary) AS way_s,
            format('%s is at visit %s at %s', t.name, s.id,
                to_char(lower(s.planned) AT TIME ZONE y.zone, 'HH24:MI'))
                AS text
        FROM strange s
        JOIN change c ON c.technician_id = s.technician_id
        JOIN technician t ON t.id = s.technician_id
        JOIN territory y ON y.id = t.territory_id
        JOIN job i ON i.id = c.job_id JOIN site a ON a.id = i.site_id
        JOIN job j ON j.id = s.job_id JOIN site b ON b.id = j.site_id
        CROSS JOIN LATERAL (SELECT extract(epoch FROM greatest(
            lower(c.planned) - upper(s.planned),
            lower(s.planned) - upper(c.planned))) AS gap_s) g
        WHERE g.gap_s < 6 * 3600
    )
    UPDATE proposal_visit x SET verdict = 'refused', reason = r.text
    FROM (SELECT n, min(format('%s: %s min away, there are %s', text,
                ceil(way_s / 60), floor(gap_s / 60))) AS text
        FROM near WHERE gap_s < way_s GROUP BY n) r
    WHERE x.ctid = v_open.places[r.n];
    GET DIAGNOSTICS v_refused = ROW_COUNT;
    RETURN v_refused;
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
