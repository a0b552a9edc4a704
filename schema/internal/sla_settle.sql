-- SPDX-License-Identifier: MIT
-- A fact ends a clock: arrival the respond clock, completion the resolve
-- clock. Met when it was in time or the clock was paused. A latest possible
-- instant (p_bound) can only prove that it was in time: else nobody knows, and
-- the clock is cancelled.

CREATE FUNCTION sla_settle(p_job bigint, p_kind text, p_at timestamptz,
    p_bound boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock bigint;
BEGIN
    UPDATE sla_clock SET ended_at = p_at,
        due_at = coalesce(due_at, p_at),
        state = CASE WHEN due_at IS NULL OR p_at <= due_at THEN 'met'
            WHEN p_bound THEN 'cancelled' ELSE 'missed' END
    WHERE job_id = p_job AND kind = p_kind AND state IN ('running', 'paused')
    RETURNING id INTO v_clock;
    IF v_clock IS NOT NULL THEN
        PERFORM sla_interval_end(v_clock, p_at);
        PERFORM sla_milestones_end(p_job, p_at);
    END IF;
END
$$;
