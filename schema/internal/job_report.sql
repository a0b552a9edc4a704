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
    v_was     boolean;
    v_last    visit;
    v_done    boolean;
    v_arrived boolean;
BEGIN
    SELECT state = 'completed' INTO v_was FROM job WHERE id = p_job;
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
    IF NOT FOUND OR NOT (v_done OR v_was) THEN
        RETURN;
    END IF;
    v_arrived := EXISTS (SELECT FROM visit v
        WHERE v.job_id = p_job AND v.on_site_at IS NOT NULL);
    IF v_done THEN
        PERFORM sla_settle(p_job, 'resolve', v_last.ended_at);
        PERFORM sla_settle(p_job, 'respond', v_last.ended_at, true);
    END IF;
    IF v_was THEN       -- it was completed already: at another time, or not
        PERFORM sla_recall(p_job, 'resolve',
            CASE WHEN v_done THEN v_last.ended_at END);
        IF NOT v_arrived THEN
            PERFORM sla_recall(p_job, 'respond',
                CASE WHEN v_done THEN v_last.ended_at END, true);
        END IF;
    END IF;
END
$$;
