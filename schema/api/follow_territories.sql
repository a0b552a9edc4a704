-- SPDX-License-Identifier: MIT
-- Which territories are to be followed.

CREATE FUNCTION follow_territories() RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT coalesce(json_agg(p.territory_id ORDER BY p.territory_id), '[]')
    FROM policy p JOIN territory t ON t.id = p.territory_id
    WHERE p.automatic <> 'off' AND t.retired_at IS NULL
$$;
