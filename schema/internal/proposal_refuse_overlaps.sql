-- SPDX-License-Identifier: MIT
-- Refuse the open additions and moves of a proposal that would lie upon a
-- visit that stays where it is, or upon another one of the same proposal (of
-- two the later position goes). One that is refused stays where it was and
-- may be in another's way: until nothing new is found. The changes go through
-- arrays, whose lengths the planner knows (see proposal_apply.sql).

CREATE FUNCTION proposal_refuse_overlaps(p_id bigint, p_positions integer[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_open record;
BEGIN
    LOOP
        SELECT array_agg(p.ctid ORDER BY p.position) AS places,
            array_agg(p.position ORDER BY p.position) AS positions,
            array_agg(p.visit_id ORDER BY p.position) AS visits,
            array_agg(p.technician_id ORDER BY p.position) AS technicians,
            array_agg(p.planned ORDER BY p.position) AS planned
        INTO v_open
        FROM proposal_visit p
        WHERE p.proposal_id = p_id AND p.verdict = 'open'
            AND (p_positions IS NULL OR p.position = ANY (p_positions));
        WITH change AS MATERIALIZED (
            SELECT a.*
            FROM unnest(v_open.positions, v_open.visits, v_open.technicians,
                v_open.planned) WITH ORDINALITY
                a (position, visit_id, technician_id, planned, n)
        )
        UPDATE proposal_visit x SET verdict = 'refused', reason = o.text
        FROM (SELECT c.n, min(format('%s is at visit %s then', t.name,
                v.id)) AS text
            FROM change c
            JOIN technician t ON t.id = c.technician_id
            JOIN visit v ON v.technician_id = c.technician_id
                AND v.planned && c.planned
                AND visit_live(v.state)
            WHERE NOT EXISTS (SELECT FROM change m WHERE m.visit_id = v.id)
            GROUP BY c.n
            UNION ALL
            SELECT c.n, min(format('%s is held for a customer then '
                '(hold %s)', t.name, h.id))
            FROM change c
            JOIN technician t ON t.id = c.technician_id
            JOIN slot_hold h ON h.technician_id = c.technician_id
                AND h.planned && c.planned
                AND hold_live(h.state, h.expires_at)
            GROUP BY c.n
            UNION ALL
            SELECT c.n, format('overlaps position %s of the plan',
                min(d.position))
            FROM change c
            JOIN change d ON d.technician_id = c.technician_id
                AND d.position < c.position AND d.planned && c.planned
            GROUP BY c.n) o
        WHERE x.ctid = v_open.places[o.n];
        EXIT WHEN NOT FOUND;
    END LOOP;
END
$$;
