-- SPDX-License-Identifier: MIT
-- The places between which a territory's technicians drive now: their homes,
-- jobs that are not done, live visits and holds. Each once.

CREATE FUNCTION travel_cells(p_territory bigint)
RETURNS TABLE (cell bigint)
LANGUAGE plpgsql STABLE ROWS 10000
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT travel_cell(t.start_lat, t.start_lon)
    FROM technician t
    WHERE t.territory_id = p_territory
        AND (upper_inf(t.employed) OR upper(t.employed) > app_now()::date)
    UNION
    SELECT travel_cell(t.end_lat, t.end_lon)
    FROM technician t
    WHERE t.territory_id = p_territory
        AND (upper_inf(t.employed) OR upper(t.employed) > app_now()::date)
    UNION
    SELECT travel_cell(s.lat, s.lon)
    FROM job j JOIN site s ON s.id = j.site_id
    WHERE j.territory_id = p_territory
        AND j.state IN ('open', 'planned', 'in_progress', 'on_hold')
    UNION
    SELECT travel_cell(s.lat, s.lon)
    FROM technician t
    JOIN visit v ON v.technician_id = t.id AND visit_live(v.state)
    JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
    WHERE t.territory_id = p_territory
    UNION
    SELECT travel_cell(h.lat, h.lon)
    FROM slot_hold h
    WHERE h.territory_id = p_territory AND hold_live(h.state, h.expires_at);
END
$$;
