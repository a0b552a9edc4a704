-- SPDX-License-Identifier: MIT
-- Start the clocks of jobs (at their creation, or import, in one call): one a
-- target of the policy at the job's priority, from the opening on. A job that
-- comes in completed has its clocks judged at once. Returns how many began.

CREATE FUNCTION sla_start(p_jobs bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_started bigint;
    v_job     record;
BEGIN
    WITH begun AS (
        INSERT INTO sla_clock (job_id, kind, target_min, due_at)
        SELECT j.id, g.kind, g.minutes, business_add(
            coalesce(p.calendar_id, t.calendar_id), t.zone, j.opened_at,
            g.minutes)
        FROM job j
        JOIN territory t ON t.id = j.territory_id
        JOIN sla_policy p ON p.id = j.sla_policy_id
        JOIN sla_target g
            ON g.policy_id = p.id AND g.priority = j.priority
        WHERE j.id = ANY (p_jobs)
        ON CONFLICT (job_id, kind) DO NOTHING
        RETURNING id, job_id
    ), running AS (
        INSERT INTO sla_clock_interval (clock_id, during, state)
        SELECT b.id, tstzrange(j.opened_at, NULL), 'running'
        FROM begun b JOIN job j ON j.id = b.job_id
    )
    SELECT count(*) INTO v_started FROM begun;
    PERFORM sla_milestones(p_jobs);

    FOR v_job IN SELECT id, completed_at FROM job
        WHERE id = ANY (p_jobs) AND state = 'completed' ORDER BY id
    LOOP
        PERFORM sla_settle(v_job.id, 'resolve', v_job.completed_at);
        PERFORM sla_settle(v_job.id, 'respond', v_job.completed_at, true);
    END LOOP;
    RETURN v_started;
END
$$;
