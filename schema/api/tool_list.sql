-- SPDX-License-Identifier: MIT
-- Tools (internal/list_page.sql).

CREATE FUNCTION tool_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v      record;
    v_ids  bigint[];
    v_keys text[];
BEGIN
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT s.id, CASE v.sort WHEN 'code' THEN lower(s.code)
            WHEN 'name' THEN lower(s.name) END AS key
        FROM tool s
        WHERE s.id > v.floor
            AND (v.retired IS NULL OR v.retired = (s.retired_at IS NOT NULL))
            AND lower(s.code || ' ' || s.name) LIKE ALL (v.words)
            OR s.id = v.mark
        ORDER BY s.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(tool_json(s) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN tool s ON s.id = r.id),
        v_ids, p_query);
END
$$;
