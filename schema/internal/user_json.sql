-- SPDX-License-Identifier: MIT
-- A user as the API shows it.

CREATE FUNCTION user_json(p_user bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT json_build_object('id', u.user_id, 'login', u.login,
            'name', u.name, 'role', u.role, 'territories', u.territories)
        FROM user_row(p_user) u);
END
$$;
