-- SPDX-License-Identifier: MIT
-- A log-in that succeeded: the session begins, the account's failures are
-- forgotten, old sessions go. Not while the account or the address must wait:
-- guesses that were sent at once all passed login_find before one failed.

CREATE FUNCTION session_open(p_user bigint, p_token_hash bytea,
    p_idle_s integer, p_max_s integer, p_request text, p_address text)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user json;
BEGIN
    v_user := user_json(p_user);
    IF v_user IS NULL THEN
        PERFORM fail('CO401', 'wrong login or password');
    END IF;
    IF login_wait(v_user ->> 'login', p_address) > 0 THEN
        PERFORM fail('CO429', 'too many failed attempts; try again later',
            '', 'log_in_throttle');
    END IF;
    DELETE FROM session WHERE user_id = p_user AND (expires_at <= app_now()
        OR last_used_at <= app_now() - p_idle_s * interval '1 second');
    INSERT INTO session (token_hash, user_id, created_at, last_used_at,
        expires_at)
    VALUES (p_token_hash, p_user, app_now(), app_now(),
        app_now() + p_max_s * interval '1 second');
    DELETE FROM login_throttle
    WHERE key = 'login:' || left(v_user ->> 'login', 64);
    PERFORM audit_write(p_user, p_request, 'session.opened', 'user', p_user,
        NULL, jsonb_build_object('address', p_address));
    RETURN v_user;
END
$$;
