-- SPDX-License-Identifier: MIT
-- A review with the reports that led to it.

CREATE FUNCTION review_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM review
        WHERE id = p_id), 'review', p_id);
    RETURN QUERY SELECT review_json(r), r.version FROM review r
    WHERE r.id = p_id;
END
$$;
