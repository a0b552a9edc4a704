-- SPDX-License-Identifier: MIT
-- A planning run is done: keep its diff, and what it was planned around (see
-- proposal.seen). Nothing happens to a proposal that was cancelled meanwhile; a
-- run of an older epoch than the territory's is refused (fenced).

CREATE FUNCTION proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb,
    p_seen jsonb DEFAULT NULL, p_epoch bigint DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_proposal proposal;
BEGIN
    IF p_epoch IS NOT NULL THEN
        PERFORM lease_fence((SELECT p.territory_id FROM proposal p
            WHERE p.id = p_id), p_epoch);
    END IF;
    SELECT * INTO v_proposal FROM proposal WHERE id = p_id
    FOR NO KEY UPDATE;
    IF v_proposal.id IS NULL THEN
        PERFORM fail('CO404', format('there is no proposal %s', p_id));
    END IF;
    IF v_proposal.state <> 'running' THEN
        RETURN v_proposal.state;
    END IF;
    IF v_proposal.epoch IS DISTINCT FROM p_epoch THEN
        PERFORM fail('CO409', format('proposal %s is another run''s now',
            p_id), '', 'fenced');
    END IF;
    PERFORM proposal_visits_store(p_id, p_visits);
    UPDATE proposal SET state = 'ready', ready_at = app_now(), seen = p_seen,
        summary = p_summary || jsonb_build_object('changes',
            proposal_changes(p_id)),
        progress = NULL
    WHERE id = p_id;
    RETURN 'ready';
END
$$;
