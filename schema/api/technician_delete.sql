-- SPDX-License-Identifier: MIT
-- Delete a technician who was made in error: nothing refers to her yet. Who
-- has worked leaves by the end of her employment instead.

CREATE FUNCTION technician_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v technician;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v := technician_lock(p_actor, p_id);
    PERFORM FROM technician t WHERE t.id = p_id FOR UPDATE;
    PERFORM require_version('technician', p_id, v.version, p_version);
    PERFORM require_unused('technician', p_id, jsonb_build_object(
        'visit', (SELECT jsonb_agg(k.id) FROM (SELECT id FROM visit
            WHERE technician_id = p_id LIMIT 6) k),
        'job', (SELECT jsonb_agg(k.job_id) FROM (SELECT job_id
            FROM job_technician WHERE technician_id = p_id LIMIT 6) k),
        'hold', (SELECT jsonb_agg(k.id) FROM (SELECT id FROM slot_hold
            WHERE technician_id = p_id LIMIT 6) k),
        'proposal', (SELECT jsonb_agg(k.id) FROM (SELECT DISTINCT
                proposal_id AS id FROM proposal_visit
            WHERE technician_id = p_id LIMIT 6) k),
        'device', (SELECT jsonb_agg(k.id) FROM (SELECT id FROM device
            WHERE technician_id = p_id LIMIT 6) k)));
    PERFORM master_gone(p_actor, p_request, 'technician', technician_json(v),
        p_why);
    DELETE FROM technician t WHERE t.id = p_id;
    DELETE FROM feed f USING feed_scope s
    WHERE s.kind = 'technician' AND s.object_id = p_id AND f.scope_id = s.id;
    DELETE FROM feed_scope s WHERE s.kind = 'technician' AND s.object_id = p_id;
END
$$;
