-- SPDX-License-Identifier: MIT
-- Runs that nobody ends: failed. One that falls silent is taken up once more by
-- the holder of its territory's lease (proposal_claim()), and if it falls silent
-- again, that is the end. One that waits p_age_s for a holder, or has no
-- heartbeat and is as old, ends as well. Says how many.

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
        AND CASE WHEN seen_at IS NULL
                THEN created_at < app_now() - p_age_s * interval '1 second'
            WHEN epoch IS NOT NULL AND tries >= proposal_tries_most()
                THEN proposal_is_silent(seen_at)
            ELSE seen_at < clock_timestamp() - p_age_s * interval '1 second'
            END
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_reaped = ROW_COUNT;
    RETURN v_reaped;
END
$$;
