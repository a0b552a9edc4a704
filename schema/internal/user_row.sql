-- SPDX-License-Identifier: MIT
-- A user as the sessions and keys answer it; territories NULL: all of them.

CREATE FUNCTION user_row(p_user bigint)
RETURNS TABLE (user_id bigint, login text, name text, role text,
    territories bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT u.id, u.login, u.name, u.role,
        CASE WHEN u.role <> 'admin' THEN (SELECT
            array_agg(t.territory_id ORDER BY t.territory_id)
            FROM app_user_territory t WHERE t.user_id = u.id) END
    FROM app_user u WHERE u.id = p_user AND u.disabled_at IS NULL;
END
$$;
