-- SPDX-License-Identifier: MIT
-- How far along a visit is; the ends are beyond everything. Inlined.

CREATE FUNCTION step_rank(p_state text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_position(ARRAY['planned', 'dispatched', 'accepted',
        'en_route', 'on_site', 'paused', 'completed'], p_state), 99)
$$;
