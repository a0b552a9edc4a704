-- SPDX-License-Identifier: MIT
-- Whose technicians a territory plans with: its own, and those of its
-- neighbours where its policy lets them help out, or where it does not care
-- for the rule `territory`.

CREATE FUNCTION territory_reach(p_territory bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN p_territory || ARRAY(SELECT n.neighbour_id
        FROM policy p
        JOIN territory_neighbour n ON n.territory_id = p.territory_id
        WHERE p.territory_id = p_territory
            AND (p.neighbours OR rule_is_off('territory', p_territory))
        ORDER BY n.neighbour_id);
END
$$;

-- Refuse a technician whom the actor may not send to jobs of a territory: one
-- who does not help out there, if her own territory is not the actor's to see,
-- or if the rule is hard. A soft one is overruled with a reason.
CREATE FUNCTION require_helper(p_actor bigint, p_technician bigint,
    p_territory bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_home constant bigint := (SELECT t.territory_id FROM technician t
        WHERE t.id = p_technician);
BEGIN
    IF v_home = ANY (territory_reach(p_territory)) THEN
        RETURN;
    END IF;
    PERFORM require_territory(p_actor, v_home, 'technician', p_technician,
        '/technician');
    IF EXISTS (SELECT FROM planning_rules(p_territory) r
        WHERE r.rule = 'territory' AND r.mode = 'hard') THEN
        PERFORM fail('CO422', format('%s does not help out in %s',
                (SELECT t.name FROM technician t WHERE t.id = p_technician),
                (SELECT y.name FROM territory y WHERE y.id = p_territory)),
            '/technician', 'territory');
    END IF;
END
$$;

CREATE FUNCTION rule_is_off(p_rule text, p_territory bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM policy_rule p
        WHERE p.territory_id = p_territory AND p.rule = p_rule
            AND p.mode = 'off')
$$;
