-- SPDX-License-Identifier: MIT
-- Whose API key this is; no row if it is unknown, revoked or expired, or its
-- user disabled.

CREATE FUNCTION auth_key(p_key_hash bytea)
RETURNS TABLE (user_id bigint, login text, name text, role text,
    territories bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_key record;
BEGIN
    SELECT k.id, k.user_id, k.last_used_at INTO v_key FROM api_key k
    WHERE k.key_hash = p_key_hash AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > app_now());
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_key.last_used_at IS NULL
        OR v_key.last_used_at < app_now() - interval '1 minute' THEN
        UPDATE api_key SET last_used_at = app_now() WHERE id = v_key.id;
    END IF;
    RETURN QUERY SELECT * FROM user_row(v_key.user_id);
END
$$;
