-- SPDX-License-Identifier: MIT
-- The places of a territory; `known` are those whose near ones were asked for
-- in the last 90 days.

CREATE FUNCTION travel_places(p_territory bigint)
RETURNS TABLE (cell bigint, known boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT c.cell, p.asked_at IS NOT NULL
    FROM travel_setting s
    CROSS JOIN travel_cells(p_territory) c
    LEFT JOIN travel_place p ON p.profile = s.profile AND p.cell = c.cell
        AND p.asked_at > app_now() - interval '90 days'
    ORDER BY c.cell;
END
$$;
