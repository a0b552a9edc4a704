-- SPDX-License-Identifier: MIT
-- The technicians whom a planning run may use; lent: by a neighbour.

CREATE FUNCTION planning_technicians(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (id bigint, version bigint, start_lat double precision,
    start_lon double precision, end_lat double precision,
    end_lon double precision, lent boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT t.id, t.version, t.start_lat, t.start_lon, t.end_lat, t.end_lon,
        t.territory_id <> p_territory
    FROM technician t JOIN territory y ON y.id = t.territory_id
    WHERE t.territory_id = ANY (v_reach)
        AND t.employed && daterange((p_from AT TIME ZONE y.zone)::date,
            (p_to AT TIME ZONE y.zone)::date, '[]')
    ORDER BY t.id;
END
$$;
