-- SPDX-License-Identifier: MIT
-- What a milestone does: the board and the outbox are told in any case; the
-- job, unless it is over, is raised by one priority (its targets stay: the
-- promise was made), or escalated to a level. The caller has locked the job.

CREATE FUNCTION sla_act(p_clock bigint, p_milestone bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_clock sla_clock;
    v_step  sla_milestone;
    v_old   job;
    v_new   job;
    v_why   text;
BEGIN
    SELECT * INTO v_clock FROM sla_clock WHERE id = p_clock;
    SELECT * INTO v_step FROM sla_milestone WHERE id = p_milestone;
    SELECT * INTO v_old FROM job WHERE id = v_clock.job_id;
    v_why := format('%s %% of the time to %s is used', v_step.percent,
        v_clock.kind);
    UPDATE job SET
        priority = CASE v_step.action WHEN 'raise_priority'
            THEN greatest(priority - 1, 1) ELSE priority END,
        escalation = CASE v_step.action WHEN 'escalate'
            THEN greatest(escalation, v_step.level) ELSE escalation END
    WHERE id = v_old.id AND v_step.action <> 'notify'
        AND state NOT IN ('completed', 'cancelled')
    RETURNING * INTO v_new;
    IF v_new.version > v_old.version THEN
        PERFORM audit_write(NULL, NULL, 'job.changed', 'job', v_old.id,
            jsonb_build_object('priority', v_old.priority,
                'escalation', v_old.escalation),
            jsonb_build_object('priority', v_new.priority,
                'escalation', v_new.escalation), v_why, 'system');
    END IF;
    INSERT INTO notice (at, territory_id, job_id, kind, text)
    VALUES (app_now(), v_old.territory_id, v_old.id, 'sla', v_why);
    INSERT INTO outbox (at, topic, body)
    VALUES (app_now(), 'sla.milestone', jsonb_build_object(
        'job', v_old.id, 'territory', v_old.territory_id,
        'title', v_old.title, 'clock', v_clock.kind,
        'due_at', instant_text(v_clock.due_at), 'percent', v_step.percent,
        'action', v_step.action, 'level', v_step.level,
        'priority', coalesce(v_new.priority, v_old.priority)));
END
$$;
