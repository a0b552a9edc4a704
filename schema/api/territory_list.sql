-- SPDX-License-Identifier: MIT
-- The territories that the actor sees.

CREATE FUNCTION territory_list(p_actor bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(territory_json(t) ORDER BY t.code), '[]')
        FROM territory t WHERE sees_territory(p_actor, t.id));
END
$$;
