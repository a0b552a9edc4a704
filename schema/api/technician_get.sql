-- SPDX-License-Identifier: MIT
-- One technician.

CREATE FUNCTION technician_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row technician;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v_row FROM technician t WHERE t.id = p_id;
    PERFORM require_territory(p_actor, v_row.territory_id, 'technician',
        p_id);
    RETURN QUERY SELECT technician_json(v_row), v_row.version;
END
$$;
