-- SPDX-License-Identifier: MIT
-- Carry out those changes of a proposal (NULL: all) that fit what is there.
-- proposal_locks() came before. No block with EXCEPTION around the many rows:
-- locks taken outside and used inside a subtransaction cost a multixact each.

CREATE FUNCTION proposal_settle(p_proposal proposal, p_positions integer[],
    p_state text, p_actor bigint, p_request text) RETURNS proposal
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id    constant bigint := p_proposal.id;
    v_count record;
BEGIN
    PERFORM proposal_refuse(v_id, p_positions);
    PERFORM proposal_refuse_sets(v_id);
    LOOP
        IF proposal_overlaps(v_id, p_positions) THEN
            PERFORM proposal_refuse_overlaps(v_id, p_positions);
        END IF;
        EXIT WHEN proposal_refuse_ways(v_id, p_positions)
            + proposal_refuse_links(v_id, p_positions)
            + proposal_refuse_sets(v_id) = 0;
    END LOOP;
    PERFORM proposal_apply(v_id, p_positions, p_state, p_actor, p_request);
    SELECT count(*) AS total,
        count(*) FILTER (WHERE x.verdict = 'accepted') AS accepted
    INTO v_count FROM proposal_visit x WHERE x.proposal_id = v_id;
    UPDATE proposal p SET settled_at = app_now(), state = CASE
            WHEN v_count.accepted = v_count.total THEN 'accepted'
            WHEN v_count.accepted > 0 THEN 'partly_accepted'
            ELSE 'stale' END
    WHERE p.id = v_id RETURNING p.* INTO p_proposal;
    PERFORM audit_write(p_actor, p_request, 'proposal.' || p_proposal.state,
        'proposal', v_id, NULL, to_jsonb(v_count), p_proposal.cause);
    RETURN p_proposal;
END
$$;
