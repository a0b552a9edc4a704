-- SPDX-License-Identifier: MIT
-- One hold.

CREATE FUNCTION hold_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold slot_hold;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager', 'intake');
    SELECT * INTO v_hold FROM slot_hold WHERE id = p_id;
    PERFORM require_territory(p_actor, v_hold.territory_id, 'hold', p_id);
    RETURN QUERY SELECT hold_json(v_hold), v_hold.version;
END
$$;
