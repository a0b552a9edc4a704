-- SPDX-License-Identifier: MIT
-- A visit of the job was completed (or, p_anew false, completed a little
-- later). What the job comes to is read from all of its visits, so it does not
-- depend on which of them was reported first: the last one fixed it, and
-- nobody else is on it, the job is completed (a job of several days: when each
-- of them is done) and its last promise judged; with another outcome it needs
-- another visit (job_follow.sql opens it).

CREATE FUNCTION job_report(p_job bigint, p_anew boolean DEFAULT true)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_last visit;
    v_done boolean;
BEGIN
    SELECT * INTO v_last FROM visit v
    WHERE v.job_id = p_job AND v.state = 'completed'
    ORDER BY v.ended_at DESC NULLS LAST, v.id DESC LIMIT 1;
    v_done := v_last.outcome = 'fixed' AND NOT EXISTS (SELECT FROM visit v
            WHERE v.job_id = p_job AND visit_live(v.state))
        AND (SELECT k.days = 1 OR k.days <= job_days_done(k) FROM job k
            WHERE k.id = p_job);
    -- A job that somebody opened again stays open.
    UPDATE job j SET outcome = v_last.outcome,
        parts_expected_at = CASE WHEN v_last.outcome <> 'no_part'
            THEN j.parts_expected_at END,
        state = CASE WHEN v_done THEN 'completed'
            WHEN j.state = 'completed' THEN 'open' ELSE j.state END,
        hold_reason = CASE WHEN NOT v_done THEN j.hold_reason END,
        completed_at = CASE WHEN v_done THEN v_last.ended_at END
    WHERE j.id = p_job AND (p_anew OR j.state = 'completed');
    IF v_done AND FOUND THEN
        PERFORM sla_settle(p_job, 'resolve', v_last.ended_at);
        PERFORM sla_settle(p_job, 'respond', v_last.ended_at, true);
    END IF;
END
$$;
