-- SPDX-License-Identifier: MIT
-- A phone comes in with a code: once, and in time. Nobody learns what was
-- wrong with another code.

CREATE FUNCTION device_enrol(p_code_hash bytea, p_token_hash bytea,
    p_name text, p_model text DEFAULT NULL, p_app text DEFAULT NULL,
    p_contract integer DEFAULT NULL)
RETURNS TABLE (device_id bigint, technician_id bigint,
    technician_name text, epoch bigint, zone text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_device device;
BEGIN
    UPDATE enrol_code e SET used_at = app_now()
    WHERE e.code_hash = p_code_hash AND e.used_at IS NULL
        AND e.expires_at > app_now()
    RETURNING e.technician_id INTO v_device.technician_id;
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'this code is wrong, used or too old: ask the '
            'dispatcher for a new one');
    END IF;
    INSERT INTO device (technician_id, name, model, app, contract,
        enrolled_at, last_seen_at)
    VALUES (v_device.technician_id,
        coalesce(nullif(left(btrim(p_name), 100), ''), 'device'),
        nullif(btrim(p_model), ''), nullif(btrim(p_app), ''), p_contract,
        app_now(), app_now())
    RETURNING * INTO v_device;
    INSERT INTO device_token (token_hash, device_id, made_at)
    VALUES (p_token_hash, v_device.id, app_now());
    UPDATE enrol_code e SET device_id = v_device.id
    WHERE e.code_hash = p_code_hash;
    PERFORM audit_write(v_device.id, NULL, 'device.enrolled', 'device',
        v_device.id, NULL, device_json(v_device)::jsonb, NULL, 'device');
    RETURN QUERY
    SELECT v_device.id, t.id, t.name, o.epoch, y.zone
    FROM technician t
    JOIN territory y ON y.id = t.territory_id
    CROSS JOIN organisation o
    WHERE t.id = v_device.technician_id;
END
$$;
