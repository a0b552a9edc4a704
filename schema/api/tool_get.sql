-- SPDX-License-Identifier: MIT
-- One tool.

CREATE FUNCTION tool_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT tool_json(s), s.version FROM tool s
    WHERE s.id = p_id;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no tool %s', p_id));
    END IF;
END
$$;
