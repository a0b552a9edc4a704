-- SPDX-License-Identifier: MIT
-- Whether an actor may see a territory: all of them for the command line, an
-- admin, and a user who has no list; else those on the list.

CREATE FUNCTION sees_territory(p_actor bigint, p_territory bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT p_actor IS NULL
            OR EXISTS (SELECT FROM app_user_territory t
                WHERE t.user_id = p_actor AND t.territory_id = p_territory)
            OR EXISTS (SELECT FROM app_user u
                WHERE u.id = p_actor AND (u.role = 'admin'
                    OR NOT EXISTS (SELECT FROM app_user_territory t
                        WHERE t.user_id = p_actor)))
    );
END
$$;
