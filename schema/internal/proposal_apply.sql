-- SPDX-License-Identifier: MIT
-- Carry out what is left open of a proposal: a statement for each kind of
-- change, one for the jobs, one for the trail, however many they are. The
-- overlap is judged once, at the end. A row of proposal_visit is written
-- once: the second time in a transaction its references would all be checked
-- again; and found by its ctid: of a proposal that is newer than the table's
-- statistics one row is expected, and a join with itself would be a walk over
-- all for each.

CREATE FUNCTION proposal_apply(p_id bigint, p_positions integer[],
    p_state text, p_actor bigint, p_request text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ids  constant regclass := pg_get_serial_sequence('visit', 'id');
    v_jobs bigint[];
BEGIN
    SET CONSTRAINTS visit_no_overlap DEFERRED;
    UPDATE visit v SET state = 'cancelled', ended_at = app_now()
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op = 'remove'
        AND (p_positions IS NULL OR p.position = ANY (p_positions))
        AND v.id = p.visit_id;
    UPDATE visit v SET technician_id = p.technician_id, planned = p.planned,
        travel_s = p.travel_s, pinned = coalesce(p.pinned, v.pinned),
        arrival_window = CASE WHEN p.arrival_window IS NULL
            THEN v.arrival_window ELSE nullif(p.arrival_window, 'empty') END,
        state = CASE WHEN v.state = 'planned' THEN p_state
            ELSE 'dispatched' END
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op = 'move'
        AND (p_positions IS NULL OR p.position = ANY (p_positions))
        AND v.id = p.visit_id;
    WITH change AS MATERIALIZED (
        SELECT p.*, p.ctid AS place, CASE p.op WHEN 'add' THEN nextval(v_ids)
            ELSE p.visit_id END AS id
        FROM proposal_visit p
        WHERE p.proposal_id = p_id AND p.verdict = 'open'
            AND (p_positions IS NULL OR p.position = ANY (p_positions))
        ORDER BY p.technician_id, p.planned
    ), made AS (
        INSERT INTO visit (id, job_id, technician_id, state, planned,
            travel_s, pinned, arrival_window, created_at, revised_at)
        OVERRIDING SYSTEM VALUE
        SELECT c.id, c.job_id, c.technician_id, p_state, c.planned,
            c.travel_s, coalesce(c.pinned, false),
            nullif(c.arrival_window, 'empty'), app_now(), app_now()
        FROM change c WHERE c.op = 'add'
    ), settled AS (
        UPDATE proposal_visit p SET verdict = 'accepted', visit_id = c.id
        FROM change c
        WHERE p.ctid = c.place
    ), trail AS (
        INSERT INTO audit (at, actor_kind, actor_id, action, object_kind,
            object_id, before, after, why, request)
        SELECT app_now(), CASE WHEN p_actor IS NULL THEN 'command'
                ELSE 'user' END, p_actor, a.action, 'visit', c.id,
            CASE WHEN c.before_planned IS NOT NULL THEN jsonb_build_object(
                'technician_id', c.before_technician_id,
                'planned', c.before_planned) END,
            jsonb_build_object('proposal', p_id, 'job', c.job_id,
                'technician_id', c.technician_id, 'planned', c.planned,
                'state', CASE c.op WHEN 'remove' THEN 'cancelled'
                    ELSE p_state END), c.why, p_request
        FROM change c JOIN (VALUES ('add', 'visit.assigned'),
            ('move', 'visit.moved'), ('remove', 'visit.unassigned'))
            a (op, action) ON a.op = c.op
    )
    SELECT array_agg(c.job_id ORDER BY c.job_id) INTO v_jobs FROM change c;
    SET CONSTRAINTS visit_no_overlap IMMEDIATE;
    PERFORM job_follow(v_jobs);
END
$$;
