-- SPDX-License-Identifier: MIT
-- One contact.

CREATE FUNCTION contact_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT contact_json(c), c.version FROM contact c
    WHERE c.id = p_id
        AND customer_seen(c.customer_id, seen_territories(p_actor));
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no contact %s', p_id));
    END IF;
END
$$;
