-- SPDX-License-Identifier: MIT
-- The rules of a request body: each listed one is chosen and weighed; without
-- a mode and a weight (or with nulls) it is as everywhere again. True if
-- something changed.

CREATE FUNCTION policy_rules_set(p_territory bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_item   jsonb;
    v_at     text;
    v_rule   plan_rule;
    v_mode   text;
    v_weight numeric;
    v_rows   bigint;
    v_moved  boolean := false;
BEGIN
    FOR v_item, v_at IN SELECT e, format('/rules/%s', o - 1)
        FROM jsonb_array_elements(body_array(p_body, 'rules', 50))
            WITH ORDINALITY x (e, o)
    LOOP
        SELECT * INTO v_rule FROM plan_rule WHERE name = v_item ->> 'rule';
        IF v_rule.name IS NULL THEN
            PERFORM fail('CO422', format('there is no rule "%s": known are '
                '%s', v_item ->> 'rule', (SELECT string_agg(name, ', '
                    ORDER BY place) FROM plan_rule)), v_at || '/rule',
                'unknown');
        END IF;
        v_mode := body_text(v_item, 'mode', 10);
        v_weight := body_number(v_item, 'weight', 0, 10000, false);
        IF v_mode NOT IN ('hard', 'soft', 'off') THEN
            PERFORM fail('CO422', 'mode must be hard, soft or off',
                v_at || '/mode', 'mode');
        END IF;
        IF v_rule.fixed AND coalesce(v_mode, 'hard') <> 'hard' THEN
            PERFORM fail('CO422', format('the rule %s is hard everywhere: '
                'nobody can be at two places, or where she does not work',
                v_rule.name), v_at || '/mode', 'fixed');
        END IF;
        IF v_mode = 'off' AND v_rule.name IN ('crew', 'days',
                'same_technician', 'shift') THEN
            PERFORM fail('CO422', format('the rule %s cannot be off, every '
                'plan keeps it: soft lets a person overrule it with a reason',
                v_rule.name), v_at || '/mode', 'mode');
        END IF;
        IF v_rule.fixed THEN
            CONTINUE;
        ELSIF num_nulls(v_mode, v_weight) = 2 THEN
            DELETE FROM policy_rule
            WHERE territory_id = p_territory AND rule = v_rule.name;
        ELSE
            INSERT INTO policy_rule AS o
            VALUES (p_territory, v_rule.name, coalesce(v_mode, v_rule.mode),
                coalesce(v_weight, v_rule.weight))
            ON CONFLICT (territory_id, rule) DO UPDATE
            SET mode = coalesce(v_mode, o.mode),
                weight = coalesce(v_weight, o.weight)
            WHERE (o.mode, o.weight) IS DISTINCT FROM
                (coalesce(v_mode, o.mode), coalesce(v_weight, o.weight));
        END IF;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        v_moved := v_moved OR v_rows > 0;
    END LOOP;
    RETURN v_moved;
END
$$;
