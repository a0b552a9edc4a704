-- SPDX-License-Identifier: MIT
-- The board of a territory from one local day to another (both included), and
-- a tag that changes with everything in it. One statement makes the body:
-- nothing in it is older than the rest.

CREATE FUNCTION board_get(p_actor bigint, p_territory bigint, p_from date,
    p_to date) RETURNS TABLE (body text, tag text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory territory;
    v_from      timestamptz;
    v_to        timestamptz;
    v_core      text;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v_territory FROM territory t WHERE t.id = p_territory;
    PERFORM require_territory(p_actor, v_territory.id, 'territory',
        p_territory);
    IF p_to < p_from OR p_to - p_from > 31 THEN
        PERFORM fail('CO422', 'to must lie 0 to 31 days after from', '/to',
            'range');
    END IF;
    v_from := p_from::timestamp AT TIME ZONE v_territory.zone;
    v_to := (p_to + 1)::timestamp AT TIME ZONE v_territory.zone;
    v_core := json_build_object('territory', territory_json(v_territory),
        'from', p_from, 'to', p_to,
        'technicians', board_technicians(p_territory, v_from, v_to),
        'helpers', board_helpers(p_territory, v_from, v_to),
        'visits', board_visits(p_territory, v_from, v_to),
        'holds', board_holds(p_territory, v_from, v_to),
        'unplanned', board_unplanned(p_territory),
        'means', territory_means(p_territory),
        'notices', (SELECT count(*) FROM notice o
            WHERE o.territory_id = p_territory AND o.seen_at IS NULL),
        'reviews', (SELECT count(*) FROM review e
            WHERE e.territory_id = p_territory AND e.state = 'open'))::text;
    RETURN QUERY SELECT '{"as_of" : "' || instant_text(app_now()) || '", '
        || substr(v_core, 2), md5(v_core);
END
$$;
