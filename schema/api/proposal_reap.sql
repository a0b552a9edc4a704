-- SPDX-License-Identifier: MIT
-- Runs that nobody ends: failed. One that has a heartbeat is alive until it is
-- silent; then the holder of its territory's lease takes it up once more
-- (proposal_claim()), and if that one falls silent as well, that is the end.
-- Whoever waits longer than p_age_s, or has no heartbeat, ends by age. Says
-- how many.

CREATE FUNCTION proposal_reap(p_age_s integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reaped integer;
BEGIN
    UPDATE proposal SET state = 'failed', settled_at = app_now(),
        error = CASE WHEN epoch IS NULL AND seen_at IS NOT NULL
            THEN 'no planner took it up in time'
            ELSE 'the planner stopped before it was done' END
    WHERE id IN (SELECT id FROM proposal WHERE state = 'running'
        AND CASE WHEN epoch IS NOT NULL AND NOT proposal_is_silent(seen_at)
                THEN false
            WHEN epoch IS NOT NULL AND tries >= proposal_tries_most() THEN true
            ELSE created_at < app_now() - p_age_s * interval '1 second' END
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_reaped = ROW_COUNT;
    RETURN v_reaped;
END
$$;
