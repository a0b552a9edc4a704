-- SPDX-License-Identifier: MIT
-- Refuse those open changes of a proposal (of the positions that were asked
-- for) that no longer fit what is there: a table of rules, each with its
-- words, judged for all changes at once. The jobs and technicians are locked.

CREATE FUNCTION proposal_refuse(p_id bigint, p_positions integer[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_open record;
BEGIN
    UPDATE proposal_visit x SET verdict = 'refused', reason = r.text
    FROM (SELECT DISTINCT ON (c.position) c.position, k.text
        FROM (SELECT p.position, p.op, p.job_version, p.visit_version,
                j.version AS job_is, j.state AS job_state, j.crew_size,
                v.id AS visit_id, v.version AS visit_is, v.state, v.pinned
            FROM proposal_visit p
            JOIN job j ON j.id = p.job_id
            LEFT JOIN visit v ON v.id = p.visit_id
            WHERE p.proposal_id = p_id AND p.verdict = 'open'
                AND (p_positions IS NULL
                    OR p.position = ANY (p_positions))) c
        CROSS JOIN LATERAL (VALUES
            (1, c.job_state NOT IN ('open', 'planned', 'in_progress'),
                'the job is ' || c.job_state),
            (2, visit_begun(c.state), 'the visit is ' || c.state),
            (3, c.op <> 'add' AND coalesce(c.state NOT IN ('planned',
                'dispatched', 'accepted'), true),
                'the visit is ' || coalesce(c.state, 'gone')),
            (4, c.pinned, 'the visit was pinned'),
            (5, c.visit_is <> c.visit_version,
                'the visit was changed meanwhile'),
            (6, c.op = 'add' AND c.job_state = 'planned'
                AND c.crew_size = 1, 'the job was planned meanwhile'),
            (7, c.job_is <> c.job_version, 'the job was changed meanwhile')
        ) k (rank, broken, text)
        WHERE k.broken
        ORDER BY c.position, k.rank) r
    WHERE x.proposal_id = p_id AND x.position = r.position;

    SELECT array_agg(p.position ORDER BY p.position) AS positions,
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
    WHERE x.proposal_id = p_id AND x.position = v_open.positions[r.n];
END
$$;
