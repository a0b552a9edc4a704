-- SPDX-License-Identifier: MIT
-- A device was here: with this token, and saying this of itself. Never waits
-- for a push of the same device: what is not noted now is noted next time.

CREATE FUNCTION device_note(p_token device_token, p_contract integer,
    p_app text, p_unsent bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM device WHERE id = p_token.device_id
    FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE device SET last_seen_at = app_now(),
        contract = coalesce(p_contract, contract),
        app = coalesce(p_app, app), unsent = coalesce(p_unsent, unsent)
    WHERE id = p_token.device_id;
    IF p_token.first_used_at IS NULL THEN
        PERFORM device_token_use(p_token.device_id, p_token.token_hash);
    END IF;
END
$$;
