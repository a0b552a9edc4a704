-- SPDX-License-Identifier: MIT
-- Give a user another password, by the command line. All sessions end.

CREATE FUNCTION user_password_set(p_login text, p_password_hash text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user app_user := user_find(p_login);
BEGIN
    UPDATE app_user SET password_hash = p_password_hash WHERE id = v_user.id;
    DELETE FROM session WHERE user_id = v_user.id;
    DELETE FROM login_throttle WHERE key = 'login:' || p_login;
    PERFORM audit_write(NULL, NULL, 'user.password_set', 'user', v_user.id);
END
$$;
