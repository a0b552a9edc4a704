-- SPDX-License-Identifier: MIT
-- A planning run is still at it, and so far: says the proposal's state, so
-- that the run learns when somebody cancelled it, by whatever daemon; or
-- `fenced`, if it is another run's now.

CREATE FUNCTION proposal_beat(p_id bigint, p_progress jsonb,
    p_epoch bigint DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state text;
BEGIN
    UPDATE proposal SET seen_at = clock_timestamp(), progress = p_progress
    WHERE id = p_id AND state = 'running'
        AND epoch IS NOT DISTINCT FROM p_epoch;
    SELECT CASE WHEN state = 'running' AND epoch IS DISTINCT FROM p_epoch
        THEN 'fenced' ELSE state END
    INTO v_state FROM proposal WHERE id = p_id;
    RETURN v_state;
END
$$;
