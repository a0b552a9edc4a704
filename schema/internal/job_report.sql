-- SPDX-License-Identifier: MIT
-- A visit of the job was completed: fixed, and nobody else is on it, the job
-- is completed (a job of several days: when each of them is done) and its last
-- promise judged; with another outcome it needs
-- another visit (job_follow.sql opens it).

CREATE FUNCTION job_report(p_job bigint, p_outcome text, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE job j SET outcome = p_outcome,
        parts_expected_at = CASE WHEN p_outcome <> 'no_part'
            THEN j.parts_expected_at END,
        state = CASE WHEN d.done THEN 'completed' ELSE j.state END,
        completed_at = CASE WHEN d.done THEN p_at ELSE j.completed_at END
    FROM (SELECT p_outcome = 'fixed' AND NOT EXISTS (SELECT FROM visit v
            WHERE v.job_id = p_job AND visit_live(v.state))
        AND (SELECT k.days = 1 OR k.days <= job_days_done(k) FROM job k
            WHERE k.id = p_job) AS done) d
    WHERE j.id = p_job;
    IF EXISTS (SELECT FROM job WHERE id = p_job AND state = 'completed') THEN
        PERFORM sla_settle(p_job, 'resolve', p_at);
        PERFORM sla_settle(p_job, 'respond', p_at, true);
    END IF;
END
$$;
