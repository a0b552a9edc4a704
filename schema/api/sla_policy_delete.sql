-- SPDX-License-Identifier: MIT
-- Delete an SLA policy that no job type and no job has.

CREATE FUNCTION sla_policy_delete(p_actor bigint, p_request text,
    p_id bigint, p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        sla_policy;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    v := sla_policy_lock(p_id);
    PERFORM require_version('SLA policy', p_id, v.version, p_version);
    PERFORM require_unused('SLA policy', p_id, jsonb_build_object(
        'job type', (SELECT jsonb_agg(t.code ORDER BY t.code)
            FROM job_type t WHERE t.sla_policy_id = p_id),
        'job', (SELECT jsonb_agg(j.id) FROM (SELECT id FROM job
            WHERE sla_policy_id = p_id LIMIT 6) j)));
    v_before := sla_policy_json(v);
    DELETE FROM sla_policy WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'sla_policy', v_before, p_why);
END
$$;
