-- SPDX-License-Identifier: MIT
-- Assets (internal/list_page.sql).

CREATE FUNCTION asset_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees constant bigint[] := seen_territories(p_actor);
    v_site constant bigint := (p_query ->> 'site')::bigint;
    v      record;
    v_ids  bigint[];
    v_keys text[];
BEGIN
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT a.id, CASE v.sort WHEN 'name' THEN lower(a.name)
            WHEN 'serial' THEN lower(a.serial) END AS key
        FROM asset a
        WHERE a.id > v.floor
            AND (v.retired IS NULL OR v.retired = (a.retired_at IS NOT NULL))
            AND (v_site IS NULL OR a.site_id = v_site)
            AND lower(concat_ws(' ', a.name, a.model, a.serial,
                a.external_id)) LIKE ALL (v.words)
            AND (v_sees IS NULL OR EXISTS (SELECT FROM site s
                WHERE s.id = a.site_id AND s.territory_id = ANY (v_sees)))
            OR a.id = v.mark
        ORDER BY a.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(asset_json(a) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN asset a ON a.id = r.id),
        v_ids, p_query);
END
$$;
