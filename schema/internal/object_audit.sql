-- SPDX-License-Identifier: MIT
-- The trail of one object, oldest first, a page at a time: {limit, after} is
-- p_query. The caller has checked that the reader sees the object.

CREATE FUNCTION object_audit(p_kind text, p_id bigint,
    p_query jsonb DEFAULT '{}') RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN trail_page(ARRAY(SELECT a.id FROM audit a
        WHERE a.object_kind = p_kind AND a.object_id = p_id
            AND a.id > page_after(p_query)
        ORDER BY a.id LIMIT page_cut(p_query)), p_query);
END
$$;

-- p_ids: up to page_cut() of them.
CREATE FUNCTION trail_page(p_ids bigint[], p_query jsonb) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT list_answer((SELECT json_agg(audit_json(a) ORDER BY a.id)
        FROM list_rows(p_ids, p_query) r JOIN audit a ON a.id = r.id),
        p_ids, p_query)
$$;
