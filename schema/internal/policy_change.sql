-- SPDX-License-Identifier: MIT
-- Change how a territory is planned: the keys that are there (PATCH); or all of
-- it, where what is not there becomes the default (PUT, p_whole).

CREATE FUNCTION policy_change(p_actor bigint, p_request text,
    p_territory bigint, p_version bigint, p_body jsonb, p_whole boolean)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_old   policy;
    v_new   policy;
    v_was   jsonb;
    v_rules boolean := false;
    v_key   text;
    v_low   numeric;
    v_high  numeric;
    v_whole boolean;
    v_set   jsonb := '{}';
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    SELECT * INTO v_old FROM policy p WHERE p.territory_id = p_territory
    FOR NO KEY UPDATE;
    PERFORM require_territory(p_actor, v_old.territory_id, 'territory',
        p_territory);
    PERFORM require_version('policy', p_territory, v_old.version, p_version);
    v_was := policy_json(v_old)::jsonb;
    PERFORM body_keys(p_body, VARIADIC ARRAY(SELECT jsonb_object_keys(v_was
        - 'territory' - 'version')) || 'why'::text);
    IF p_whole THEN
        v_old := policy_default(v_old);
        DELETE FROM policy_rule r WHERE r.territory_id = p_territory;
    END IF;
    FOR v_key, v_low, v_high, v_whole IN SELECT * FROM policy_limits() LOOP
        IF p_body ? v_key THEN
            v_set := v_set || jsonb_build_object(v_key, body_number(p_body,
                v_key, v_low, v_high, v_whole, v_key <> 'travel_max_min'));
        END IF;
    END LOOP;
    IF p_body ? 'automatic' AND body_text(p_body, 'automatic', 10, true)
        NOT IN ('off', 'suggest', 'on') THEN
        PERFORM fail('CO422', 'automatic must be off, suggest or on',
            '/automatic', 'choice');
    END IF;
    IF p_body ? 'neighbours'
        AND jsonb_typeof(p_body -> 'neighbours') <> 'boolean' THEN
        PERFORM fail('CO422', 'neighbours must be true or false',
            '/neighbours', 'type');
    END IF;
    v_new := jsonb_populate_record(v_old, v_set || (SELECT coalesce(
        jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(p_body) e
        WHERE e.key IN ('automatic', 'neighbours')));
    v_rules := policy_rules_set(p_territory, p_body);
    v_new := policy_write(v_new, p_whole OR v_rules);
    IF v_new.version > (v_was ->> 'version')::bigint THEN
        PERFORM audit_change(p_actor, p_request, 'policy.changed',
            'territory', p_territory, v_was, policy_json(v_new)::jsonb,
            body_text(p_body, 'why', 1000));
    END IF;
    RETURN QUERY SELECT policy_json(v_new), v_new.version;
END
$$;
