-- SPDX-License-Identifier: MIT
-- Carry out what is left open of a proposal: three statements for the visits,
-- one for the jobs, one for the trail, however many they are. The overlap is
-- judged once, at the end.

CREATE FUNCTION proposal_apply(p_id bigint, p_positions integer[],
    p_state text, p_actor bigint, p_request text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_jobs bigint[];
BEGIN
    SET CONSTRAINTS visit_no_overlap DEFERRED;
    UPDATE visit v SET state = 'cancelled', ended_at = app_now()
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op = 'remove'
        AND (p_positions IS NULL OR p.position = ANY (p_positions))
        AND v.id = p.visit_id;
    UPDATE visit v SET technician_id = p.technician_id, planned = p.planned,
        travel_s = p.travel_s,
        state = CASE WHEN v.state = 'planned' THEN p_state
            ELSE 'dispatched' END
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op = 'move'
        AND (p_positions IS NULL OR p.position = ANY (p_positions))
        AND v.id = p.visit_id;
    WITH fresh AS MATERIALIZED (
        SELECT p.position, p.job_id, p.technician_id, p.planned, p.travel_s,
            nextval(pg_get_serial_sequence('visit', 'id')) AS visit_id
        FROM proposal_visit p
        WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op = 'add'
            AND (p_positions IS NULL OR p.position = ANY (p_positions))
        ORDER BY p.technician_id, p.planned
    ), made AS (
        INSERT INTO visit (id, job_id, technician_id, state, planned,
            travel_s, created_at, revised_at)
        OVERRIDING SYSTEM VALUE
        SELECT f.visit_id, f.job_id, f.technician_id, p_state, f.planned,
            f.travel_s, app_now(), app_now()
        FROM fresh f
    )
    UPDATE proposal_visit p SET visit_id = f.visit_id
    FROM fresh f WHERE p.proposal_id = p_id AND p.position = f.position;
    SET CONSTRAINTS visit_no_overlap IMMEDIATE;

    WITH done AS (
        UPDATE proposal_visit p SET verdict = 'accepted'
        WHERE p.proposal_id = p_id AND p.verdict = 'open'
            AND (p_positions IS NULL OR p.position = ANY (p_positions))
        RETURNING p.*
    ), trail AS (
        INSERT INTO audit (at, actor_kind, actor_id, action, object_kind,
            object_id, after, request)
        SELECT app_now(), CASE WHEN p_actor IS NULL THEN 'command'
                ELSE 'user' END, p_actor, a.action, 'visit', d.visit_id,
            jsonb_build_object('proposal', p_id, 'job', d.job_id,
                'technician_id', d.technician_id, 'planned', d.planned,
                'state', CASE d.op WHEN 'remove' THEN 'cancelled'
                    ELSE p_state END), p_request
        FROM done d JOIN (VALUES ('add', 'visit.assigned'),
            ('move', 'visit.moved'), ('remove', 'visit.unassigned'))
            a (op, action) ON a.op = d.op
    )
    SELECT array_agg(d.job_id ORDER BY d.job_id) INTO v_jobs FROM done d;
    PERFORM job_follow(v_jobs);
END
$$;
