-- SPDX-License-Identifier: MIT
-- Reap the holds of these technicians (locked) that have run out.

CREATE FUNCTION holds_expire(p_technicians bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE slot_hold SET state = 'expired', ended_at = app_now()
    WHERE technician_id = ANY (p_technicians) AND state = 'held'
        AND expires_at <= app_now();
END
$$;
