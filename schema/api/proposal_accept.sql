-- SPDX-License-Identifier: MIT
-- Accept a proposal, or only the positions named (and what belongs together
-- with them). Visit by visit: what changed meanwhile is refused with its
-- reason, the rest goes in, with p_dispatch sent to the devices at once.

CREATE FUNCTION proposal_accept(p_actor bigint, p_request text, p_id bigint,
    p_positions integer[] DEFAULT NULL, p_dispatch boolean DEFAULT true,
    p_version bigint DEFAULT NULL)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_proposal := proposal_lock(p_actor, p_id, p_version);
    IF v_proposal.state <> 'ready' THEN
        PERFORM fail('CO409', format('proposal %s is %s: only one that is '
            'ready can be accepted', p_id, v_proposal.state), '/state',
            'legal_step');
    END IF;
    PERFORM proposal_locks(p_id);
    v_proposal := proposal_settle(v_proposal, proposal_whole_sets(p_id,
        p_positions), CASE WHEN p_dispatch THEN 'dispatched'
        ELSE 'planned' END, p_actor, p_request);
    RETURN proposal_json(v_proposal);
END
$$;
