-- SPDX-License-Identifier: MIT
-- Delete a contact that no site calls.

CREATE FUNCTION contact_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v contact;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v := contact_lock(p_actor, p_id);
    PERFORM require_version('contact', p_id, v.version, p_version);
    PERFORM require_unused('contact', p_id, jsonb_build_object('site',
        (SELECT jsonb_agg(s.id) FROM (SELECT id FROM site
            WHERE contact_id = p_id ORDER BY id LIMIT 6) s)));
    DELETE FROM contact WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'contact', contact_json(v),
        p_why);
END
$$;
