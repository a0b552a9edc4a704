-- SPDX-License-Identifier: MIT
-- How a daemon is configured is how all plan from now on. Says whether that is
-- new; plans in memory are then made anew.

CREATE FUNCTION travel_configure(p_provider text, p_profile text,
    p_learn boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE travel_setting SET provider = p_provider, profile = p_profile,
        learn = p_learn, failing_since = NULL, failing = NULL,
        noticed_at = NULL
    WHERE (provider, profile, learn) IS DISTINCT FROM
        (p_provider, p_profile, p_learn);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM means_note(ARRAY(SELECT id FROM territory ORDER BY id));
    RETURN true;
END
$$;
