-- SPDX-License-Identifier: MIT
-- Stop a planning run that is no longer wanted.

CREATE FUNCTION proposal_cancel(p_actor bigint, p_request text, p_id bigint,
    p_version bigint DEFAULT NULL)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_proposal := proposal_lock(p_actor, p_id, p_version);
    IF v_proposal.state = 'cancelled' THEN
        PERFORM fail('CO409', format('proposal %s is cancelled already', p_id),
            '/state', 'legal_step');
    END IF;
    UPDATE proposal p SET state = 'cancelled', settled_at = app_now()
    WHERE p.id = p_id RETURNING * INTO v_proposal;
    PERFORM audit_write(p_actor, p_request, 'proposal.cancelled', 'proposal',
        p_id);
    RETURN proposal_json(v_proposal);
END
$$;
