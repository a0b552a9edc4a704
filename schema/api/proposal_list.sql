-- SPDX-License-Identifier: MIT
-- Proposals without their changes, the latest first, a page at a time:
-- {items, next}; p_after is the `next` of the page before.

CREATE FUNCTION proposal_list(p_actor bigint, p_territory bigint,
    p_state text, p_kind text, p_limit integer, p_after bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ids bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF p_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = p_territory), 'territory', p_territory);
    END IF;
    v_ids := ARRAY(SELECT p.id FROM proposal p
        WHERE (p_after IS NULL OR p.id < p_after)
            AND (p_territory IS NULL OR p.territory_id = p_territory)
            AND (p_state IS NULL OR p.state = p_state)
            AND (p_kind IS NULL OR p.kind = p_kind)
            AND sees_territory(p_actor, p.territory_id)
        ORDER BY p.id DESC LIMIT page_limit(p_limit));
    RETURN json_build_object(
        'items', coalesce((SELECT json_agg(proposal_json(p, false)
                ORDER BY p.id DESC)
            FROM proposal p WHERE p.id = ANY (v_ids)), '[]'),
        'next', CASE WHEN cardinality(v_ids) = page_limit(p_limit)
            THEN v_ids[cardinality(v_ids)] END);
END
$$;
