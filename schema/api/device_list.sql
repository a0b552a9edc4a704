-- SPDX-License-Identifier: MIT
-- The devices of a technician, revoked ones too, a page at a time.

CREATE FUNCTION device_list(p_actor bigint, p_technician bigint,
    p_query jsonb DEFAULT '{}') RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_page bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_technician(p_actor, p_technician);
    v_page := ARRAY(SELECT d.id FROM device d
        WHERE d.technician_id = p_technician
            AND d.id > page_after(p_query)
        ORDER BY d.id LIMIT page_cut(p_query));
    RETURN list_answer((SELECT json_agg(device_json(d) ORDER BY d.id)
        FROM list_rows(v_page, p_query) r JOIN device d ON d.id = r.id),
        v_page, p_query);
END
$$;
