-- SPDX-License-Identifier: MIT
-- Delete a job type that no job ever had.

CREATE FUNCTION job_type_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        job_type;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    v := job_type_lock(p_id);
    PERFORM require_version('job type', p_id, v.version, p_version);
    PERFORM require_unused('job type', p_id, jsonb_build_object('job',
        (SELECT jsonb_agg(j.id) FROM (SELECT id FROM job
            WHERE job_type_id = p_id LIMIT 6) j)));
    v_before := job_type_json(v);
    DELETE FROM job_type WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'job_type', v_before, p_why);
END
$$;
