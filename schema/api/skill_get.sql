-- SPDX-License-Identifier: MIT
-- One skill.

CREATE FUNCTION skill_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT skill_json(s), s.version FROM skill s
    WHERE s.id = p_id;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no skill %s', p_id));
    END IF;
END
$$;
