-- SPDX-License-Identifier: MIT
-- Runs whose planner is gone (a daemon died): failed. One that has a heartbeat
-- is given up after seven silent seconds (of the database's own clock, the only
-- one that all daemons share), another after p_age_s. Says how
-- many.

CREATE FUNCTION proposal_reap(p_age_s integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reaped integer;
BEGIN
    UPDATE proposal SET state = 'failed', settled_at = app_now(),
        error = 'the planner stopped before it was done'
    WHERE id IN (SELECT id FROM proposal WHERE state = 'running'
        AND CASE WHEN seen_at IS NULL
            THEN created_at < app_now() - p_age_s * interval '1 second'
            ELSE seen_at < clock_timestamp() - interval '7 seconds' END
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_reaped = ROW_COUNT;
    RETURN v_reaped;
END
$$;
