-- SPDX-License-Identifier: MIT
-- Every rule of the planning of a territory, as its policy chooses and weighs
-- it. The weight is in minutes of driving for each `unit` by which a soft rule
-- is broken.

CREATE FUNCTION planning_rules(p_territory bigint)
RETURNS TABLE (rule text, mode text, weight double precision, unit text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT r.name::text, coalesce(o.mode, r.mode)::text,
        coalesce(o.weight, r.weight)::double precision, r.unit::text
    FROM plan_rule r
    LEFT JOIN policy_rule o ON o.rule = r.name
        AND o.territory_id = p_territory AND NOT r.fixed
    ORDER BY r.place;
END
$$;
