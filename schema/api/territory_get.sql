-- SPDX-License-Identifier: MIT
-- One territory.

CREATE FUNCTION territory_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v territory;
BEGIN
    SELECT * INTO v FROM territory t WHERE t.id = p_id;
    PERFORM require_territory(p_actor, v.id, 'territory', p_id);
    RETURN QUERY SELECT territory_whole_json(v), v.version;
END
$$;
