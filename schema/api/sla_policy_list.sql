-- SPDX-License-Identifier: MIT
-- SLA policies (internal/list_page.sql).

CREATE FUNCTION sla_policy_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v      record;
    v_ids  bigint[];
    v_keys text[];
BEGIN
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT x.id, CASE v.sort WHEN 'code' THEN lower(x.code)
            WHEN 'name' THEN lower(x.name) END AS key
        FROM sla_policy x
        WHERE x.id > v.floor
            AND (v.retired IS NULL OR v.retired = (x.retired_at IS NOT NULL))
            AND lower(x.code || ' ' || x.name) LIKE ALL (v.words)
            OR x.id = v.mark
        ORDER BY x.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(sla_policy_json(x) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r
        JOIN sla_policy x ON x.id = r.id), v_ids, p_query);
END
$$;
