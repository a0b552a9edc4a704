-- SPDX-License-Identifier: MIT
-- How the territory weighs: a row for each field of struct plan_bridge_policy
-- (dispatchd/engine/plan_bridge.h) that its policy or its rules decide. The
-- policy's minutes of driving are seconds here. The others have the defaults of
-- plan_bridge_policy.c.

CREATE FUNCTION planning_policy(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (key text, value double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT f.key, f.value::double precision
    FROM policy p
    CROSS JOIN LATERAL (VALUES
        ('respond_rate', p.respond_cost),
        ('resolve_rate', p.resolve_cost),
        ('window_rate', p.window_cost),
        ('move_cost', p.move_cost * 60),
        -- What was told to a customer, or is on somebody's device for today,
        -- moves for a better reason only.
        ('move_promised_cost', p.move_cost * 180),
        ('move_frozen_cost', p.move_cost * 120),
        ('slide_s', p.slide_min * 60),
        ('promise_slack_s', p.promise_min * 60),
        ('preferred_bonus', p.preferred_gain * 60),
        ('continuity_bonus', p.continuity_gain * 60),
        ('overtime_max_s', p.overtime_min * 60),
        ('overtime_rate', p.overtime_cost),
        ('max_travel_s', coalesce(p.travel_max_min, 0) * 60),
        ('neighbour_cost', CASE WHEN rule_is_off('territory', p_territory)
            THEN 0 ELSE p.neighbour_cost * 60 END),
        ('sla_margin_s', p.sla_margin_min * 60),
        ('balance_rate', p.balance_cost)) f (key, value)
    WHERE p.territory_id = p_territory
    UNION ALL
    SELECT f.key, 1
    FROM planning_rules(p_territory) r
    JOIN (VALUES ('skill', 'off_skill'), ('level', 'off_level'),
        ('certificate', 'off_certificate'),
        ('excluded_technician', 'off_excluded'),
        ('required_technician', 'off_required'), ('after', 'off_after'),
        ('break', 'off_break'), ('access', 'off_access'),
        ('tools', 'off_tools'), ('parts', 'off_parts'),
        ('time_window', 'off_window')) f (rule, key) ON f.rule = r.rule
    WHERE r.mode = 'off'
    UNION ALL
    SELECT 'max_travel_s', 0 FROM planning_rules(p_territory) r
    WHERE r.rule = 'max_travel' AND r.mode = 'off'
    UNION ALL
    SELECT f.key, f.value
    FROM planning_rules(p_territory) r
    CROSS JOIN LATERAL (VALUES
        ('promise_rate', CASE WHEN r.mode = 'off' THEN 0 ELSE r.weight END),
        ('hard_promise', (r.mode <> 'off')::integer)) f (key, value)
    WHERE r.rule = 'promise';
END
$$;
