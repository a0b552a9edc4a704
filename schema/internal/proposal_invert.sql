-- SPDX-License-Identifier: MIT
-- The inverse of what was accepted of a proposal, as the changes of another.
-- What somebody changed since is refused: a visit that is not where the
-- proposal put it, has begun, was pinned; a time that has passed.

CREATE FUNCTION proposal_invert(p_old proposal, p_new bigint,
    p_positions integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO proposal_visit (proposal_id, position, op, job_id, visit_id,
        technician_id, planned, travel_s, job_version, visit_version, linked,
        why, saved_s, pinned, arrival_window, before_technician_id,
        before_planned, before_travel_s, before_pinned, before_window,
        verdict, reason)
    SELECT p_new, i.place, i.op, i.job_id,
        CASE WHEN i.op <> 'add' THEN i.visit_id END,
        CASE WHEN i.op <> 'remove' THEN i.before_technician_id END,
        CASE WHEN i.op <> 'remove' THEN i.before_planned END,
        CASE WHEN i.op <> 'remove' THEN i.before_travel_s ELSE 0 END,
        i.job_version, i.visit_version, i.linked,
        format('as it was before proposal %s', p_old.id), - i.saved_s,
        CASE WHEN i.op <> 'remove' THEN i.before_pinned END,
        CASE WHEN i.op <> 'remove' THEN coalesce(i.before_window, 'empty') END,
        i.now_technician, i.now_planned, i.now_travel_s, i.now_pinned,
        i.now_window, CASE WHEN i.refusal IS NULL THEN 'open' ELSE 'refused' END,
        i.refusal
    FROM proposal_inverse(p_old, p_positions) i;
END
$$;

CREATE FUNCTION proposal_inverse(p_old proposal, p_positions integer[])
RETURNS TABLE (place integer, op text, job_id bigint, job_version bigint,
    visit_id bigint, visit_version bigint, linked integer, saved_s integer,
    before_technician_id bigint, before_planned tstzrange,
    before_travel_s integer, before_pinned boolean, before_window tstzrange,
    now_technician bigint, now_planned tstzrange, now_travel_s integer,
    now_pinned boolean, now_window tstzrange, refusal text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT x.position, CASE x.op WHEN 'add' THEN 'remove' WHEN 'remove'
            THEN 'add' ELSE 'move' END, x.job_id, j.version, x.visit_id,
        CASE WHEN x.op <> 'remove' THEN v.version END, x.linked, x.saved_s,
        x.before_technician_id, x.before_planned, x.before_travel_s,
        x.before_pinned, x.before_window,
        CASE WHEN x.op <> 'remove' THEN v.technician_id END,
        CASE WHEN x.op <> 'remove' THEN v.planned END,
        CASE WHEN x.op <> 'remove' THEN v.travel_s END,
        CASE WHEN x.op <> 'remove' THEN v.pinned END,
        CASE WHEN x.op <> 'remove' THEN v.arrival_window END,
        CASE
        WHEN x.op <> 'add' AND x.before_planned IS NULL
            THEN 'where it was is not known'
        WHEN x.op = 'remove' AND j.state NOT IN ('open', 'planned',
                'in_progress') THEN 'the job is ' || j.state
        WHEN x.op = 'remove' AND (SELECT count(*) FROM visit l
                WHERE l.job_id = j.id AND visit_live(l.state)) >= job_room(j)
            THEN 'the job was planned since'
        WHEN x.op <> 'remove' AND v.state NOT IN ('planned', 'dispatched',
                'accepted') THEN 'the visit is ' || v.state
        WHEN x.op <> 'remove' AND v.technician_id <> x.technician_id
            THEN 'the visit was given to somebody else since'
        WHEN x.op <> 'remove' AND v.planned <> x.planned
            THEN 'the visit was put at another time since'
        WHEN x.op <> 'remove' AND v.pinned
                AND NOT coalesce(x.pinned, x.before_pinned, false)
            THEN 'the visit was pinned since'
        WHEN x.op <> 'add' AND lower(x.before_planned) < app_now()
            THEN 'the time where it was has passed'
        END
    FROM proposal_visit x
    JOIN job j ON j.id = x.job_id
    LEFT JOIN visit v ON v.id = x.visit_id
    WHERE x.proposal_id = p_old.id AND x.verdict = 'accepted'
        AND (p_positions IS NULL OR x.position = ANY (p_positions));
END
$$;
