-- SPDX-License-Identifier: MIT
-- Clocks of a job have stopped at an instant: milestones that they would have
-- reached later are due at no time. Those that they had reached and nobody has
-- acted on yet (no daemon was there) stay due: each fires once.

CREATE FUNCTION sla_milestones_end(p_job bigint, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE sla_clock_milestone cm SET due_at = NULL
    FROM sla_clock c
    WHERE c.job_id = p_job AND c.state <> 'running' AND cm.clock_id = c.id
        AND cm.fired_at IS NULL AND cm.due_at > p_at;
END
$$;
