-- SPDX-License-Identifier: MIT
-- The numbers of a policy with their limits (as the table's own), the defaults,
-- and the one statement that writes a policy.

CREATE FUNCTION policy_limits()
RETURNS TABLE (key text, low numeric, high numeric, whole boolean)
LANGUAGE sql IMMUTABLE AS $$
    VALUES ('slide_min', 0, 480, true), ('freeze_min', 0, 1440, true),
        ('moves_max', 0, 200, true), ('move_cost', 0, 10000, false),
        ('promise_min', 0, 240, true), ('overtime_min', 0, 480, true),
        ('overtime_cost', 0, 1000, false),
        ('travel_max_min', 1, 1440, true),
        ('neighbour_cost', 0, 10000, false),
        ('respond_cost', 0, 1000, false), ('resolve_cost', 0, 1000, false),
        ('window_cost', 0, 1000, false),
        ('preferred_gain', 0, 10000, false),
        ('continuity_gain', 0, 10000, false),
        ('balance_cost', 0, 1000, false), ('slot_min', 15, 720, true),
        ('slot_grid_min', 5, 720, true), ('slot_days', 1, 14, true),
        ('hold_min', 1, 120, true), ('sla_margin_min', 0, 480, true)
$$;

-- The same territory's policy with the table's defaults in every column.
CREATE FUNCTION policy_default(p policy) RETURNS policy
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_column text;
    v_value  text;
    v_all    jsonb := to_jsonb(p);
BEGIN
    FOR v_column, v_value IN
        SELECT a.attname, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a
        LEFT JOIN pg_attrdef d
            ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = 'policy'::regclass AND a.attnum > 0
            AND NOT a.attisdropped
            AND a.attname NOT IN ('territory_id', 'version')
    LOOP
        EXECUTE format('SELECT to_jsonb(%s)', coalesce(v_value, 'NULL::text'))
        INTO v_value;
        v_all := v_all || jsonb_build_object(v_column, v_value::jsonb);
    END LOOP;
    RETURN jsonb_populate_record(p, v_all);
END
$$;

-- p_moved: its rules have changed, so its version moves in any case.
CREATE FUNCTION policy_write(p_new policy, p_moved boolean) RETURNS policy
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE policy p SET automatic = p_new.automatic,
        slide_min = p_new.slide_min, freeze_min = p_new.freeze_min,
        moves_max = p_new.moves_max, move_cost = p_new.move_cost,
        promise_min = p_new.promise_min, overtime_min = p_new.overtime_min,
        overtime_cost = p_new.overtime_cost,
        travel_max_min = p_new.travel_max_min,
        neighbours = p_new.neighbours,
        neighbour_cost = p_new.neighbour_cost,
        respond_cost = p_new.respond_cost,
        resolve_cost = p_new.resolve_cost, window_cost = p_new.window_cost,
        preferred_gain = p_new.preferred_gain,
        continuity_gain = p_new.continuity_gain,
        balance_cost = p_new.balance_cost, slot_min = p_new.slot_min,
        slot_grid_min = p_new.slot_grid_min, slot_days = p_new.slot_days,
        hold_min = p_new.hold_min,
        sla_margin_min = p_new.sla_margin_min,
        version = p.version + p_moved::integer
    WHERE p.territory_id = p_new.territory_id RETURNING * INTO p_new;
    RETURN p_new;
END
$$;
