-- SPDX-License-Identifier: MIT
-- No live visit lies upon a live hold, but for one of the job that is held for.
-- Whoever writes visits or holds has locked their technicians, so each sees
-- what the other did.
--
-- Mostly there is no hold at all, and one look at an empty index says so. Else
-- hashes are made: a plan that was made for one visit must not meet 10,000
-- with a nested loop.

CREATE FUNCTION visit_hold_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_nestloop = off
AS $$
DECLARE
    v_met bigint[];
    v_hold bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM slot_hold WHERE state = 'held') THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(h.id ORDER BY h.id) INTO v_met
    FROM slot_hold h
    JOIN new_rows n ON n.technician_id = h.technician_id
        AND n.planned && h.planned
    WHERE h.state = 'held' AND visit_live(n.state)
        AND n.job_id IS DISTINCT FROM h.job_id;
    IF v_met IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT id INTO v_hold FROM slot_hold
    WHERE id = ANY (v_met) AND hold_live(state, expires_at)
    ORDER BY id LIMIT 1;
    IF FOUND THEN
        PERFORM hold_fail(v_hold);
    END IF;
    UPDATE slot_hold SET state = 'expired', ended_at = app_now()
    WHERE id = ANY (v_met) AND state = 'held';
    RETURN NULL;
END
$$;

CREATE TRIGGER visit_hold_insert AFTER INSERT ON visit
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION visit_hold_check();
CREATE TRIGGER visit_hold_update AFTER UPDATE ON visit
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION visit_hold_check();
