-- SPDX-License-Identifier: MIT
-- A planning run begins: the shifts of its days are there from now on.

CREATE FUNCTION proposal_start(p_actor bigint, p_request text,
    p_territory bigint, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (id bigint, body json)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM require_territory(p_actor, (SELECT t.id FROM territory t
        WHERE t.id = p_territory), 'territory', p_territory, '/territory');
    IF p_to <= p_from OR p_to > p_from + interval '768 hours' THEN
        PERFORM fail('CO422', 'to must lie after from, by 32 days at most',
            '/to', 'range');
    END IF;
    PERFORM shift_generate(ARRAY(SELECT t.id FROM technician t
            WHERE t.territory_id = ANY (territory_reach(p_territory))),
        (p_from AT TIME ZONE y.zone)::date, (p_to AT TIME ZONE y.zone)::date)
    FROM territory y WHERE y.id = p_territory;
    INSERT INTO proposal (territory_id, horizon, requested_by, created_at)
    VALUES (p_territory, tstzrange(p_from, p_to), p_actor, app_now())
    RETURNING * INTO v_proposal;
    PERFORM audit_write(p_actor, p_request, 'proposal.started', 'proposal',
        v_proposal.id, NULL, to_jsonb(v_proposal));
    RETURN QUERY SELECT v_proposal.id, proposal_json(v_proposal);
END
$$;
