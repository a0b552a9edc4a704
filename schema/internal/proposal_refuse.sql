-- SPDX-License-Identifier: MIT
-- Refuse those open changes of a proposal (of the positions that were asked
-- for) that no longer fit what is there: a list of rules, each with its words,
-- for all changes at once. The jobs and technicians are locked. (By ctid: see
-- proposal_apply.sql.)

CREATE FUNCTION proposal_refuse(p_id bigint, p_positions integer[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_open record;
BEGIN
    UPDATE proposal_visit x SET verdict = 'refused', reason = r.text
    FROM (SELECT p.ctid AS place, CASE
            WHEN j.state NOT IN ('open', 'planned', 'in_progress')
                THEN 'the job is ' || j.state
            WHEN visit_begun(v.state) THEN 'the visit is ' || v.state
            WHEN p.op <> 'add' AND coalesce(v.state NOT IN ('planned',
                    'dispatched', 'accepted'), true)
                THEN 'the visit is ' || coalesce(v.state, 'gone')
            WHEN v.pinned AND p.before_pinned IS NOT TRUE
                THEN 'the visit was pinned'
            WHEN v.version <> p.visit_version
                THEN 'the visit was changed meanwhile'
            WHEN p.op = 'add' AND j.state = 'planned' AND job_room(j) <= (
                SELECT count(*) FROM visit l
                WHERE l.job_id = j.id AND visit_live(l.state))
                THEN 'the job was planned meanwhile'
            WHEN j.version <> p.job_version
                THEN 'the job was changed meanwhile'
            WHEN p.technician_id IS NOT NULL AND EXISTS (
                SELECT FROM absence a
                WHERE a.technician_id = p.technician_id
                    AND a.during && p.planned)
                THEN (SELECT t.name FROM technician t
                    WHERE t.id = p.technician_id) || ' is away then'
            WHEN p.shift_ends IS NOT NULL AND NOT EXISTS (
                SELECT FROM shift s
                WHERE s.technician_id = p.technician_id
                    AND s.during @> lower(p.planned)
                    AND upper(s.during) >= least(upper(p.planned),
                        p.shift_ends))
                THEN (SELECT t.name FROM technician t
                    WHERE t.id = p.technician_id)
                    || ' does not work then any more'
            END AS text
        FROM proposal_visit p
        JOIN job j ON j.id = p.job_id
        LEFT JOIN visit v ON v.id = p.visit_id
        WHERE p.proposal_id = p_id AND p.verdict = 'open'
            AND (p_positions IS NULL OR p.position = ANY (p_positions))) r
    WHERE x.ctid = r.place AND r.text IS NOT NULL;

    PERFORM proposal_refuse_promised(p_id, p_positions);
    SELECT array_agg(p.ctid ORDER BY p.position) AS places,
        array_agg(p.job_id ORDER BY p.position) AS jobs,
        array_agg(p.technician_id ORDER BY p.position) AS technicians,
        array_agg(lower(p.planned) ORDER BY p.position) AS starts,
        array_agg(upper(p.planned) ORDER BY p.position) AS ends
    INTO v_open
    FROM proposal_visit p
    WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op <> 'remove'
        AND (p_positions IS NULL OR p.position = ANY (p_positions));
    UPDATE proposal_visit x SET verdict = 'refused', reason = r.text
    FROM (SELECT a.n, min(a.text) AS text
        FROM assign_refusals(v_open.jobs, v_open.technicians, v_open.starts,
            v_open.ends) a GROUP BY a.n) r
    WHERE x.ctid = v_open.places[r.n];
END
$$;
