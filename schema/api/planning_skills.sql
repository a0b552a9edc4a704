-- SPDX-License-Identifier: MIT
-- Their skills, each for as long as its certificate lasts (NULL: without
-- end).

CREATE FUNCTION planning_skills(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (technician bigint, skill bigint, level integer,
    from_s bigint, to_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT k.technician_id, k.skill_id, k.level::integer,
        epoch_s(lower(k.certified)::timestamp AT TIME ZONE y.zone),
        epoch_s(upper(k.certified)::timestamp AT TIME ZONE y.zone)
    FROM territory y
    JOIN technician t ON t.territory_id = y.id
    JOIN technician_skill k ON k.technician_id = t.id
    WHERE y.id = ANY (v_reach)
        AND k.certified && daterange((p_from AT TIME ZONE y.zone)::date,
            (p_to AT TIME ZONE y.zone)::date, '[]')
    ORDER BY k.technician_id, k.skill_id, 4;
END
$$;
