-- SPDX-License-Identifier: MIT
-- Revoke a calendar link: from now on it answers 410. To do so twice is the
-- same.

CREATE FUNCTION calendar_link_revoke(p_actor bigint, p_request text, p_id bigint)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_link calendar_link;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v_link FROM calendar_link WHERE id = p_id FOR UPDATE;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v_link.technician_id), 'calendar link', p_id);
    IF v_link.revoked_at IS NULL THEN
        UPDATE calendar_link SET revoked_at = app_now() WHERE id = p_id
        RETURNING * INTO v_link;
        PERFORM audit_write(p_actor, p_request, 'calendar_link.revoked',
            'calendar_link', p_id);
    END IF;
    RETURN calendar_link_json(v_link);
END
$$;
