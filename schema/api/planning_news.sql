-- SPDX-License-Identifier: MIT
-- What has changed on a territory's board since these versions of its scopes
-- (its technicians', its pool's, its means', and those of neighbours who help): first the scopes that moved, then
-- the visits behind them as they are now, or that they are gone. Without
-- scopes all of it: where to begin. Others' jobs are tied: not ours to move. One statement: what it tells is one moment.
--
--	scope       id, version; technician, technician_version, title (name)
--	            where it is a technician's; state: the scope's kind, or
--	            "lent" for a neighbour's technician
--	visit       live, or the last that a technician has ended since p_from; a
--	            place that is held has -(its id) and runs out at ended_s
--	gone        id: of no concern (any more)
--	reload      so much has changed that it is quicker to begin anew

CREATE FUNCTION planning_news(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_scopes bigint[], p_versions bigint[])
RETURNS TABLE (kind text, id bigint, version bigint, technician bigint,
    technician_version bigint, title text, state text, job bigint,
    start_s bigint, end_s bigint, travel_s bigint, lat double precision,
    lon double precision, pinned boolean, tied boolean, promise_to_s bigint,
    en_route_s bigint, on_site_s bigint, ended_s bigint,
    promise_from_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
DECLARE
    v_most  constant integer := 3000;   -- visits at once
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    IF cardinality(p_scopes) > 0 AND NOT scopes_moved(p_scopes, p_versions)
    THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH mine AS MATERIALIZED (
        SELECT s.id, s.version, s.kind, k.version AS since,
            s.object_id
        FROM unnest(p_scopes, p_versions) k (id, version)
        JOIN feed_scope s ON s.id = k.id
        WHERE s.version > k.version
        UNION ALL
        SELECT s.id, s.version, s.kind, NULL, s.object_id
        FROM feed_scope s
        WHERE cardinality(p_scopes) = 0 AND s.object_id = ANY (v_reach)
            AND s.kind IN ('pool', 'means')
        UNION ALL
        SELECT s.id, s.version, s.kind, NULL, s.object_id
        FROM technician t
        JOIN feed_scope s ON s.kind = 'technician' AND s.object_id = t.id
        WHERE cardinality(p_scopes) = 0 AND t.territory_id = ANY (v_reach)
    ), change AS MATERIALIZED (
        SELECT DISTINCT f.object_id, f.kind
        FROM mine m
        JOIN feed f ON f.scope_id = m.id AND f.version > m.since
        WHERE f.kind IN ('visit', 'hold')
    ), what AS MATERIALIZED (
        SELECT c.object_id AS visit, t.id IS NOT NULL
            AND planning_stands(v, p_from, p_to) AS stands
        FROM change c
        LEFT JOIN visit v ON v.id = c.object_id
        LEFT JOIN technician t ON t.id = v.technician_id
            AND t.territory_id = ANY (v_reach)
        WHERE c.kind = 'visit' AND (SELECT count(*) FROM change) <= v_most
        UNION ALL
        SELECT v.id, true
        FROM technician t
        JOIN visit v ON v.technician_id = t.id
            AND v.planned && tstzrange(p_from, p_to) AND visit_live(v.state)
        WHERE cardinality(p_scopes) = 0 AND t.territory_id = ANY (v_reach)
        UNION ALL
        SELECT l.id, true
        FROM technician t
        CROSS JOIN LATERAL (SELECT v.id FROM visit v
            WHERE v.technician_id = t.id AND v.state = 'completed'
                AND lower(v.planned) > p_from - interval '16 hours'
                AND v.ended_at > p_from
            ORDER BY v.ended_at DESC, v.id DESC LIMIT 1) l
        WHERE cardinality(p_scopes) = 0 AND t.territory_id = ANY (v_reach)
    ), held AS MATERIALIZED (
        SELECT c.object_id AS hold, t.id IS NOT NULL
            AND hold_live(h.state, h.expires_at)
            AND h.planned && tstzrange(p_from, p_to) AS stands
        FROM change c
        LEFT JOIN slot_hold h ON h.id = c.object_id
        LEFT JOIN technician t ON t.id = h.technician_id
            AND t.territory_id = ANY (v_reach)
        WHERE c.kind = 'hold'
        UNION ALL
        SELECT h.id, true
        FROM technician t
        JOIN slot_hold h ON h.technician_id = t.id
            AND h.planned && tstzrange(p_from, p_to)
            AND hold_live(h.state, h.expires_at)
        WHERE cardinality(p_scopes) = 0 AND t.territory_id = ANY (v_reach)
    )
    SELECT 'scope', m.id, m.version, t.id, t.version, t.name,
        CASE WHEN t.territory_id <> p_territory THEN 'lent'
            ELSE m.kind::text END,
        NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
        NULL::double precision, NULL::double precision, NULL::boolean,
        NULL::boolean, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
        NULL::bigint
    FROM mine m
    LEFT JOIN technician t ON m.kind = 'technician' AND t.id = m.object_id
    UNION ALL
    SELECT 'visit', v.id, v.version, v.technician_id, NULL, j.title,
        v.state::text, v.job_id, epoch_s(lower(v.planned)),
        epoch_s(upper(v.planned)), v.travel_s::bigint, s.lat, s.lon, v.pinned,
        j.territory_id <> p_territory OR j.crew_size > 1
            OR EXISTS (SELECT FROM job_precedence p
                WHERE p.job_id = j.id OR p.after_id = j.id),
        epoch_s(upper(v.arrival_window)), epoch_s(v.en_route_at),
        epoch_s(v.on_site_at), epoch_s(v.ended_at),
        epoch_s(lower(v.arrival_window))
    FROM what w
    JOIN visit v ON v.id = w.visit
    JOIN job j ON j.id = v.job_id
    JOIN site s ON s.id = j.site_id
    WHERE w.stands
    UNION ALL
    SELECT 'visit', -h.id, 0, h.technician_id, NULL, '', 'hold', -h.id,
        epoch_s(lower(h.planned)), epoch_s(upper(h.planned)),
        h.travel_s::bigint, h.lat, h.lon, true, false, NULL, NULL, NULL,
        epoch_s(h.expires_at), NULL
    FROM held w
    JOIN slot_hold h ON h.id = w.hold
    WHERE w.stands
    UNION ALL
    SELECT 'gone', -w.hold, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM held w WHERE w.stands IS NOT TRUE
    UNION ALL
    SELECT 'gone', w.visit, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM what w WHERE w.stands IS NOT TRUE
    UNION ALL
    SELECT 'reload', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    WHERE (SELECT count(*) FROM change) > v_most;
END
$$;
