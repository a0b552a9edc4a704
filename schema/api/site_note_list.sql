-- SPDX-License-Identifier: MIT
-- The notes for a site, the newest first: the page after a note (its id).

CREATE FUNCTION site_note_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_site  constant bigint := (p_query ->> 'site')::bigint;
    v_limit constant integer := page_limit((p_query ->> 'limit')::integer);
    v_after site_note;
    v_ids   bigint[];
BEGIN
    PERFORM require_territory(p_actor, (SELECT territory_id FROM site
        WHERE id = v_site), 'site', v_site);
    SELECT * INTO v_after FROM site_note
    WHERE id = (p_query ->> 'after')::bigint AND site_id = v_site;
    v_ids := ARRAY(SELECT n.id FROM site_note n
        WHERE n.site_id = v_site AND (v_after.id IS NULL
            OR (n.at, n.id) < (v_after.at, v_after.id))
        ORDER BY n.at DESC, n.id DESC LIMIT v_limit + 1);
    RETURN list_answer((SELECT json_agg(site_note_json(n)
            ORDER BY n.at DESC, n.id DESC)
        FROM site_note n WHERE n.id = ANY (v_ids[:v_limit])), v_ids, p_query);
END
$$;
