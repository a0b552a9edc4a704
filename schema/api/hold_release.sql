-- SPDX-License-Identifier: MIT
-- Give a held place back. One that is given back or has run out already is no
-- error; one that is booked is a visit now.

CREATE FUNCTION hold_release(p_actor bigint, p_request text, p_id bigint,
    p_version bigint DEFAULT NULL)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold slot_hold;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    SELECT * INTO v_hold FROM slot_hold WHERE id = p_id FOR UPDATE;
    PERFORM require_territory(p_actor, v_hold.territory_id, 'hold', p_id);
    PERFORM require_version('hold', p_id, v_hold.version, p_version);
    IF v_hold.state = 'booked' THEN
        PERFORM hold_check_state(v_hold);
    ELSIF v_hold.state = 'held' THEN
        UPDATE slot_hold h SET state = 'released', ended_at = app_now()
        WHERE h.id = p_id RETURNING * INTO v_hold;
        PERFORM audit_write(p_actor, p_request, 'slot.released', 'slot_hold',
            p_id, '{"state": "held"}', '{"state": "released"}');
    END IF;
    RETURN QUERY SELECT hold_json(v_hold), v_hold.version;
END
$$;
