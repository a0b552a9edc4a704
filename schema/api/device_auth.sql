-- SPDX-License-Identifier: MIT
-- Whose token this is, and where its scope of the feed stands; no row if
-- nobody's. `state`: active; exchanged (for a newer token, a day ago: good for
-- asking for another one); quarantine and revoked (device_state()).
--
-- What the device says of itself (NULL: nothing) is noted when it is news, and
-- that it was seen once a minute.

CREATE FUNCTION device_auth(p_token_hash bytea, p_contract integer DEFAULT NULL,
    p_app text DEFAULT NULL, p_unsent bigint DEFAULT NULL)
RETURNS TABLE (device_id bigint, technician_id bigint, state text,
    token_age_s bigint, acked_seq bigint, scope_id bigint, version bigint,
    epoch bigint, floor bigint, technician_name text, zone text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_token  device_token;
    v_device device;
    v_state  text;
BEGIN
    SELECT * INTO v_token FROM device_token t
    WHERE t.token_hash = p_token_hash;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO v_device FROM device d WHERE d.id = v_token.device_id;
    v_state := device_state(v_device.revoked_at);
    IF v_state = 'active' AND v_token.expires_at <= app_now() THEN
        v_state := 'exchanged';
    ELSIF v_state = 'active' AND (v_token.first_used_at IS NULL
        OR v_device.last_seen_at < app_now() - interval '1 minute'
        OR v_device.contract IS DISTINCT FROM
            coalesce(p_contract, v_device.contract)
        OR v_device.app IS DISTINCT FROM coalesce(p_app, v_device.app)
        OR v_device.unsent IS DISTINCT FROM
            coalesce(p_unsent, v_device.unsent)) THEN
        PERFORM device_note(v_token, p_contract, p_app, p_unsent);
    END IF;
    RETURN QUERY
    SELECT v_device.id, t.id, v_state,
        extract(epoch FROM app_now() - v_token.made_at)::bigint,
        v_device.acked_seq, s.id, s.version, o.epoch, s.floor, t.name, y.zone
    FROM technician t
    JOIN territory y ON y.id = t.territory_id
    JOIN feed_scope s ON s.kind = 'technician' AND s.object_id = t.id
    CROSS JOIN organisation o
    WHERE t.id = v_device.technician_id;
END
$$;
