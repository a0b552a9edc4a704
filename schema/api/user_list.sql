-- SPDX-License-Identifier: MIT
-- All users, for the command line.

CREATE FUNCTION user_list()
RETURNS TABLE (login text, name text, role text, territories text,
    created_at text, disabled_at text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT u.login, u.name, u.role, coalesce((SELECT
            string_agg(t.code, ' ' ORDER BY t.code)
            FROM app_user_territory ut
            JOIN territory t ON t.id = ut.territory_id
            WHERE ut.user_id = u.id), 'all'),
        instant_text(u.created_at), instant_text(u.disabled_at)
    FROM app_user u ORDER BY u.login
$$;
