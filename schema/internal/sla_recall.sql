-- SPDX-License-Identifier: MIT
-- A clock was ended by a report, and another report says that it ended at
-- another instant, or not at all (p_at NULL): judged as if that had come
-- first. See sla_settle() for p_bound.

CREATE FUNCTION sla_recall(p_job bigint, p_kind text, p_at timestamptz,
    p_bound boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock sla_clock;
BEGIN
    SELECT * INTO v_clock FROM sla_clock
    WHERE job_id = p_job AND kind = p_kind
        AND state IN ('met', 'missed', 'cancelled')
        AND ended_at IS DISTINCT FROM p_at;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE sla_clock_interval i SET during = tstzrange(lower(i.during),
        CASE WHEN p_at IS NOT NULL THEN greatest(p_at,
            lower(i.during) + interval '1 microsecond') END)
    WHERE i.clock_id = v_clock.id AND lower(i.during) = (SELECT
        max(lower(o.during)) FROM sla_clock_interval o
        WHERE o.clock_id = v_clock.id);
    UPDATE sla_clock SET ended_at = p_at,
        state = CASE WHEN p_at IS NULL THEN 'running'
            WHEN p_at <= due_at THEN 'met'
            WHEN p_bound THEN 'cancelled' ELSE 'missed' END
    WHERE id = v_clock.id;
    IF p_at IS NULL THEN
        PERFORM sla_milestones(ARRAY[p_job]);
    ELSE
        PERFORM sla_milestones_end(p_job, p_at);
    END IF;
END
$$;
