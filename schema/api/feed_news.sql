-- SPDX-License-Identifier: MIT
-- What boards should hear: for each territory that has changed since these
-- versions of these scopes, one text with the rows as the board has them
-- (their columns are board_visits', board_unplanned's and board_holds') and the
-- ids that are gone; a great many changes are only said to be there, and so
-- are those of a scope whose tombstones are gone (a backup was restored). `means` is
-- a number where that has moved (shifts, absences, skills, policy ...), else
-- NULL. Then the scopes' new versions. One statement: what it tells is one
-- moment.
--
-- With no scopes at all the versions alone: where to begin.

CREATE FUNCTION feed_news(p_scopes bigint[], p_versions bigint[])
RETURNS TABLE (scope bigint, version bigint, territory bigint, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_most constant integer := 500;     -- rows for one territory
BEGIN
    RETURN QUERY
    WITH moved AS MATERIALIZED (
        SELECT s.id, s.version, coalesce(k.version, 0) AS since, s.floor,
            coalesce(t.territory_id, s.object_id) AS territory_id
        FROM feed_scope s
        LEFT JOIN unnest(p_scopes, p_versions) k (id, version) ON k.id = s.id
        LEFT JOIN technician t ON s.kind = 'technician' AND t.id = s.object_id
        WHERE s.version > coalesce(k.version, -1)
    ), change AS MATERIALIZED (
        SELECT y.territory_id, f.kind, f.object_id, bool_or(f.op = 'U') AS put
        FROM moved m
        JOIN feed f ON f.scope_id = m.id AND f.version > m.since
        CROSS JOIN LATERAL (SELECT m.territory_id
            UNION SELECT n.territory_id     -- she is lent to it
            FROM visit v
            JOIN job j ON j.id = v.job_id
            JOIN territory_neighbour n ON n.territory_id = j.territory_id
                AND n.neighbour_id = m.territory_id
            WHERE f.kind = 'visit' AND v.id = f.object_id) y
        WHERE cardinality(p_scopes) > 0
        GROUP BY 1, 2, 3
    ), many AS MATERIALIZED (
        SELECT a.territory_id, bool_or(a.too_many) AS too_many
        FROM (SELECT c.territory_id, count(*) > v_most AS too_many
            FROM change c GROUP BY 1
            UNION ALL SELECT m.territory_id, true
            FROM moved m
            WHERE m.since < m.floor AND cardinality(p_scopes) > 0) a
        GROUP BY 1
    ), bar AS (
        SELECT c.territory_id, c.object_id, visit_row(v, j, s) AS cells
        FROM change c
        JOIN many n ON n.territory_id = c.territory_id AND NOT n.too_many
        LEFT JOIN visit v ON c.put AND v.id = c.object_id
            AND v.state NOT IN ('cancelled', 'declined')
            AND EXISTS (SELECT FROM technician t, job o
                WHERE t.id = v.technician_id AND o.id = v.job_id
                    AND (t.territory_id = c.territory_id
                        OR o.territory_id = c.territory_id
                            AND EXISTS (SELECT FROM territory_neighbour n
                                WHERE n.territory_id = o.territory_id
                                    AND n.neighbour_id = t.territory_id)))
        LEFT JOIN job j ON j.id = v.job_id
        LEFT JOIN site s ON s.id = j.site_id
        WHERE c.kind = 'visit'
    ), tray AS (
        SELECT c.territory_id, c.object_id, unplanned_row(j, job_due(j), k, s) AS cells
        FROM change c
        JOIN many n ON n.territory_id = c.territory_id AND NOT n.too_many
        LEFT JOIN job j ON c.put AND j.id = c.object_id AND j.state = 'open'
            AND j.territory_id = c.territory_id
        LEFT JOIN job_type k ON k.id = j.job_type_id
        LEFT JOIN site s ON s.id = j.site_id
        WHERE c.kind = 'job'
    ), word AS (
        SELECT c.territory_id, c.object_id, CASE WHEN o.id IS NOT NULL
            THEN notice_json(o) END AS cells
        FROM change c
        JOIN many n ON n.territory_id = c.territory_id AND NOT n.too_many
        LEFT JOIN notice o ON c.put AND o.id = c.object_id
            AND o.seen_at IS NULL
        WHERE c.kind = 'notice'
    ), doubt AS (
        SELECT c.territory_id, c.object_id, CASE WHEN e.id IS NOT NULL
            THEN review_head(e) END AS cells
        FROM change c
        JOIN many n ON n.territory_id = c.territory_id AND NOT n.too_many
        LEFT JOIN review e ON c.put AND e.id = c.object_id
            AND e.state = 'open'
        WHERE c.kind = 'review'
    ), held AS (
        SELECT c.territory_id, c.object_id, hold_row(h) AS cells
        FROM change c
        JOIN many n ON n.territory_id = c.territory_id AND NOT n.too_many
        LEFT JOIN slot_hold h ON c.put AND h.id = c.object_id
            AND h.state = 'held'
        WHERE c.kind = 'hold'
    ), run AS (
        SELECT c.territory_id, c.object_id, json_build_object('id', p.id,
            'kind', p.kind, 'state', p.state, 'progress', p.progress,
            'version', p.version) AS cells
        FROM change c
        JOIN many n ON n.territory_id = c.territory_id AND NOT n.too_many
        JOIN proposal p ON p.id = c.object_id
        WHERE c.kind = 'proposal'
    )
    SELECT NULL::bigint, NULL::bigint, n.territory_id,
        CASE WHEN n.too_many THEN json_build_object('territory',
            n.territory_id, 'reload', true)
        ELSE json_build_object('territory', n.territory_id,
            'visits', coalesce((SELECT json_agg(b.cells ORDER BY b.object_id)
                FROM bar b WHERE b.territory_id = n.territory_id
                    AND b.cells IS NOT NULL), '[]'),
            'visits_gone', coalesce((SELECT json_agg(b.object_id
                    ORDER BY b.object_id)
                FROM bar b WHERE b.territory_id = n.territory_id
                    AND b.cells IS NULL), '[]'),
            'unplanned', coalesce((SELECT json_agg(t.cells
                    ORDER BY t.object_id)
                FROM tray t WHERE t.territory_id = n.territory_id
                    AND t.cells IS NOT NULL), '[]'),
            'unplanned_gone', coalesce((SELECT json_agg(t.object_id
                    ORDER BY t.object_id)
                FROM tray t WHERE t.territory_id = n.territory_id
                    AND t.cells IS NULL), '[]'),
            'holds', coalesce((SELECT json_agg(h.cells ORDER BY h.object_id)
                FROM held h WHERE h.territory_id = n.territory_id
                    AND h.cells IS NOT NULL), '[]'),
            'holds_gone', coalesce((SELECT json_agg(h.object_id
                    ORDER BY h.object_id)
                FROM held h WHERE h.territory_id = n.territory_id
                    AND h.cells IS NULL), '[]'),
            'notices', coalesce((SELECT json_agg(w.cells ORDER BY w.object_id)
                FROM word w WHERE w.territory_id = n.territory_id
                    AND w.cells IS NOT NULL), '[]'),
            'notices_gone', coalesce((SELECT json_agg(w.object_id
                    ORDER BY w.object_id)
                FROM word w WHERE w.territory_id = n.territory_id
                    AND w.cells IS NULL), '[]'),
            'reviews', coalesce((SELECT json_agg(d.cells ORDER BY d.object_id)
                FROM doubt d WHERE d.territory_id = n.territory_id
                    AND d.cells IS NOT NULL), '[]'),
            'reviews_gone', coalesce((SELECT json_agg(d.object_id
                    ORDER BY d.object_id)
                FROM doubt d WHERE d.territory_id = n.territory_id
                    AND d.cells IS NULL), '[]'),
            'proposals', coalesce((SELECT json_agg(r.cells
                    ORDER BY r.object_id)
                FROM run r WHERE r.territory_id = n.territory_id), '[]'),
            'means', (SELECT m.version FROM moved m
                JOIN feed_scope s ON s.id = m.id AND s.kind = 'means'
                WHERE m.territory_id = n.territory_id)) END::text
    FROM many n
    UNION ALL
    SELECT m.id, m.version, NULL, NULL FROM moved m;
END
$$;
