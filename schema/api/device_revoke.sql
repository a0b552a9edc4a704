-- SPDX-License-Identifier: MIT
-- A device that was lost or given back: it is shut out within two seconds.
-- What it still has to tell goes to quarantine for a week (device_state()).

CREATE FUNCTION device_revoke(p_actor bigint, p_request text, p_id bigint)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_device device;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_device := device_lock(p_actor, p_id);
    IF v_device.revoked_at IS NULL THEN
        UPDATE device SET revoked_at = app_now() WHERE id = p_id
        RETURNING * INTO v_device;
        PERFORM audit_write(p_actor, p_request, 'device.revoked', 'device',
            p_id);
    END IF;
    RETURN device_json(v_device);
END
$$;
