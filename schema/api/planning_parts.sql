-- SPDX-License-Identifier: MIT
-- The parts in the technicians' vans.

CREATE FUNCTION planning_parts(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (technician bigint, part bigint, amount bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT k.technician_id, k.part_id, k.amount::bigint
    FROM technician t JOIN technician_part k ON k.technician_id = t.id
    WHERE t.territory_id = ANY (v_reach) AND k.amount > 0
    ORDER BY k.technician_id, k.part_id;
END
$$;
