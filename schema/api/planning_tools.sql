-- SPDX-License-Identifier: MIT
-- The tools in the technicians' vans.

CREATE FUNCTION planning_tools(p_territory bigint, p_from timestamptz,
    p_to timestamptz) RETURNS TABLE (technician bigint, tool bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT k.technician_id, k.tool_id
    FROM technician t JOIN technician_tool k ON k.technician_id = t.id
    WHERE t.territory_id = ANY (v_reach)
    ORDER BY k.technician_id, k.tool_id;
END
$$;
