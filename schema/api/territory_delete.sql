-- SPDX-License-Identifier: MIT
-- Delete a territory that has nothing in it.

CREATE FUNCTION territory_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        territory;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    v := territory_lock(p_actor, p_id);
    PERFORM require_version('territory', p_id, v.version, p_version);
    PERFORM require_unused('territory', p_id, jsonb_build_object(
        'technician', (SELECT jsonb_agg(t.code) FROM (SELECT code
            FROM technician WHERE territory_id = p_id LIMIT 6) t),
        'site', (SELECT jsonb_agg(s.id) FROM (SELECT id FROM site
            WHERE territory_id = p_id LIMIT 6) s),
        'job', (SELECT jsonb_agg(j.id) FROM (SELECT id FROM job
            WHERE territory_id = p_id LIMIT 6) j),
        'hold', (SELECT jsonb_agg(h.id) FROM (SELECT id FROM slot_hold
            WHERE territory_id = p_id LIMIT 6) h),
        'proposal', (SELECT jsonb_agg(o.id) FROM (SELECT id FROM proposal
            WHERE territory_id = p_id LIMIT 6) o),
        'user', (SELECT jsonb_agg(u.login) FROM app_user_territory a
            JOIN app_user u ON u.id = a.user_id
            WHERE a.territory_id = p_id)));
    v_before := territory_whole_json(v);
    UPDATE territory SET version = version + 1 WHERE id IN (
        SELECT neighbour_id FROM territory_neighbour
        WHERE territory_id = p_id);
    DELETE FROM territory WHERE id = p_id;
    DELETE FROM feed WHERE scope_id IN (SELECT s.id FROM feed_scope s
        WHERE s.object_id = p_id AND s.kind <> 'technician');
    DELETE FROM feed_scope WHERE object_id = p_id AND kind <> 'technician';
    PERFORM master_gone(p_actor, p_request, 'territory', v_before, p_why);
END
$$;
