-- SPDX-License-Identifier: MIT
-- Refuse the open changes of a proposal on days on which a customer was
-- promised a slot since the run began: the planner has not seen it, and the
-- drive to it or from it may be too long now. Half a day around reaches over
-- any shift.

CREATE FUNCTION proposal_refuse_promised(p_id bigint, p_positions integer[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_since constant timestamptz := (SELECT created_at FROM proposal
        WHERE id = p_id);
BEGIN
    IF NOT EXISTS (SELECT FROM slot_hold h WHERE h.created_at >= v_since) THEN
        RETURN;
    END IF;
    UPDATE proposal_visit p
    SET verdict = 'refused', reason = 'a slot was promised meanwhile'
    WHERE p.proposal_id = p_id AND p.verdict = 'open' AND p.op <> 'remove'
        AND (p_positions IS NULL OR p.position = ANY (p_positions))
        AND EXISTS (SELECT FROM slot_hold h
            WHERE h.technician_id = p.technician_id
                AND h.created_at >= v_since AND h.planned
                    && tstzrange(lower(p.planned) - interval '12 hours',
                        upper(p.planned) + interval '12 hours')
                AND (h.state = 'booked'
                    OR hold_live(h.state, h.expires_at)));
END
$$;
