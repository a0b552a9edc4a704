-- SPDX-License-Identifier: MIT
-- Lock a user out, or let in again. Sessions and keys stop at once: they are
-- looked up with the user.

CREATE FUNCTION user_disable(p_login text, p_disabled boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user app_user := user_find(p_login);
BEGIN
    UPDATE app_user
    SET disabled_at = CASE WHEN p_disabled
        THEN coalesce(disabled_at, app_now()) END
    WHERE id = v_user.id;
    IF p_disabled THEN
        DELETE FROM session WHERE user_id = v_user.id;
    END IF;
    PERFORM audit_write(NULL, NULL, CASE WHEN p_disabled
        THEN 'user.disabled' ELSE 'user.enabled' END, 'user', v_user.id);
END
$$;
