-- SPDX-License-Identifier: MIT
-- The territories that the actor sees: all of them by code, for the command
-- line; and in pages (internal/list_page.sql).

CREATE FUNCTION territory_list(p_actor bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(territory_json(t) ORDER BY t.code), '[]')
        FROM territory t WHERE sees_territory(p_actor, t.id));
END
$$;

CREATE FUNCTION territory_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees constant bigint[] := seen_territories(p_actor);
    v      record;
    v_ids  bigint[];
    v_keys text[];
BEGIN
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT t.id, CASE v.sort WHEN 'code' THEN lower(t.code)
            WHEN 'name' THEN lower(t.name) END AS key
        FROM territory t
        WHERE t.id > v.floor
            AND (v.retired IS NULL OR v.retired = (t.retired_at IS NOT NULL))
            AND lower(t.code || ' ' || t.name) LIKE ALL (v.words)
            AND (v_sees IS NULL OR t.id = ANY (v_sees))
            OR t.id = v.mark
        ORDER BY t.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(territory_whole_json(t)
            ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN territory t ON t.id = r.id),
        v_ids, p_query);
END
$$;
