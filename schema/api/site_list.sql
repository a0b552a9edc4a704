-- SPDX-License-Identifier: MIT
-- Sites (internal/list_page.sql).

CREATE FUNCTION site_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees      constant bigint[] := seen_territories(p_actor);
    v_territory constant bigint := (p_query ->> 'territory')::bigint;
    v_customer  constant bigint := (p_query ->> 'customer')::bigint;
    v           record;
    v_ids       bigint[];
    v_keys      text[];
BEGIN
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT s.id, CASE v.sort WHEN 'name' THEN lower(s.name)
            WHEN 'address' THEN lower(s.address) END AS key
        FROM site s
        WHERE s.id > v.floor
            AND (v.retired IS NULL OR v.retired = (s.retired_at IS NOT NULL))
            AND (v_territory IS NULL OR s.territory_id = v_territory)
            AND (v_customer IS NULL OR s.customer_id = v_customer)
            AND lower(concat_ws(' ', s.name, s.address, s.external_id))
                LIKE ALL (v.words)
            AND (v_sees IS NULL OR s.territory_id = ANY (v_sees))
            OR s.id = v.mark
        ORDER BY s.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(site_json(s) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN site s ON s.id = r.id),
        v_ids, p_query);
END
$$;
