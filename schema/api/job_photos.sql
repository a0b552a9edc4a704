-- SPDX-License-Identifier: MIT
-- The photos and signatures of a job, in the order in which they were taken;
-- also those whose bytes are still on the way (stored false).

CREATE FUNCTION job_photos(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', coalesce((SELECT json_agg(
            json_build_object('uid', p.uid, 'kind', p.kind,
                'visit', p.visit_id,
                'technician', json_build_object('id', t.id, 'name', t.name),
                'name', p.name, 'text', p.text, 'at', instant_text(p.at),
                'received_at', instant_text(p.received_at),
                'type', p.type, 'bytes', p.bytes, 'sha256', p.sha256,
                'stored', p.stored, 'stored_at', instant_text(p.stored_at))
            ORDER BY p.at, p.device_id, p.seq)
        FROM job_photos_of(ARRAY[p_id]) p
        JOIN technician t ON t.id = p.technician_id), '[]'));
END
$$;
