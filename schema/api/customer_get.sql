-- SPDX-License-Identifier: MIT
-- One customer.

CREATE FUNCTION customer_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT customer_json(c), c.version FROM customer c
    WHERE c.id = p_id AND customer_seen(c.id, seen_territories(p_actor));
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no customer %s', p_id));
    END IF;
END
$$;
