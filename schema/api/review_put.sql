-- SPDX-License-Identifier: MIT
-- Settle a review: {decision, note}, once. What the decision asks for is done
-- in the same transaction, or the review stays open.

CREATE FUNCTION review_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb) RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_review   review;
    v_decision text;
    v_result   jsonb;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'decision', 'note');
    v_decision := body_text(p_body, 'decision', 20, true);
    SELECT * INTO v_review FROM review WHERE id = p_id;
    PERFORM require_territory(p_actor, v_review.territory_id, 'review', p_id);
    -- Jobs before all else, as a push does.
    PERFORM FROM job j WHERE j.id = ANY (sheet_jobs(ARRAY[v_review.job_id])
        || contact_jobs(ARRAY[v_review.job_id]))
    ORDER BY j.id FOR NO KEY UPDATE;
    SELECT * INTO v_review FROM review WHERE id = p_id FOR NO KEY UPDATE;
    PERFORM require_version('review', p_id, v_review.version, p_version);
    IF v_review.state <> 'open' THEN
        PERFORM fail('CO409', format('review %s is settled: %s', p_id,
            v_review.decision), '', 'settled');
    END IF;
    IF v_decision <> ALL (review_decisions(v_review.kind)) THEN
        PERFORM fail('CO422', format('a review of kind %s is settled by %s',
            v_review.kind, array_to_string(review_decisions(v_review.kind),
                ' or ')), '/decision', 'choice');
    END IF;
    v_result := review_settle(p_actor, p_request, v_review, v_decision);
    UPDATE review r SET state = 'settled', decision = v_decision,
        settled_by = p_actor, settled_at = app_now(),
        note = body_text(p_body, 'note', 1000), result = v_result
    WHERE r.id = p_id RETURNING * INTO v_review;
    PERFORM audit_write(p_actor, p_request, 'review.settled', 'review', p_id,
        NULL, jsonb_strip_nulls(jsonb_build_object('kind', v_review.kind,
            'decision', v_decision, 'job', v_review.job_id,
            'visit', v_review.visit_id, 'result', v_result)), v_review.note);
    RETURN QUERY SELECT review_json(v_review), v_review.version;
END
$$;
