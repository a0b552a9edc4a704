-- SPDX-License-Identifier: MIT
-- A policy as the API shows it, with every rule as it is in force.

CREATE FUNCTION policy_json(p policy) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('territory', p.territory_id,
        'automatic', p.automatic, 'slide_min', p.slide_min,
        'freeze_min', p.freeze_min, 'moves_max', p.moves_max,
        'move_cost', trim_scale(p.move_cost), 'promise_min', p.promise_min,
        'overtime_min', p.overtime_min,
        'overtime_cost', trim_scale(p.overtime_cost),
        'travel_max_min', p.travel_max_min, 'neighbours', p.neighbours,
        'neighbour_cost', trim_scale(p.neighbour_cost),
        'respond_cost', trim_scale(p.respond_cost),
        'resolve_cost', trim_scale(p.resolve_cost),
        'window_cost', trim_scale(p.window_cost),
        'preferred_gain', trim_scale(p.preferred_gain),
        'continuity_gain', trim_scale(p.continuity_gain),
        'balance_cost', trim_scale(p.balance_cost), 'slot_min', p.slot_min,
        'slot_grid_min', p.slot_grid_min, 'slot_days', p.slot_days,
        'hold_min', p.hold_min, 'sla_margin_min', p.sla_margin_min,
        'rules', (SELECT json_agg(json_build_object('rule', r.name,
                'mode', coalesce(o.mode, r.mode),
                'weight', trim_scale(coalesce(o.weight, r.weight)),
                'unit', r.unit, 'fixed', r.fixed) ORDER BY r.place)
            FROM plan_rule r
            LEFT JOIN policy_rule o ON o.rule = r.name
                AND o.territory_id = p.territory_id AND NOT r.fixed),
        'version', p.version);
END
$$;
