-- SPDX-License-Identifier: MIT
-- Whether a visit still concerns the plan: the states that legal_state calls
-- live, written out as in visit_no_overlap so that its index is used.
-- Inlined.

CREATE FUNCTION visit_live(p_state text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_state IN ('planned', 'dispatched', 'accepted', 'en_route',
        'on_site', 'paused')
$$;
