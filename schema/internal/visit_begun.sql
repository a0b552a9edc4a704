-- SPDX-License-Identifier: MIT
-- Whether somebody has set out for a visit: from then on only the field moves
-- it. Inlined.

CREATE FUNCTION visit_begun(p_state text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_state IN ('en_route', 'on_site', 'paused')
$$;
