-- SPDX-License-Identifier: MIT
-- Work out anew when the running clocks of jobs are due and when they reach
-- their milestones.

CREATE FUNCTION sla_refresh(p_jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE sla_clock c SET due_at = d.due_at
    FROM (SELECT k.id, sla_reach(k.id, k.target_min) AS due_at
        FROM sla_clock k
        WHERE k.job_id = ANY (p_jobs) AND k.state = 'running') d
    WHERE c.id = d.id AND c.due_at IS DISTINCT FROM d.due_at;
    PERFORM sla_milestones(p_jobs);
END
$$;
