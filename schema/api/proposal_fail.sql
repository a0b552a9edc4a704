-- SPDX-License-Identifier: MIT
-- A planning run failed; the text is for the person who asked for it.

CREATE FUNCTION proposal_fail(p_id bigint, p_error text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE proposal SET state = 'failed', error = left(p_error, 1000),
        settled_at = app_now()
    WHERE id = p_id AND state = 'running';
END
$$;
