-- SPDX-License-Identifier: MIT
-- A planning run is done: keep its diff, and what it was planned around (see
-- proposal.seen). Nothing happens to a proposal that was cancelled meanwhile.

CREATE FUNCTION proposal_ready(p_id bigint, p_summary jsonb, p_visits jsonb,
    p_seen jsonb DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state text;
BEGIN
    SELECT state INTO v_state FROM proposal WHERE id = p_id
    FOR NO KEY UPDATE;
    IF v_state IS NULL THEN
        PERFORM fail('CO404', format('there is no proposal %s', p_id));
    END IF;
    IF v_state <> 'running' THEN
        RETURN v_state;
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
