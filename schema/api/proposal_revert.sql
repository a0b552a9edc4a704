-- SPDX-License-Identifier: MIT
-- Take back what was accepted of a proposal (of the positions named), visit by
-- visit: what has not been changed since. The inverse is a proposal of its own
-- with the same positions, which can be reverted as well; those that cannot be
-- taken back are refused in it from the start, each with its reason. It is
-- accepted at once, or waits as ready.

CREATE FUNCTION proposal_revert(p_actor bigint, p_request text, p_id bigint,
    p_positions integer[] DEFAULT NULL, p_accept boolean DEFAULT true,
    p_why text DEFAULT NULL, p_version bigint DEFAULT NULL)
RETURNS TABLE (id bigint, body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_old proposal;
    v_new proposal;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_old := proposal_lock(p_actor, p_id, p_version);
    IF v_old.state NOT IN ('accepted', 'partly_accepted') THEN
        PERFORM fail('CO409', format('proposal %s is %s: only what was '
            'accepted can be taken back', p_id, v_old.state), '/state',
            'legal_step');
    END IF;
    PERFORM proposal_locks(p_id);
    INSERT INTO proposal (territory_id, kind, cause, reverts, horizon,
        requested_by, created_at, asked, seen)
    VALUES (v_old.territory_id, 'revert', coalesce(p_why,
        format('takes proposal %s back', p_id)), p_id, v_old.horizon,
        p_actor, app_now(), '{}', v_old.seen)
    RETURNING * INTO v_new;
    PERFORM proposal_invert(v_old, v_new.id, proposal_whole_sets(p_id,
        p_positions));
    UPDATE proposal p SET state = 'ready', ready_at = app_now(),
        summary = jsonb_build_object('changes', proposal_changes(p.id))
    WHERE p.id = v_new.id RETURNING p.* INTO v_new;
    PERFORM audit_write(p_actor, p_request, 'proposal.started', 'proposal',
        v_new.id, NULL, to_jsonb(v_new), v_new.cause);
    IF p_accept THEN
        PERFORM proposal_locks(v_new.id);   -- who has the visits by now
        v_new := proposal_settle(v_new, NULL, 'dispatched', p_actor,
            p_request);
    END IF;
    RETURN QUERY SELECT v_new.id, proposal_json(v_new), v_new.version;
END
$$;
