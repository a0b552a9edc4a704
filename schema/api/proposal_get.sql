-- SPDX-License-Identifier: MIT
-- One proposal with its diff.

CREATE FUNCTION proposal_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v_proposal FROM proposal p WHERE p.id = p_id;
    PERFORM require_territory(p_actor, v_proposal.territory_id, 'proposal',
        p_id);
    RETURN QUERY SELECT proposal_json(v_proposal), v_proposal.version;
END
$$;
