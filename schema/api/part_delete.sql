-- SPDX-License-Identifier: MIT
-- Delete a part that no van has and nothing needs.

CREATE FUNCTION part_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v part;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v := part_lock(p_id);
    PERFORM require_version('part', p_id, v.version, p_version);
    PERFORM require_unused('part', p_id, jsonb_build_object(
        'technician', (SELECT jsonb_agg(DISTINCT t.code)
            FROM (SELECT technician_id FROM technician_part
                WHERE part_id = p_id LIMIT 6) k
            JOIN technician t ON t.id = k.technician_id),
        'job type', (SELECT jsonb_agg(t.code)
            FROM (SELECT job_type_id FROM job_type_part
                WHERE part_id = p_id LIMIT 6) k
            JOIN job_type t ON t.id = k.job_type_id),
        'job', (SELECT jsonb_agg(k.job_id) FROM (SELECT job_id FROM job_part
            WHERE part_id = p_id LIMIT 6) k)));
    DELETE FROM part WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'part', part_json(v), p_why);
END
$$;
