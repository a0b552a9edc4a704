-- SPDX-License-Identifier: MIT
-- Whether the open changes of a proposal would make visits overlap: one
-- sorted walk over the changes, the visits that stay and the holds.

CREATE FUNCTION proposal_overlaps(p_id bigint, p_positions integer[])
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN EXISTS (
        WITH change AS MATERIALIZED (
            SELECT p.visit_id, p.technician_id, p.planned
            FROM proposal_visit p
            WHERE p.proposal_id = p_id AND p.verdict = 'open'
                AND (p_positions IS NULL OR p.position = ANY (p_positions))
        ), span AS MATERIALIZED (
            SELECT technician_id, range_merge(range_agg(planned)) AS whole
            FROM change WHERE technician_id IS NOT NULL
            GROUP BY technician_id
        )
        SELECT FROM (
            SELECT lower(b.planned) AS starts, max(upper(b.planned)) OVER (
                PARTITION BY b.technician_id ORDER BY lower(b.planned)
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_to
            FROM (SELECT c.technician_id, c.planned FROM change c
                    WHERE c.technician_id IS NOT NULL
                UNION ALL
                SELECT v.technician_id, v.planned
                FROM span s
                JOIN visit v ON v.technician_id = s.technician_id
                    AND v.planned && s.whole
                    AND visit_live(v.state)
                WHERE v.id NOT IN (SELECT c.visit_id FROM change c
                    WHERE c.visit_id IS NOT NULL)
                UNION ALL
                SELECT h.technician_id, h.planned
                FROM span s
                JOIN slot_hold h ON h.technician_id = s.technician_id
                    AND h.planned && s.whole
                    AND hold_live(h.state, h.expires_at)) b) w
        WHERE w.busy_to > w.starts);
END
$$;
