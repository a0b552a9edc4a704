-- SPDX-License-Identifier: MIT
-- Contacts (internal/list_page.sql).

CREATE FUNCTION contact_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees     constant bigint[] := seen_territories(p_actor);
    v_customer constant bigint := (p_query ->> 'customer')::bigint;
    v          record;
    v_ids      bigint[];
    v_keys     text[];
BEGIN
    SELECT * INTO v FROM list_query(p_query);
    SELECT array_agg(m.id), array_agg(m.key) INTO v_ids, v_keys
    FROM (SELECT c.id, CASE v.sort WHEN 'name' THEN lower(c.name) END AS key
        FROM contact c
        WHERE c.id > v.floor
            AND (v.retired IS NULL OR v.retired = (c.retired_at IS NOT NULL))
            AND (v_customer IS NULL OR c.customer_id = v_customer)
            AND lower(concat_ws(' ', c.name, c.phone, c.email))
                LIKE ALL (v.words)
            AND (v_sees IS NULL OR customer_seen(c.customer_id, v_sees))
            OR c.id = v.mark
        ORDER BY c.id LIMIT v.cut) m;
    v_ids := list_page(v_ids, v_keys, p_query);
    RETURN list_answer((SELECT json_agg(contact_json(c) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r JOIN contact c ON c.id = r.id),
        v_ids, p_query);
END
$$;
