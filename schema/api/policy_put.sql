-- SPDX-License-Identifier: MIT
-- Change how a territory is planned: the keys that are there. A rule of the list
-- without mode and weight is as everywhere again.

CREATE FUNCTION policy_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT * FROM policy_change(p_actor, p_request, p_id,
        p_version, p_body, false);
END
$$;
