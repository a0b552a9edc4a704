-- SPDX-License-Identifier: MIT
-- When a run has lost its daemon, and how often it may be begun.

-- Of the database's own clock, the only one that all daemons share.
CREATE FUNCTION proposal_is_silent(p_seen_at timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT p_seen_at < clock_timestamp() - interval '7 seconds'
$$;

CREATE FUNCTION proposal_tries_most() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $$
    SELECT 2
$$;
