-- SPDX-License-Identifier: MIT
-- A new job type (p_id is NULL), or a change of one: jobs that are there keep
-- what it gave them, but for its name on their sheets.

CREATE FUNCTION job_type_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        job_type;
    v_before json;
    v_moved  boolean;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    PERFORM body_keys(p_body, 'code', 'name', 'duration_min', 'priority',
        'sla_policy', 'skills', 'tools', 'parts', 'tasks', 'retired',
        'why');
    IF p_id IS NOT NULL THEN
        v := job_type_lock(p_id);
        PERFORM require_version('job type', p_id, v.version, p_version);
        v_before := job_type_json(v);
    END IF;
    v.code := patch_text(p_body, 'code', v.code, 120, true);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.duration_min := patch_number(p_body, 'duration_min', v.duration_min, 1,
        14400, true);
    v.priority := coalesce(patch_number(p_body, 'priority', v.priority, 1, 5,
        v.priority IS NOT NULL), 3);
    v.sla_policy_id := patch_sla_policy(p_body, v.sla_policy_id);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO job_type (code, name, duration_min, priority,
                sla_policy_id, retired_at)
            VALUES (v.code, v.name, v.duration_min, v.priority,
                v.sla_policy_id, v.retired_at)
            RETURNING * INTO v;
            PERFORM job_type_lists_put(v.id, p_body);
        ELSE
            v_moved := job_type_lists_put(p_id, p_body);
            UPDATE job_type t SET code = v.code, name = v.name,
                duration_min = v.duration_min, priority = v.priority,
                sla_policy_id = v.sla_policy_id, retired_at = v.retired_at,
                version = t.version + v_moved::integer
            WHERE t.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('job type', p_body, 'code');
    END;
    PERFORM master_note(p_actor, p_request, 'job_type', v_before,
        job_type_json(v), p_body);
    RETURN QUERY SELECT job_type_json(v), v.version;
END
$$;
