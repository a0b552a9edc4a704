-- SPDX-License-Identifier: MIT
-- A new password: every other session of the user ends.

CREATE FUNCTION password_change(p_actor bigint, p_request text,
    p_new_hash text, p_keep_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE app_user SET password_hash = p_new_hash
    WHERE id = p_actor AND disabled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'log in again');
    END IF;
    DELETE FROM session WHERE user_id = p_actor
        AND token_hash IS DISTINCT FROM p_keep_token_hash;
    PERFORM audit_write(p_actor, p_request, 'user.password_changed', 'user',
        p_actor);
END
$$;
