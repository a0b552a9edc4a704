-- SPDX-License-Identifier: MIT
-- Work out anew when the running clocks of jobs are due and when they reach
-- their milestones. Returns the jobs that are due at another time.

CREATE FUNCTION sla_refresh(p_jobs bigint[]) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock record;
    v_moved bigint[];
BEGIN
    SELECT array_agg(k.id ORDER BY k.id) AS ids,
        array_agg(k.target_min::numeric ORDER BY k.id) AS minutes
    INTO v_clock
    FROM sla_clock k WHERE k.job_id = ANY (p_jobs) AND k.state = 'running';
    WITH moved AS (
        UPDATE sla_clock c SET due_at = d.at
        FROM sla_reaches(v_clock.ids, v_clock.minutes) d
        WHERE c.id = v_clock.ids[d.n] AND c.due_at IS DISTINCT FROM d.at
        RETURNING c.job_id
    )
    SELECT array_agg(DISTINCT m.job_id) INTO v_moved FROM moved m;
    PERFORM sla_milestones(p_jobs);
    RETURN v_moved;
END
$$;
