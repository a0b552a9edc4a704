-- SPDX-License-Identifier: MIT
-- What dispatchers should look at, the newest first, a page at a time: {items,
-- next}. The query has territory, seen (true: those that somebody has seen;
-- false: that nobody has), kind, limit, after.

CREATE FUNCTION notice_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory constant bigint := p_query ->> 'territory';
    v_seen      constant boolean := p_query ->> 'seen';
    v_kind      constant text := p_query ->> 'kind';
    v_limit     constant integer := page_limit((p_query ->> 'limit')::integer);
    v_after     constant bigint := coalesce(p_query ->> 'after', '0');
    v_items json;
    v_last  bigint;
    v_count bigint;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    SELECT json_agg(notice_json(o) ORDER BY o.id DESC), min(o.id), count(*)
    INTO v_items, v_last, v_count
    FROM (SELECT * FROM notice i
        WHERE (v_after = 0 OR i.id < v_after)
            AND (v_kind IS NULL OR i.kind = v_kind)
            AND (v_territory IS NULL OR i.territory_id = v_territory)
            AND (v_seen IS NULL OR (i.seen_at IS NOT NULL) = v_seen)
            AND sees_territory(p_actor, i.territory_id)
        ORDER BY i.id DESC LIMIT v_limit) o;
    RETURN json_build_object('items', coalesce(v_items, '[]'),
        'next', CASE WHEN v_count = v_limit THEN v_last END);
END
$$;
