-- SPDX-License-Identifier: MIT
-- A customer as the API shows it; and who sees it: everybody, until it has
-- sites, then those who see one of them.

CREATE FUNCTION customer_json(c customer) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', c.id, 'name', c.name, 'source', c.source,
        'external_id', c.external_id, 'retired', c.retired_at IS NOT NULL,
        'version', c.version)
$$;

CREATE FUNCTION customer_seen(p_customer bigint, p_territories bigint[])
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT p_territories IS NULL
        OR NOT EXISTS (SELECT FROM site WHERE customer_id = p_customer)
        OR EXISTS (SELECT FROM site WHERE customer_id = p_customer
            AND territory_id = ANY (p_territories))
$$;

CREATE FUNCTION customer_lock(p_actor bigint, p_id bigint) RETURNS customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row customer;
BEGIN
    SELECT * INTO v_row FROM customer WHERE id = p_id FOR UPDATE;
    IF v_row.id IS NULL
        OR NOT customer_seen(p_id, seen_territories(p_actor)) THEN
        PERFORM fail('CO404', format('there is no customer %s', p_id));
    END IF;
    RETURN v_row;
END
$$;
