-- SPDX-License-Identifier: MIT
-- The territories that an actor sees; NULL: all (see sees_territory()).

CREATE FUNCTION seen_territories(p_actor bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_actor IS NULL OR EXISTS (SELECT FROM app_user
            WHERE id = p_actor AND role = 'admin')
        OR NOT EXISTS (SELECT FROM app_user_territory
            WHERE user_id = p_actor) THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT territory_id FROM app_user_territory
        WHERE user_id = p_actor);
END
$$;
