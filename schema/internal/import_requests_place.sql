-- SPDX-License-Identifier: MIT
-- Import of requests, fourth step: a request without a territory takes the
-- one whose boundary holds its place, else that of the nearest known place
-- within `nearest_m` metres; else it is a bad row.

CREATE FUNCTION import_requests_place(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_limit double precision := (p_options->>'nearest_m')::double precision;
BEGIN
    WITH found AS (
        UPDATE import_request r SET territory_id = (SELECT t.id
            FROM territory t WHERE t.boundary @> point(r.lon, r.lat)
            ORDER BY t.id LIMIT 1)
        WHERE r.batch = p_batch AND r.fate = 'new' AND r.territory IS NULL
        RETURNING r.line, r.territory_id
    )
    INSERT INTO import_note (batch, line, col, level, kind, text)
    SELECT p_batch, line, 'territory', 'note', 'territory_by_boundary',
        'no territory: taken by the boundary around the place'
    FROM found WHERE territory_id IS NOT NULL;

    WITH known AS (
        SELECT lat, lon, territory_id FROM site
        UNION
        SELECT lat, lon, territory_id FROM import_request
        WHERE batch = p_batch AND fate = 'new' AND territory_id IS NOT NULL
    ), found AS (
        UPDATE import_request r SET territory_id = (SELECT k.territory_id
            FROM known k, LATERAL (SELECT 111195 * sqrt((k.lat - r.lat) ^ 2
                + ((k.lon - r.lon) * cos(radians(r.lat))) ^ 2) AS m) d
            WHERE d.m <= v_limit ORDER BY d.m, k.territory_id LIMIT 1)
        WHERE r.batch = p_batch AND r.fate = 'new' AND r.territory_id IS NULL
        RETURNING r.line, r.territory_id
    )
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'territory',
        CASE WHEN territory_id IS NULL THEN 'bad' ELSE 'note' END,
        CASE WHEN territory_id IS NULL THEN 'no_territory'
            ELSE 'territory_by_neighbour' END,
        CASE WHEN territory_id IS NULL THEN format('no territory, no boundary '
                'holds the place, and no known place is within %s m', v_limit)
            ELSE 'no territory: taken from the nearest known place' END,
        CASE WHEN territory_id IS NULL THEN 'the code of a territory' END
    FROM found;
    PERFORM import_fate(p_batch);
END
$$;
