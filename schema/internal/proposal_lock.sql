-- SPDX-License-Identifier: MIT
-- Lock a proposal that the actor sees, in the version that the actor saw
-- (NULL: in any).

CREATE FUNCTION proposal_lock(p_actor bigint, p_id bigint,
    p_version bigint DEFAULT NULL) RETURNS proposal
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
BEGIN
    SELECT * INTO v_proposal FROM proposal WHERE id = p_id
    FOR NO KEY UPDATE;
    PERFORM require_territory(p_actor, v_proposal.territory_id, 'proposal',
        p_id);
    PERFORM require_version('proposal', p_id, v_proposal.version, p_version);
    RETURN v_proposal;
END
$$;
