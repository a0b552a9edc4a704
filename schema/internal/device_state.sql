-- SPDX-License-Identifier: MIT
-- What a device may do. A revoked one is out; but for a week what it still has
-- to tell is taken into quarantine, so that no work is lost with the phone.

CREATE FUNCTION device_state(p_revoked_at timestamptz) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT CASE WHEN p_revoked_at IS NULL THEN 'active'
        WHEN p_revoked_at > app_now() - interval '168 hours'
        THEN 'quarantine' ELSE 'revoked' END
$$;

-- The first use of a token: the device has it. All others of the device end,
-- the one that it was exchanged for and those whose answers were lost. The
-- device is locked.
CREATE FUNCTION device_token_use(p_device bigint, p_token_hash bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE device_token SET first_used_at = app_now()
    WHERE token_hash = p_token_hash AND first_used_at IS NULL;
    IF FOUND THEN
        DELETE FROM device_token
        WHERE device_id = p_device AND token_hash <> p_token_hash;
    END IF;
END
$$;
