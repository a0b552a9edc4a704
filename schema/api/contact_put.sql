-- SPDX-License-Identifier: MIT
-- A new contact of a customer (p_id is NULL), or a change of one.

CREATE FUNCTION contact_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        contact;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    PERFORM body_keys(p_body, 'customer', 'name', 'phone', 'email', 'retired',
        'why');
    IF p_id IS NOT NULL THEN
        v := contact_lock(p_actor, p_id);
        PERFORM require_version('contact', p_id, v.version, p_version);
        v_before := contact_json(v);
    END IF;
    v.customer_id := patch_customer(p_actor, p_body, v.customer_id);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.phone := patch_text(p_body, 'phone', v.phone, 50);
    v.email := patch_text(p_body, 'email', v.email, 254);
    v.retired_at := patch_retired(p_body, v.retired_at);
    IF EXISTS (SELECT FROM site WHERE contact_id = p_id
        AND customer_id <> v.customer_id) THEN
        PERFORM fail('CO422', 'a site of the old customer calls this contact:'
            ' make another contact there', '/customer', 'in_use');
    END IF;
    IF p_id IS NULL THEN
        INSERT INTO contact (customer_id, name, phone, email, retired_at)
        VALUES (v.customer_id, v.name, v.phone, v.email, v.retired_at)
        RETURNING * INTO v;
    ELSE
        UPDATE contact c SET customer_id = v.customer_id, name = v.name,
            phone = v.phone, email = v.email, retired_at = v.retired_at
        WHERE c.id = p_id RETURNING * INTO v;
    END IF;
    PERFORM master_note(p_actor, p_request, 'contact', v_before,
        contact_json(v), p_body);
    RETURN QUERY SELECT contact_json(v), v.version;
END
$$;
