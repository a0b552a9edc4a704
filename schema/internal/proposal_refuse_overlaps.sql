-- SPDX-License-Identifier: MIT
-- Refuse the open additions and moves of a proposal that would lie upon a
-- visit that stays where it is, or upon another one of the same proposal (of
-- two the later position goes). One that is refused stays where it was and
-- may be in another's way: until nothing new is found.

CREATE FUNCTION proposal_refuse_overlaps(p_id bigint, p_positions integer[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    LOOP
        WITH change AS MATERIALIZED (
            SELECT p.position, p.op, p.visit_id, p.technician_id, p.planned
            FROM proposal_visit p
            WHERE p.proposal_id = p_id AND p.verdict = 'open'
                AND (p_positions IS NULL OR p.position = ANY (p_positions))
        )
        UPDATE proposal_visit x SET verdict = 'refused', reason = o.text
        FROM (SELECT c.position, min(format('%s is at visit %s then', t.name,
                v.id)) AS text
            FROM change c
            JOIN technician t ON t.id = c.technician_id
            JOIN visit v ON v.technician_id = c.technician_id
                AND v.planned && c.planned
                AND visit_live(v.state)
            WHERE NOT EXISTS (SELECT FROM change m WHERE m.visit_id = v.id)
            GROUP BY c.position
            UNION ALL
            SELECT c.position, min(format('%s is held for a customer then '
                '(hold %s)', t.name, h.id))
            FROM change c
            JOIN technician t ON t.id = c.technician_id
            JOIN slot_hold h ON h.technician_id = c.technician_id
                AND h.planned && c.planned
                AND hold_live(h.state, h.expires_at)
            GROUP BY c.position
            UNION ALL
            SELECT c.position, format('overlaps position %s of the plan',
                min(d.position))
            FROM change c
            JOIN change d ON d.technician_id = c.technician_id
                AND d.position < c.position AND d.planned && c.planned
            GROUP BY c.position) o
        WHERE x.proposal_id = p_id AND x.position = o.position;
        EXIT WHEN NOT FOUND;
    END LOOP;
END
$$;
