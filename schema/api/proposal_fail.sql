-- SPDX-License-Identifier: MIT
-- A planning run failed; the text is for the person who asked for it. A run
-- that was taken over meanwhile has nothing to say any more.

CREATE FUNCTION proposal_fail(p_id bigint, p_error text,
    p_epoch bigint DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE proposal SET state = 'failed', error = left(p_error, 1000),
        settled_at = app_now()
    WHERE id = p_id AND state = 'running'
        AND epoch IS NOT DISTINCT FROM p_epoch;
END
$$;
