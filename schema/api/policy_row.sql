-- SPDX-License-Identifier: MIT
-- How a territory is planned: one row (migration 0011 says what each means).
-- Costs and gains are in minutes of driving.

CREATE FUNCTION policy_row(p_territory bigint)
RETURNS TABLE (automatic text, slide_min integer, freeze_min integer,
    moves_max integer, move_cost double precision, promise_min integer,
    overtime_min integer, overtime_cost double precision,
    travel_max_min integer, neighbours boolean,
    neighbour_cost double precision, respond_cost double precision,
    resolve_cost double precision, window_cost double precision,
    preferred_gain double precision, continuity_gain double precision,
    balance_cost double precision, slot_min integer, slot_grid_min integer,
    slot_days integer, hold_min integer, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT p.automatic::text, p.slide_min::integer, p.freeze_min::integer,
        p.moves_max::integer, p.move_cost::double precision,
        p.promise_min::integer, p.overtime_min::integer,
        p.overtime_cost::double precision, p.travel_max_min::integer,
        p.neighbours, p.neighbour_cost::double precision,
        p.respond_cost::double precision, p.resolve_cost::double precision,
        p.window_cost::double precision, p.preferred_gain::double precision,
        p.continuity_gain::double precision,
        p.balance_cost::double precision, p.slot_min::integer,
        p.slot_grid_min::integer, p.slot_days::integer, p.hold_min::integer,
        p.version
    FROM policy p WHERE p.territory_id = p_territory;
END
$$;
