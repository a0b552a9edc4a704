-- SPDX-License-Identifier: MIT
-- The number of a place's cell, as the planner counts it (planner/ways.c):
-- rows of 1e-4 degrees from the south, 3,600,001 cells in each.

CREATE FUNCTION travel_cell(p_lat double precision, p_lon double precision)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (floor(p_lat * 10000 + 0.5)::bigint + 900000) * 3600001
        + floor(p_lon * 10000 + 0.5)::bigint + 1800000
$$;
