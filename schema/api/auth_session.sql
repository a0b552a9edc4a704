-- SPDX-License-Identifier: MIT
-- Whose session this is; no row if it is unknown, expired or idle for too
-- long, or its user disabled. Its last use is noted once a minute, so that
-- reading stays reading.

CREATE FUNCTION auth_session(p_token_hash bytea, p_idle_s integer)
RETURNS TABLE (user_id bigint, login text, name text, role text,
    territories bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user bigint;
    v_used timestamptz;
BEGIN
    SELECT s.user_id, s.last_used_at INTO v_user, v_used FROM session s
    WHERE s.token_hash = p_token_hash AND s.expires_at > app_now()
        AND s.last_used_at > app_now() - p_idle_s * interval '1 second';
    IF v_user IS NULL THEN
        RETURN;
    END IF;
    IF v_used < app_now() - interval '1 minute' THEN
        UPDATE session s SET last_used_at = app_now()
        WHERE s.token_hash = p_token_hash;
    END IF;
    RETURN QUERY SELECT * FROM user_row(v_user);
END
$$;
