-- SPDX-License-Identifier: MIT
-- Proposals without their changes, a page at a time, the latest first unless
-- another order is asked for. p_query: territory, state, kind, and what
-- list_page() takes.

CREATE FUNCTION proposal_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory constant bigint := p_query ->> 'territory';
    v_page      bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    p_query := '{"sort": "-id"}' || p_query;
    IF p_query ->> 'sort' = '-id' THEN
        v_page := proposals_found(p_actor, p_query);
    ELSE
        v_page := (SELECT list_page(array_agg(p.id), array_agg(
                CASE ltrim(p_query ->> 'sort', '-')
                    WHEN 'day' THEN sort_key(lower(p.horizon))
                    WHEN 'state' THEN p.state END), p_query)
            FROM proposal p
            WHERE p.id = ANY (proposals_found(p_actor, p_query - 'after')));
    END IF;
    RETURN list_answer((SELECT json_agg(proposal_json(p, false)
                ORDER BY r.nth)
            FROM list_rows(v_page, p_query) r JOIN proposal p ON p.id = r.id),
        v_page, p_query);
END
$$;
