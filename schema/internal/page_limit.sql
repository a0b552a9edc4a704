-- SPDX-License-Identifier: MIT
-- How many rows a page has: what was asked for, within reason. Of a list by id
-- alone: the id that it begins after, and one row more than it shows, to know
-- whether there is another page.

CREATE FUNCTION page_limit(p_limit integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(coalesce(p_limit, 100), 1), 1000)
$$;

CREATE FUNCTION page_after(p_query jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((p_query ->> 'after')::bigint, 0)
$$;

CREATE FUNCTION page_cut(p_query jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT page_limit((p_query ->> 'limit')::integer) + 1
$$;
