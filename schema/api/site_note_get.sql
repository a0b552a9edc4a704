-- SPDX-License-Identifier: MIT
-- One note for a site.

CREATE FUNCTION site_note_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT site_note_json(n), n.version FROM site_note n
    JOIN site s ON s.id = n.site_id
    WHERE n.id = p_id AND sees_territory(p_actor, s.territory_id);
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no note for a site %s', p_id));
    END IF;
END
$$;
