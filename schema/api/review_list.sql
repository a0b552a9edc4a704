-- SPDX-License-Identifier: MIT
-- What a person has to decide on, the newest first, a page at a time: {items,
-- next}. The query has territory, state, kind, job, limit, after.

CREATE FUNCTION review_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory constant bigint := p_query ->> 'territory';
    v_state     constant text := p_query ->> 'state';
    v_kind      constant text := p_query ->> 'kind';
    v_job       constant bigint := p_query ->> 'job';
    v_after     constant bigint := page_after(p_query);
    v_sees      constant bigint[] := seen_territories(p_actor);
    v_page bigint[];
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    IF v_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_territory), 'territory', v_territory);
    END IF;
    v_page := ARRAY(SELECT r.id FROM review r
        WHERE (v_after = 0 OR r.id < v_after)
            AND (v_kind IS NULL OR r.kind = v_kind)
            AND (v_state IS NULL OR r.state = v_state)
            AND (v_job IS NULL OR r.job_id = v_job)
            AND (v_territory IS NULL OR r.territory_id = v_territory)
            AND (v_sees IS NULL OR r.territory_id = ANY (v_sees))
        ORDER BY r.id DESC LIMIT page_cut(p_query));
    RETURN list_answer((SELECT json_agg(review_head(v) ORDER BY r.nth)
        FROM list_rows(v_page, p_query) r JOIN review v ON v.id = r.id),
        v_page, p_query);
END
$$;
