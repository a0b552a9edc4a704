-- SPDX-License-Identifier: MIT
-- Lock a job that the actor sees. Everybody who changes a job or its visits
-- locks the job first (in ascending id), then technicians, then (at the
-- commit) scopes.

CREATE FUNCTION job_lock(p_actor bigint, p_id bigint) RETURNS job
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_job job;
BEGIN
    SELECT * INTO v_job FROM job WHERE id = p_id FOR NO KEY UPDATE;
    PERFORM require_territory(p_actor, v_job.territory_id, 'job', p_id);
    RETURN v_job;
END
$$;
