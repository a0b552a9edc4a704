-- SPDX-License-Identifier: MIT
-- How many rows a page has: what was asked for, within reason.

CREATE FUNCTION page_limit(p_limit integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(coalesce(p_limit, 100), 1), 1000)
$$;
