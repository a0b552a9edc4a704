-- SPDX-License-Identifier: MIT
-- A new customer (p_id is NULL), or a change of one.

CREATE FUNCTION customer_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        customer;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    PERFORM body_keys(p_body, 'name', 'source', 'external_id', 'retired',
        'why');
    IF p_id IS NOT NULL THEN
        v := customer_lock(p_actor, p_id);
        PERFORM require_version('customer', p_id, v.version, p_version);
        v_before := customer_json(v);
    END IF;
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.source := coalesce(patch_text(p_body, 'source', v.source, 64),
        'callout');
    v.external_id := patch_text(p_body, 'external_id', v.external_id, 200);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO customer (name, source, external_id, retired_at)
            VALUES (v.name, v.source, v.external_id, v.retired_at)
            RETURNING * INTO v;
        ELSE
            UPDATE customer c SET name = v.name, source = v.source,
                external_id = v.external_id, retired_at = v.retired_at
            WHERE c.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('customer', p_body, 'external_id');
    END;
    PERFORM master_note(p_actor, p_request, 'customer', v_before,
        customer_json(v), p_body);
    RETURN QUERY SELECT customer_json(v), v.version;
END
$$;
