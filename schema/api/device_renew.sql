-- SPDX-License-Identifier: MIT
-- A new token for a device. The one that it asks with holds until the new one
-- is first used, a day at most; after that it is good for asking again, as
-- long as the new one was never used. So an answer may be lost, and the device
-- away for long: it is never locked out by a token that it did not get. Each
-- answer is good (the last eight of them): one may come late, or twice.

CREATE FUNCTION device_renew(p_token_hash bytea, p_new_hash bytea,
    p_request text) RETURNS TABLE (device_id bigint, until text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_device device;
    v_until  timestamptz;
BEGIN
    -- Under the device's lock: meanwhile another token may have been used.
    SELECT d.* INTO v_device FROM device d WHERE d.id = (SELECT t.device_id
        FROM device_token t WHERE t.token_hash = p_token_hash)
        AND d.revoked_at IS NULL FOR NO KEY UPDATE;
    IF FOUND THEN
        PERFORM device_token_use(v_device.id, p_token_hash);
    END IF;
    UPDATE device_token t
    SET expires_at = coalesce(t.expires_at, app_now() + interval '24 hours')
    WHERE t.token_hash = p_token_hash AND t.device_id = v_device.id
    RETURNING t.expires_at INTO v_until;
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'this token is not known');
    END IF;
    DELETE FROM device_token t WHERE t.device_id = v_device.id
        AND t.first_used_at IS NULL AND t.token_hash NOT IN (
            SELECT k.token_hash FROM device_token k
            WHERE k.device_id = v_device.id AND k.first_used_at IS NULL
            ORDER BY k.made_at DESC LIMIT 7);
    INSERT INTO device_token (token_hash, device_id, made_at)
    VALUES (p_new_hash, v_device.id, app_now());
    PERFORM audit_write(v_device.id, p_request, 'device.renewed', 'device',
        v_device.id, NULL, NULL, NULL, 'device');
    RETURN QUERY SELECT v_device.id, instant_text(v_until);
END
$$;
