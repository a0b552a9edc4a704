-- SPDX-License-Identifier: MIT
-- Say how a territory is planned: what is not said becomes the default.

CREATE FUNCTION policy_replace(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT * FROM policy_change(p_actor, p_request, p_id,
        p_version, p_body, true);
END
$$;
