-- SPDX-License-Identifier: MIT
-- The live visits of the territory's technicians in the horizon; fixed is
-- what the planner must plan around.

CREATE FUNCTION planning_visits(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (id bigint, job bigint, technician bigint, start_s bigint,
    end_s bigint, lat double precision, lon double precision,
    fixed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT v.id, v.job_id, v.technician_id, epoch_s(lower(v.planned)),
        epoch_s(upper(v.planned)), s.lat, s.lon, c.visit IS NULL
    FROM technician t
    JOIN visit v ON v.technician_id = t.id
        AND v.planned && tstzrange(p_from, p_to)
        AND visit_live(v.state)
    JOIN job j ON j.id = v.job_id
    JOIN site s ON s.id = j.site_id
    LEFT JOIN planning_candidates(p_territory, p_from, p_to) c
        ON c.visit = v.id
    WHERE t.territory_id = p_territory
    ORDER BY v.id;
END
$$;
