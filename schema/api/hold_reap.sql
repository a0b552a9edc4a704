-- SPDX-License-Identifier: MIT
-- Holds that have run out: expired. A few at a time, never waiting for a
-- lock; says how many. Nobody waits for this: who wants the place takes it
-- (holds_expire.sql, visit_hold_check.sql).

CREATE FUNCTION hold_reap(p_limit integer DEFAULT 200) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reaped integer;
BEGIN
    UPDATE slot_hold SET state = 'expired', ended_at = app_now()
    WHERE id IN (SELECT id FROM slot_hold WHERE state = 'held'
        AND expires_at <= app_now()
        ORDER BY id LIMIT p_limit FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_reaped = ROW_COUNT;
    RETURN v_reaped;
END
$$;
