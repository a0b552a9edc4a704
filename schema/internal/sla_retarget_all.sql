-- SPDX-License-Identifier: MIT
-- Let the live clocks of a policy's jobs count on towards its targets as they
-- are now. Jobs whose promise is another one then are touched: their sheets
-- and boards show it.

CREATE FUNCTION sla_retarget_all(p_policy bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_jobs bigint[];
    v_was  jsonb;
    v_job  bigint;
BEGIN
    v_jobs := ARRAY(SELECT id FROM job
        WHERE sla_policy_id = p_policy AND completed_at IS NULL
            AND state <> 'cancelled'
        ORDER BY id FOR NO KEY UPDATE);
    v_was := sla_state(v_jobs);
    FOREACH v_job IN ARRAY v_jobs
    LOOP
        PERFORM sla_retarget(v_job);
    END LOOP;
    PERFORM visit_touch(ARRAY(SELECT s.key::bigint
        FROM jsonb_each(sla_state(v_jobs)) s
        WHERE s.value IS DISTINCT FROM v_was -> s.key));
END
$$;

-- Job -> what a sheet shows of its clocks.
CREATE FUNCTION sla_state(p_jobs bigint[]) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT coalesce(jsonb_object_agg(j.id, (SELECT jsonb_agg(
            jsonb_build_array(c.kind, c.state, c.due_at) ORDER BY c.kind)
        FROM sla_clock c WHERE c.job_id = j.id)), '{}')
    FROM unnest(p_jobs) j (id)
$$;
