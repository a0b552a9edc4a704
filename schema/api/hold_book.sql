-- SPDX-License-Identifier: MIT
-- Book what is held: the job (the one that it is held for, the one that the
-- body names, or a new one of the hold's needs and the body's fields) gets its visit at the held time,
-- with the arrival window that the customer is told. By the hold's id, or by
-- the offer that it was made of.
--
-- A hold that has run out may still be booked, as long as nobody reaped it and
-- nothing came to that day since (CO410). The place may be lost all the same
-- where a fact took it (absence, a certificate withdrawn): CO409, and one asks
-- anew.

CREATE FUNCTION hold_book(p_actor bigint, p_request text, p_hold bigint,
    p_offer text, p_body jsonb, p_version bigint DEFAULT NULL)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold   slot_hold;
    v_job    bigint;
    v_old    visit;
    v_visit  visit;
    v_visits bigint[];
    v_rule   record;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v_hold := hold_find(p_actor, p_hold, p_offer);
    PERFORM hold_check_state(v_hold);
    v_job := coalesce(v_hold.job_id, body_number(p_body, 'job', 1, 9e18));
    IF v_job IS NULL THEN
        v_job := hold_job_create(p_actor, p_request, v_hold, p_body);
    ELSE
        PERFORM body_keys(p_body, 'job');
        v_old := hold_target(job_lock(p_actor, v_job), v_hold);
    END IF;
    PERFORM technicians_lock(ARRAY[v_old.technician_id,
        v_hold.technician_id]);
    SELECT h.* INTO v_hold FROM slot_hold h WHERE h.id = v_hold.id
    FOR UPDATE;
    PERFORM require_version('hold', v_hold.id, v_hold.version, p_version);
    PERFORM hold_check_state(v_hold);   -- as it is now
    v_hold.job_id := v_job;
    PERFORM hold_refuse(v_hold);
    PERFORM hold_refuse_late(v_hold);
    SELECT r.rule, r.text INTO v_rule FROM assign_refusals(ARRAY[v_job],
        ARRAY[v_hold.technician_id], ARRAY[lower(v_hold.planned)],
        ARRAY[upper(v_hold.planned)]) r LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', v_rule.text, '/technician', v_rule.rule);
    END IF;
    -- From here on it is the job's own: its visit may lie there.
    UPDATE slot_hold h SET job_id = v_job WHERE h.id = v_hold.id;
    v_visits := visits_write(p_actor, p_request, jsonb_build_array(
        jsonb_strip_nulls(jsonb_build_object('op', CASE WHEN v_old.id IS NULL
                THEN 'add' ELSE 'move' END, 'visit', v_old.id, 'job', v_job,
            'technician', v_hold.technician_id,
            'start', lower(v_hold.planned), 'end', upper(v_hold.planned),
            'travel_s', v_hold.travel_s, 'pinned', false, 'arrival_window',
            jsonb_build_object('from', lower(v_hold.arrival_window), 'to',
                upper(v_hold.arrival_window)), 'by_hand', true))), NULL,
        format('slot %s was booked', v_hold.id));
    SELECT v.* INTO v_visit FROM visit v WHERE v.id = v_visits[1];
    UPDATE slot_hold h SET state = 'booked', visit_id = v_visit.id,
        ended_at = app_now()
    WHERE h.id = v_hold.id RETURNING * INTO v_hold;
    PERFORM audit_write(p_actor, p_request, 'slot.booked', 'slot_hold',
        v_hold.id, '{"state": "held"}', jsonb_build_object('state', 'booked',
            'job', v_job, 'visit', v_visit.id));
    RETURN QUERY SELECT json_build_object('hold', hold_json(v_hold),
        'visit', visit_json(v_visit), 'job', job_json(v_job)),
        v_visit.version;
END
$$;
