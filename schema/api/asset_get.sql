-- SPDX-License-Identifier: MIT
-- One asset.

CREATE FUNCTION asset_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT asset_json(a), a.version FROM asset a
    JOIN site s ON s.id = a.site_id
    WHERE a.id = p_id AND sees_territory(p_actor, s.territory_id);
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no asset %s', p_id));
    END IF;
END
$$;
