-- SPDX-License-Identifier: MIT
-- Hold a place on a technician's day for the minutes of the policy. The body is
-- what an offer says; p_seen what its verdict was based on (seen_check.sql).
-- An offer that the same person holds already is the same hold.

CREATE FUNCTION hold_make(p_actor bigint, p_request text, p_body jsonb,
    p_seen jsonb DEFAULT NULL) RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold slot_hold;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    SELECT h.* INTO v_hold FROM slot_hold h
    WHERE h.state = 'held' AND h.offer = p_body ->> 'offer'
        AND h.held_by IS NOT DISTINCT FROM p_actor
        AND hold_live(h.state, h.expires_at);
    IF NOT FOUND THEN
        v_hold := hold_read(p_actor, p_body);
        IF v_hold.job_id IS NOT NULL THEN
            PERFORM job_lock(p_actor, v_hold.job_id);
        END IF;
        PERFORM technicians_lock(v_hold.technician_id || ARRAY(
            SELECT (e ->> 'technician')::bigint
            FROM jsonb_array_elements(coalesce(p_seen, '[]')) e));
        PERFORM seen_check(p_seen);
        PERFORM holds_expire(ARRAY[v_hold.technician_id]);
        PERFORM hold_refuse(v_hold);
        INSERT INTO slot_hold (territory_id, technician_id, planned, travel_s,
            arrival_window, site_id, lat, lon, job_id, needs, offer, customer,
            note, held_by, created_at, expires_at)
        SELECT v_hold.territory_id, v_hold.technician_id, v_hold.planned,
            v_hold.travel_s, v_hold.arrival_window, v_hold.site_id,
            v_hold.lat, v_hold.lon, v_hold.job_id, v_hold.needs,
            v_hold.offer, v_hold.customer, v_hold.note, p_actor, app_now(),
            least(app_now() + p.hold_min * interval '1 minute',
                lower(v_hold.planned))
        FROM slot_policy(v_hold.territory_id) p
        RETURNING * INTO v_hold;
        PERFORM audit_write(p_actor, p_request, 'slot.held', 'slot_hold',
            v_hold.id, NULL, to_jsonb(v_hold));
    END IF;
    RETURN QUERY SELECT hold_json(v_hold), v_hold.version;
END
$$;
