-- SPDX-License-Identifier: MIT
-- One SLA policy.

CREATE FUNCTION sla_policy_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT sla_policy_json(x), x.version FROM sla_policy x
    WHERE x.id = p_id;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no SLA policy %s', p_id));
    END IF;
END
$$;
