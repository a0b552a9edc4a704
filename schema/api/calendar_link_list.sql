-- SPDX-License-Identifier: MIT
-- The calendar links of a technician, revoked ones too, a page at a time.

CREATE FUNCTION calendar_link_list(p_actor bigint, p_technician bigint,
    p_query jsonb DEFAULT '{}') RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_page bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_technician(p_actor, p_technician);
    v_page := ARRAY(SELECT l.id FROM calendar_link l
        WHERE l.technician_id = p_technician
            AND l.id > page_after(p_query)
        ORDER BY l.id LIMIT page_cut(p_query));
    RETURN list_answer((SELECT json_agg(calendar_link_json(l) ORDER BY l.id)
        FROM list_rows(v_page, p_query) r JOIN calendar_link l ON l.id = r.id),
        v_page, p_query);
END
$$;
