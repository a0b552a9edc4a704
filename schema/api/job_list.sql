-- SPDX-License-Identifier: MIT
-- Jobs by ascending id, a page at a time: {items, next}.

CREATE FUNCTION job_list(p_actor bigint, p_territory bigint, p_state text,
    p_limit integer, p_after bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ids bigint[];
BEGIN
    IF p_territory IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = p_territory), 'territory', p_territory);
    END IF;
    IF NOT EXISTS (SELECT FROM legal_state
        WHERE machine = 'job' AND state = coalesce(p_state, 'open')) THEN
        PERFORM fail('CO422', format('"%s" is no state of a job', p_state),
            '/state', 'state');
    END IF;
    v_ids := ARRAY(SELECT j.id FROM job j
        WHERE j.id > coalesce(p_after, 0)
            AND (p_territory IS NULL OR j.territory_id = p_territory)
            AND (p_state IS NULL OR j.state = p_state)
            AND sees_territory(p_actor, j.territory_id)
        ORDER BY j.id LIMIT page_limit(p_limit));
    RETURN json_build_object(
        'items', coalesce((SELECT json_agg(job_json(i) ORDER BY i)
            FROM unnest(v_ids) i), '[]'),
        'next', CASE WHEN cardinality(v_ids) = page_limit(p_limit)
            THEN v_ids[cardinality(v_ids)] END);
END
$$;
