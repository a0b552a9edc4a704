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
    v_after     constant bigint := nullif(page_after(p_query), 0);
    v_sees      constant bigint[] := seen_territories(p_actor);
    v_page      bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    v_page := ARRAY(SELECT i.id FROM notice i
        WHERE (v_after IS NULL OR i.id < v_after)
            AND (v_kind IS NULL OR i.kind = v_kind)
            AND (v_territory IS NULL OR i.territory_id = v_territory)
            AND (v_seen IS NULL OR (i.seen_at IS NOT NULL) = v_seen)
            AND (v_sees IS NULL OR i.territory_id = ANY (v_sees))
        ORDER BY i.id DESC LIMIT page_cut(p_query));
    RETURN list_answer((SELECT json_agg(notice_json(i) ORDER BY r.nth)
        FROM list_rows(v_page, p_query) r JOIN notice i ON i.id = r.id),
        v_page, p_query);
END
$$;
