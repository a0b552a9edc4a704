-- SPDX-License-Identifier: MIT
-- A status moves its visit, and what follows from it: the job's state, the
-- promises' clocks, the trail. The device's instants count as they came: the
-- first departure, the first arrival, the last end. One that is superseded
-- moves nothing, but says when she was there; one that was so already is held
-- on to as the later one (p_made: when it counts as made, see fact_at()).

CREATE FUNCTION visit_report(p_device bigint, p_request text, p_visit visit,
    p_body jsonb, p_at timestamptz, p_seq bigint DEFAULT 0,
    p_made timestamptz DEFAULT NULL, p_verdict text DEFAULT 'applied')
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state   constant text := p_body ->> 'state';
    v_outcome constant text := p_body ->> 'outcome';
    v_ends    constant boolean := v_state IN ('completed', 'declined');
    v_moves   constant boolean := p_verdict = 'applied';
    v_made    constant timestamptz := coalesce(p_made, p_at);
    v_note    constant text := nullif(coalesce(p_body ->> 'note',
        p_body ->> 'reason'), '');
    v_last    boolean := v_moves;   -- of all that are known
BEGIN
    IF p_visit.state IN ('cancelled', 'missed') AND NOT v_moves THEN
        RETURN;
    END IF;
    v_last := v_moves OR p_verdict = 'merged' AND (v_made, p_device, p_seq)
        > (coalesce(p_visit.said_at, '-infinity'),
            coalesce(p_visit.said_device, 0), coalesce(p_visit.said_seq, 0));
    UPDATE visit v SET
        state = CASE WHEN v_moves THEN v_state ELSE v.state END,
        said_at = CASE WHEN v_last THEN v_made ELSE v.said_at END,
        said_device = CASE WHEN v_last THEN p_device ELSE v.said_device END,
        said_seq = CASE WHEN v_last THEN p_seq ELSE v.said_seq END,
        en_route_at = CASE WHEN v_state = 'en_route'
            THEN least(v.en_route_at, p_at) ELSE v.en_route_at END,
        on_site_at = CASE WHEN v_state = 'on_site'
            THEN least(v.on_site_at, p_at) ELSE v.on_site_at END,
        ended_at = CASE WHEN v_ends AND v_last THEN p_at
            WHEN v_moves THEN NULL ELSE v.ended_at END,
        outcome = CASE WHEN v_state = 'completed' AND v_last
            THEN v_outcome ELSE v.outcome END,
        outcome_note = CASE WHEN v_ends AND v_last
            THEN v_note WHEN v_moves THEN NULL ELSE v.outcome_note END
    WHERE v.id = p_visit.id;
    IF v_state = 'on_site' THEN
        PERFORM sla_settle(p_visit.job_id, 'respond', p_at);
        PERFORM sla_recall(p_visit.job_id, 'respond', p_at)
        FROM sla_clock c WHERE c.job_id = p_visit.job_id
            AND c.kind = 'respond' AND (c.ended_at > p_at
                OR NOT EXISTS (SELECT FROM visit v
                    WHERE v.job_id = p_visit.job_id AND v.on_site_at < p_at));
    END IF;
    IF v_state = 'completed' AND v_last THEN
        PERFORM job_report(p_visit.job_id, v_moves);
        INSERT INTO customer_visitor AS k (customer_id, technician_id, at)
        SELECT s.customer_id, p_visit.technician_id, p_at
        FROM job j JOIN site s ON s.id = j.site_id
        WHERE j.id = p_visit.job_id
        ON CONFLICT (customer_id) DO UPDATE
        SET technician_id = excluded.technician_id, at = excluded.at
        WHERE k.at <= excluded.at;
    END IF;
    IF v_moves THEN
        PERFORM job_follow(ARRAY[p_visit.job_id]);
        PERFORM audit_write(p_device, p_request, 'visit.' || v_state,
            'visit', p_visit.id, jsonb_build_object('state', p_visit.state),
            jsonb_strip_nulls(jsonb_build_object('state', v_state,
                'outcome', v_outcome, 'note', v_note,
                'at', instant_text(p_at))), p_body ->> 'reason', 'device');
    END IF;
END
$$;
