-- SPDX-License-Identifier: MIT
-- Whether a visit stands on the board of these hours.
CREATE FUNCTION planning_stands(v visit, p_from timestamptz, p_to timestamptz)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (v.state IN ('planned', 'dispatched', 'accepted', 'en_route',
            'on_site', 'paused')
            AND v.planned && tstzrange(p_from, p_to))
        OR (v.state = 'completed' AND v.ended_at > p_from)
$$;
