-- SPDX-License-Identifier: MIT
-- A contact as the API shows it, and its row for a change: whoever sees the
-- customer.

CREATE FUNCTION contact_json(c contact) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', c.id, 'customer', c.customer_id,
        'name', c.name, 'phone', c.phone, 'email', c.email,
        'retired', c.retired_at IS NOT NULL, 'version', c.version)
$$;

CREATE FUNCTION contact_lock(p_actor bigint, p_id bigint) RETURNS contact
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v contact;
BEGIN
    SELECT * INTO v FROM contact WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL
        OR NOT customer_seen(v.customer_id, seen_territories(p_actor)) THEN
        PERFORM fail('CO404', format('there is no contact %s', p_id));
    END IF;
    RETURN v;
END
$$;

-- The customer that a contact or a site of the body belongs to. It is locked
-- against going away.
CREATE FUNCTION patch_customer(p_actor bigint, p_body jsonb, p_old bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id constant bigint :=
        patch_number(p_body, 'customer', p_old, 1, 9e18, true);
    v    customer;
BEGIN
    IF v_id = p_old THEN
        RETURN v_id;
    END IF;
    SELECT * INTO v FROM customer WHERE id = v_id FOR KEY SHARE;
    IF v.id IS NULL
        OR NOT customer_seen(v_id, seen_territories(p_actor)) THEN
        PERFORM fail('CO422', format('there is no customer %s', v_id),
            '/customer', 'unknown');
    ELSIF v.retired_at IS NOT NULL THEN
        PERFORM fail('CO422', format('the customer %s is retired', v_id),
            '/customer', 'retired');
    END IF;
    RETURN v_id;
END
$$;
