-- SPDX-License-Identifier: MIT
-- When running clocks reach the milestones of their policies. What was fired
-- stays fired; a milestone that the policy no longer has is due at no time.

CREATE FUNCTION sla_milestones(p_jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach record;
BEGIN
    UPDATE sla_clock_milestone cm SET due_at = NULL
    FROM sla_clock c
    JOIN job j ON j.id = c.job_id
    WHERE c.job_id = ANY (p_jobs) AND cm.clock_id = c.id
        AND cm.due_at IS NOT NULL AND cm.fired_at IS NULL
        AND NOT EXISTS (SELECT FROM sla_milestone m
            WHERE m.id = cm.milestone_id AND m.policy_id = j.sla_policy_id);
    SELECT array_agg(c.id ORDER BY c.id, m.id) AS clocks,
        array_agg(m.id ORDER BY c.id, m.id) AS milestones,
        array_agg(c.target_min * m.percent / 100.0 ORDER BY c.id, m.id)
            AS minutes
    INTO v_reach
    FROM sla_clock c
    JOIN job j ON j.id = c.job_id
    JOIN sla_milestone m ON m.policy_id = j.sla_policy_id AND m.kind = c.kind
    WHERE c.job_id = ANY (p_jobs) AND c.state = 'running';
    IF v_reach.clocks IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO sla_clock_milestone AS cm (clock_id, milestone_id, due_at)
    SELECT v_reach.clocks[r.n], v_reach.milestones[r.n], r.at
    FROM sla_reaches(v_reach.clocks, v_reach.minutes) r
    ON CONFLICT (clock_id, milestone_id) DO UPDATE
    SET due_at = EXCLUDED.due_at
    WHERE cm.fired_at IS NULL AND cm.due_at IS DISTINCT FROM EXCLUDED.due_at;
END
$$;
