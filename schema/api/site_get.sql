-- SPDX-License-Identifier: MIT
-- One site.

CREATE FUNCTION site_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v site;
BEGIN
    SELECT * INTO v FROM site s WHERE s.id = p_id;
    PERFORM require_territory(p_actor, v.territory_id, 'site', p_id);
    RETURN QUERY SELECT site_json(v), v.version;
END
$$;
