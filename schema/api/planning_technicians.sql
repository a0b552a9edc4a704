-- SPDX-License-Identifier: MIT
-- The technicians whom a planning run may use.

CREATE FUNCTION planning_technicians(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (id bigint, version bigint, start_lat double precision,
    start_lon double precision, end_lat double precision,
    end_lon double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT t.id, t.version, t.start_lat, t.start_lon, t.end_lat, t.end_lon
    FROM technician t JOIN territory y ON y.id = t.territory_id
    WHERE t.territory_id = p_territory
        AND t.employed && daterange((p_from AT TIME ZONE y.zone)::date,
            (p_to AT TIME ZONE y.zone)::date, '[]')
    ORDER BY t.id;
END
$$;
