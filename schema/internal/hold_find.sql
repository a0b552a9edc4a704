-- SPDX-License-Identifier: MIT
-- The hold with this id, or the one that was made of this offer.

CREATE FUNCTION hold_find(p_actor bigint, p_hold bigint, p_offer text)
RETURNS slot_hold
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold slot_hold;
BEGIN
    IF p_hold IS NOT NULL THEN
        SELECT * INTO v_hold FROM slot_hold WHERE id = p_hold;
    ELSE
        SELECT * INTO v_hold FROM slot_hold
        WHERE state = 'held' AND offer = p_offer
            AND sees_territory(p_actor, territory_id)
        ORDER BY held_by IS NOT DISTINCT FROM p_actor DESC, id DESC LIMIT 1;
    END IF;
    IF p_hold IS NULL AND v_hold.id IS NULL THEN
        PERFORM fail('CO404', 'this slot is not held', '', 'not_held');
    END IF;
    PERFORM require_territory(p_actor, v_hold.territory_id, 'hold', p_hold);
    RETURN v_hold;
END
$$;

-- Only what is held can be booked or released.
CREATE FUNCTION hold_check_state(p_hold slot_hold) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_hold.state = 'booked' THEN
        PERFORM fail('CO409', format('hold %s is booked already: visit %s',
            p_hold.id, p_hold.visit_id), '/state', 'legal_step');
    ELSIF p_hold.state <> 'held' THEN
        PERFORM fail('CO410', format('hold %s is %s: ask for slots anew',
            p_hold.id, p_hold.state), '/state', p_hold.state);
    END IF;
END
$$;
