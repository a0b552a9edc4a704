-- SPDX-License-Identifier: MIT
-- A territory as the API shows it by itself (a board has territory_json()),
-- its row for a change, its boundary and neighbours.

CREATE FUNCTION territory_whole_json(t territory) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
        'zone', t.zone, 'calendar', (SELECT c.code FROM business_calendar c
            WHERE c.id = t.calendar_id),
        'boundary', boundary_json(t.boundary), 'neighbours', coalesce((
            SELECT json_agg(n.neighbour_id ORDER BY n.neighbour_id)
            FROM territory_neighbour n WHERE n.territory_id = t.id), '[]'),
        'retired', t.retired_at IS NOT NULL, 'version', t.version)
$$;

CREATE FUNCTION territory_lock(p_actor bigint, p_id bigint) RETURNS territory
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v territory;
BEGIN
    SELECT * INTO v FROM territory WHERE id = p_id FOR UPDATE;
    PERFORM require_territory(p_actor, v.id, 'territory', p_id);
    RETURN v;
END
$$;

-- Corners: [{lat, lon}] outside, (longitude, latitude) inside.
CREATE FUNCTION boundary_json(p_boundary polygon) RETURNS json
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_agg(json_build_object('lat', p[2]::double precision,
        'lon', p[1]::double precision) ORDER BY n)
    FROM regexp_matches(p_boundary::text, '\(([^(),]+),([^(),]+)\)', 'g')
        WITH ORDINALITY m (p, n)
$$;

CREATE FUNCTION patch_boundary(p_body jsonb, p_old polygon) RETURNS polygon
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_corners constant jsonb := body_array(p_body, 'boundary', 1000);
BEGIN
    IF NOT p_body ? 'boundary' THEN
        RETURN p_old;
    ELSIF jsonb_array_length(v_corners) = 0 THEN
        RETURN NULL;
    ELSIF jsonb_array_length(v_corners) < 3 THEN
        PERFORM fail('CO422', 'a boundary has at least three corners',
            '/boundary', 'length');
    END IF;
    RETURN (SELECT format('(%s)', string_agg(format('(%s,%s)',
            body_number(e, 'lon', -180, 180, false, true),
            body_number(e, 'lat', -90, 90, false, true)), ',' ORDER BY o))
        FROM jsonb_array_elements(v_corners) WITH ORDINALITY x (e, o)
        )::polygon;
END
$$;

-- Neighbours are so both ways: those that come or go have another version.
-- Returns whether they are others now.
CREATE FUNCTION territory_neighbours_put(p_territory bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_wanted  constant bigint[] := body_ids(p_body, 'neighbours', 100);
    v_changed bigint[];
BEGIN
    IF NOT p_body ? 'neighbours' THEN
        RETURN false;
    ELSIF p_territory = ANY (v_wanted) THEN
        PERFORM fail('CO422', 'a territory is no neighbour of its own',
            '/neighbours', 'self');
    END IF;
    IF EXISTS (SELECT FROM unnest(v_wanted) w
        WHERE NOT EXISTS (SELECT FROM territory t WHERE t.id = w)) THEN
        PERFORM fail('CO422', 'one of the neighbours is no territory',
            '/neighbours', 'unknown');
    END IF;
    v_changed := ARRAY(
        SELECT w FROM unnest(v_wanted) w WHERE NOT EXISTS (SELECT
            FROM territory_neighbour n WHERE n.territory_id = p_territory
                AND n.neighbour_id = w)
        UNION SELECT n.neighbour_id FROM territory_neighbour n
        WHERE n.territory_id = p_territory
            AND n.neighbour_id <> ALL (v_wanted));
    DELETE FROM territory_neighbour
    WHERE territory_id = p_territory AND neighbour_id = ANY (v_changed)
        OR neighbour_id = p_territory AND territory_id = ANY (v_changed);
    INSERT INTO territory_neighbour (territory_id, neighbour_id)
    SELECT p.a, p.b FROM unnest(v_wanted) w
    CROSS JOIN LATERAL (VALUES (p_territory, w), (w, p_territory)) p (a, b)
    ON CONFLICT DO NOTHING;
    UPDATE territory SET version = version + 1 WHERE id = ANY (v_changed);
    RETURN cardinality(v_changed) > 0;
END
$$;

-- Distinct ids of a body, ascending.
CREATE FUNCTION body_ids(p_body jsonb, p_key text, p_max integer)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_list constant jsonb := coalesce(nullif(p_body -> p_key, 'null'), '[]');
BEGIN
    IF jsonb_typeof(v_list) <> 'array'
        OR jsonb_array_length(v_list) > p_max
        OR EXISTS (SELECT FROM jsonb_array_elements(v_list) e
            WHERE e::text !~ '^[1-9]\d{0,17}$') THEN
        PERFORM fail('CO422', format('%s must be a list of at most %s ids',
            p_key, p_max), '/' || p_key, 'type');
    END IF;
    RETURN ARRAY(SELECT DISTINCT e::text::bigint
        FROM jsonb_array_elements(v_list) e ORDER BY 1);
END
$$;
