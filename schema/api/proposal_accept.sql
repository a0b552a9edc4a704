-- SPDX-License-Identifier: MIT
-- Accept a proposal, or only the positions named. Visit by visit: what changed
-- meanwhile is refused with its reason, the rest goes in, with p_dispatch sent
-- to the devices at once. No block with EXCEPTION around the many rows: locks
-- taken outside and used inside a subtransaction cost a multixact each.

CREATE FUNCTION proposal_accept(p_actor bigint, p_request text, p_id bigint,
    p_positions integer[] DEFAULT NULL, p_dispatch boolean DEFAULT true)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
    v_state    constant text := CASE WHEN p_dispatch THEN 'dispatched'
        ELSE 'planned' END;
    v_count    record;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_proposal := proposal_lock(p_actor, p_id);
    IF v_proposal.state <> 'ready' THEN
        PERFORM fail('CO409', format('proposal %s is %s: only one that is '
            'ready can be accepted', p_id, v_proposal.state), '/state',
            'legal_step');
    END IF;
    PERFORM FROM job j WHERE j.id IN (SELECT x.job_id
        FROM proposal_visit x WHERE x.proposal_id = p_id)
    ORDER BY j.id FOR NO KEY UPDATE;
    PERFORM technicians_lock(ARRAY(SELECT x.technician_id
        FROM proposal_visit x
        WHERE x.proposal_id = p_id AND x.technician_id IS NOT NULL
        UNION SELECT v.technician_id FROM proposal_visit x
        JOIN visit v ON v.id = x.visit_id WHERE x.proposal_id = p_id));
    PERFORM proposal_refuse(p_id, p_positions);
    IF proposal_overlaps(p_id, p_positions) THEN
        PERFORM proposal_refuse_overlaps(p_id, p_positions);
    END IF;
    PERFORM proposal_apply(p_id, p_positions, v_state, p_actor, p_request);
    SELECT count(*) AS total,
        count(*) FILTER (WHERE x.verdict = 'accepted') AS accepted
    INTO v_count FROM proposal_visit x WHERE x.proposal_id = p_id;
    UPDATE proposal p SET settled_at = app_now(), state = CASE
            WHEN v_count.accepted = v_count.total THEN 'accepted'
            WHEN v_count.accepted > 0 THEN 'partly_accepted'
            ELSE 'stale' END
    WHERE p.id = p_id RETURNING p.* INTO v_proposal;
    PERFORM audit_write(p_actor, p_request, 'proposal.' || v_proposal.state,
        'proposal', p_id, NULL, to_jsonb(v_count));
    RETURN proposal_json(v_proposal);
END
$$;
