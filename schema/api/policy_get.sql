-- SPDX-License-Identifier: MIT
-- How a territory is planned.

CREATE FUNCTION policy_get(p_actor bigint, p_territory bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row policy;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v_row FROM policy p WHERE p.territory_id = p_territory;
    PERFORM require_territory(p_actor, v_row.territory_id, 'territory',
        p_territory);
    RETURN QUERY SELECT policy_json(v_row), v_row.version;
END
$$;
