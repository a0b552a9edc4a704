-- SPDX-License-Identifier: MIT
-- Delete a customer without sites; its contacts go with it.

CREATE FUNCTION customer_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v customer;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v := customer_lock(p_actor, p_id);
    PERFORM require_version('customer', p_id, v.version, p_version);
    PERFORM require_unused('customer', p_id, jsonb_build_object('site',
        (SELECT jsonb_agg(s.id) FROM (SELECT id FROM site
            WHERE customer_id = p_id ORDER BY id LIMIT 6) s)));
    DELETE FROM customer WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'customer', customer_json(v),
        p_why);
END
$$;
