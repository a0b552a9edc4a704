-- SPDX-License-Identifier: MIT
-- The live hold that was made of this offer; NULL: there is none.

CREATE FUNCTION hold_of_offer(p_actor bigint, p_offer text)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    RETURN QUERY SELECT hold_json(h), h.version FROM slot_hold h
    WHERE h.state = 'held' AND h.offer = p_offer
        AND sees_territory(p_actor, h.territory_id)
    ORDER BY h.held_by IS NOT DISTINCT FROM p_actor DESC, h.id DESC LIMIT 1;
END
$$;
