-- SPDX-License-Identifier: MIT
-- Which proposals a list has, the latest first: as many as a page takes, or all
-- of them where another order is asked for.

CREATE FUNCTION proposals_found(p_actor bigint, p_query jsonb)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sees constant bigint[] := seen_territories(p_actor);
BEGIN
    RETURN ARRAY(SELECT p.id FROM proposal p
        WHERE (p_query -> 'after' IS NULL
                OR p.id < (p_query ->> 'after')::bigint)
            AND (p_query -> 'territory' IS NULL
                OR p.territory_id = (p_query ->> 'territory')::bigint)
            AND (p_query -> 'state' IS NULL OR p.state = p_query ->> 'state')
            AND (p_query -> 'kind' IS NULL OR p.kind = p_query ->> 'kind')
            AND (v_sees IS NULL OR p.territory_id = ANY (v_sees))
        ORDER BY p.id DESC
        LIMIT CASE WHEN p_query ->> 'sort' = '-id'
            THEN page_cut(p_query) END);
END
$$;
