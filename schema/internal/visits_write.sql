-- SPDX-License-Identifier: MIT
-- Write visits, all or nothing: for everybody who gives, moves or takes
-- visits by more than a proposal's acceptance. The caller has checked who may.
--
-- p_changes: [{op, ...}], each visit at most once:
--     add     job, technician, start, end, travel_s, pinned, arrival_window
--     move    visit, technician, start, end, ...: to be accepted anew
--     retime  visit and what changes of start and end, travel_s, pinned,
--             arrival_window (null: none any more): it stays accepted
--     remove  visit
-- with visit_version and job_version as the caller saw them. by_hand: a
-- person wants this very change: it may move what is pinned or promised.
-- override: and overrules the rules but employment. why: of this change
-- (p_why: of those that say none). p_seen: seen_check().
--
-- Jobs are locked by id, then technicians by id; then it is written. Answers
-- the ids in the order of the changes.

CREATE FUNCTION visits_write(p_actor bigint, p_request text, p_changes jsonb,
    p_seen jsonb DEFAULT NULL, p_why text DEFAULT NULL,
    p_cause text DEFAULT NULL) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ids     constant regclass := pg_get_serial_sequence('visit', 'id');
    v_changes visit_change[];
    v_before  jsonb;
    v_visits  bigint[];
BEGIN
    PERFORM jobs_lock(ARRAY(SELECT (e ->> 'job')::bigint
        FROM jsonb_array_elements(p_changes) e WHERE e ->> 'op' = 'add'
        UNION SELECT v.job_id FROM jsonb_array_elements(p_changes) e
        JOIN visit v ON v.id = (e ->> 'visit')::bigint));
    v_changes := visits_read(p_changes);
    PERFORM technicians_lock(ARRAY(SELECT c.technician_id
        FROM unnest(v_changes) c
        UNION SELECT v.technician_id FROM unnest(v_changes) c
        JOIN visit v ON v.id = c.visit_id
        UNION SELECT (s ->> 'technician')::bigint
        FROM jsonb_array_elements(p_seen) s));
    PERFORM seen_check(p_seen);
    PERFORM visits_refuse(v_changes);

    v_before := (SELECT jsonb_object_agg(v.id, to_jsonb(v)) FROM visit v
        WHERE v.id IN (SELECT c.visit_id FROM unnest(v_changes) c));
    v_changes := ARRAY(SELECT ROW(c.n, c.op, coalesce(c.visit_id,
            nextval(v_ids)), c.visit_version, c.job_id, c.job_version,
            c.technician_id, c.planned, c.travel_s, c.pinned,
            c.arrival_window, c.tells_window, c.by_hand,
            c.override)::visit_change
        FROM unnest(v_changes) c ORDER BY c.n);
    v_visits := ARRAY(SELECT c.visit_id FROM unnest(v_changes) c
        ORDER BY c.n);
    SET CONSTRAINTS visit_no_overlap DEFERRED;
    UPDATE visit v SET state = 'cancelled', ended_at = app_now()
    FROM unnest(v_changes) c WHERE c.op = 'remove' AND v.id = c.visit_id;
    UPDATE visit v SET technician_id = c.technician_id,
        planned = coalesce(c.planned, v.planned),
        travel_s = coalesce(c.travel_s, v.travel_s),
        pinned = coalesce(c.pinned, v.pinned),
        arrival_window = CASE WHEN c.tells_window THEN c.arrival_window
            ELSE v.arrival_window END,
        state = CASE c.op WHEN 'move' THEN 'dispatched' ELSE v.state END
    FROM unnest(v_changes) c
    WHERE c.op IN ('move', 'retime') AND v.id = c.visit_id;
    INSERT INTO visit (id, job_id, technician_id, state, planned, travel_s,
        pinned, arrival_window, created_at, revised_at)
    OVERRIDING SYSTEM VALUE
    SELECT c.visit_id, c.job_id, c.technician_id, 'dispatched', c.planned,
        coalesce(c.travel_s, 0), coalesce(c.pinned, false), c.arrival_window,
        app_now(), app_now()
    FROM unnest(v_changes) c WHERE c.op = 'add';
    PERFORM visits_overlap(v_visits);
    SET CONSTRAINTS visit_no_overlap IMMEDIATE;
    PERFORM job_follow(ARRAY(SELECT DISTINCT c.job_id
        FROM unnest(v_changes) c));

    INSERT INTO audit (at, actor_kind, actor_id, action, object_kind,
        object_id, before, after, why, request, cause)
    SELECT app_now(), CASE WHEN p_actor IS NOT NULL THEN 'user'
            WHEN p_cause IS NOT NULL THEN 'system' ELSE 'command' END,
        p_actor, a.action, 'visit', v.id,
        audit_diff(b.row, to_jsonb(v)),
        audit_diff(to_jsonb(v), coalesce(b.row, '{}')),
        coalesce(p_changes -> (c.n - 1) ->> 'why', p_why), p_request, p_cause
    FROM unnest(v_changes) c
    JOIN visit v ON v.id = c.visit_id
    JOIN (VALUES ('add', 'visit.assigned'), ('move', 'visit.moved'),
        ('retime', 'visit.retimed'), ('remove', 'visit.unassigned'))
        a (op, action) ON a.op = c.op
    CROSS JOIN LATERAL (SELECT v_before -> v.id::text AS row) b
    WHERE b.row IS DISTINCT FROM to_jsonb(v)
    ORDER BY c.n;
    RETURN v_visits;
END
$$;
