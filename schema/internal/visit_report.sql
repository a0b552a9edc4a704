-- SPDX-License-Identifier: MIT
-- An applied status moves its visit, and what follows from it: the job's
-- state, the promises' clocks, the trail. The device's instant counts as it
-- came.

CREATE FUNCTION visit_report(p_device bigint, p_request text, p_visit visit,
    p_body jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_state   constant text := p_body ->> 'state';
    v_outcome constant text := p_body ->> 'outcome';
    v_ends    constant boolean := v_state IN ('completed', 'declined');
    v_note    constant text := nullif(coalesce(p_body ->> 'note',
        p_body ->> 'reason'), '');
BEGIN
    UPDATE visit v SET state = v_state,
        en_route_at = CASE WHEN v_state = 'en_route'
            THEN p_at ELSE v.en_route_at END,
        on_site_at = CASE WHEN v_state = 'on_site'
            THEN coalesce(v.on_site_at, p_at) ELSE v.on_site_at END,
        ended_at = CASE WHEN v_ends THEN p_at ELSE v.ended_at END,
        outcome = CASE WHEN v_state = 'completed'
            THEN v_outcome ELSE v.outcome END,
        outcome_note = CASE WHEN v_ends THEN coalesce(v_note, v.outcome_note)
            ELSE v.outcome_note END
    WHERE v.id = p_visit.id;
    IF v_state = 'on_site' THEN
        PERFORM sla_settle(p_visit.job_id, 'respond', p_at);
    END IF;
    IF v_state = 'completed' THEN
        PERFORM job_report(p_visit.job_id, v_outcome, p_at);
        INSERT INTO customer_visitor AS k (customer_id, technician_id, at)
        SELECT s.customer_id, p_visit.technician_id, p_at
        FROM job j JOIN site s ON s.id = j.site_id
        WHERE j.id = p_visit.job_id
        ON CONFLICT (customer_id) DO UPDATE
        SET technician_id = excluded.technician_id, at = excluded.at
        WHERE k.at <= excluded.at;
    END IF;
    PERFORM job_follow(ARRAY[p_visit.job_id]);
    PERFORM audit_write(p_device, p_request, 'visit.' || v_state, 'visit',
        p_visit.id, jsonb_build_object('state', p_visit.state),
        jsonb_strip_nulls(jsonb_build_object('state', v_state,
            'outcome', v_outcome, 'note', v_note,
            'at', instant_text(p_at))), p_body ->> 'reason', 'device');
END
$$;
