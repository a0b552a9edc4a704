-- SPDX-License-Identifier: MIT
-- A device gets another name.

CREATE FUNCTION device_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        device;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'name', 'why');
    v := device_lock(p_actor, p_id);
    PERFORM require_version('device', p_id, v.version, p_version);
    v_before := device_json(v);
    UPDATE device d SET name = patch_text(p_body, 'name', v.name, 100, true)
    WHERE d.id = p_id RETURNING * INTO v;
    PERFORM master_note(p_actor, p_request, 'device', v_before,
        device_json(v), p_body);
    RETURN QUERY SELECT device_json(v), v.version;
END
$$;
