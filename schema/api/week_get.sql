-- SPDX-License-Identifier: MIT
-- A technician's usual week.

CREATE FUNCTION week_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v technician;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v FROM technician t WHERE t.id = p_id;
    PERFORM require_territory(p_actor, v.territory_id, 'technician', p_id);
    RETURN QUERY SELECT week_json(v), v.version;
END
$$;
