-- SPDX-License-Identifier: MIT
-- Technicians by ascending id, a page at a time: {items, next}.

CREATE FUNCTION technician_list(p_actor bigint, p_territory bigint,
    p_limit integer, p_after bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_items json;
    v_last  bigint;
    v_count bigint;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF p_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = p_territory), 'territory', p_territory);
    END IF;
    SELECT json_agg(technician_json(t) ORDER BY t.id), max(t.id), count(*)
    INTO v_items, v_last, v_count
    FROM (SELECT * FROM technician i
        WHERE i.id > coalesce(p_after, 0)
            AND (p_territory IS NULL OR i.territory_id = p_territory)
            AND sees_territory(p_actor, i.territory_id)
        ORDER BY i.id LIMIT page_limit(p_limit)) t;
    RETURN json_build_object('items', coalesce(v_items, '[]'),
        'next', CASE WHEN v_count = page_limit(p_limit) THEN v_last END);
END
$$;
