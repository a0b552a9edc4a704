-- SPDX-License-Identifier: MIT
-- Whose token this is, and where its scope of the feed stands; no row if
-- nobody's. That it was seen is noted once a minute.

CREATE FUNCTION device_auth(p_token_hash bytea)
RETURNS TABLE (device_id bigint, technician_id bigint, revoked boolean,
    acked_seq bigint, scope_id bigint, version bigint, epoch bigint,
    floor bigint, technician_name text, zone text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_device device;
BEGIN
    SELECT * INTO v_device FROM device d WHERE d.token_hash = p_token_hash;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_device.last_seen_at < app_now() - interval '1 minute'
        AND v_device.revoked_at IS NULL THEN
        -- Never waits for a push of the same device.
        UPDATE device d SET last_seen_at = app_now() WHERE d.id IN (
            SELECT e.id FROM device e WHERE e.id = v_device.id
            FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
    RETURN QUERY
    SELECT v_device.id, t.id, v_device.revoked_at IS NOT NULL,
        v_device.acked_seq, s.id, s.version, o.epoch, s.floor, t.name, y.zone
    FROM technician t
    JOIN territory y ON y.id = t.territory_id
    JOIN feed_scope s ON s.kind = 'technician' AND s.object_id = t.id
    CROSS JOIN organisation o
    WHERE t.id = v_device.technician_id;
END
$$;
