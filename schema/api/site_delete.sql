-- SPDX-License-Identifier: MIT
-- Delete a site where there never was a job.

CREATE FUNCTION site_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        site;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v := site_lock(p_actor, p_id);
    PERFORM require_version('site', p_id, v.version, p_version);
    PERFORM require_unused('site', p_id, jsonb_build_object('job',
        (SELECT jsonb_agg(j.id) FROM (SELECT id FROM job
            WHERE site_id = p_id ORDER BY id LIMIT 6) j),
        'asset', (SELECT jsonb_agg(a.id) FROM (SELECT id FROM asset
            WHERE site_id = p_id LIMIT 6) a),
        'hold', (SELECT jsonb_agg(h.id) FROM (SELECT id FROM slot_hold
            WHERE site_id = p_id LIMIT 6) h)));
    v_before := site_json(v);
    DELETE FROM site WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'site', v_before, p_why);
END
$$;
