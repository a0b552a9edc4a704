-- SPDX-License-Identifier: MIT
-- Another usual week: her coming shifts are made anew from it, but for days
-- that were arranged by hand or have begun. Visits that lie outside of her
-- shifts now stay, and are told.

CREATE FUNCTION week_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        technician;
    v_old    jsonb;
    v_before jsonb;
    v_hit    jsonb := '[]';
    v_week   shift_pattern[];
    v_last   date;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'week', 'why');
    v := technician_lock(p_actor, p_id);
    PERFORM require_version('technician', p_id, v.version, p_version);
    v_old := week_json(v)::jsonb;
    v_before := people_troubles(p_id);
    v_week := ARRAY(SELECT w FROM week_read(p_id, p_body) w);
    IF NOT week_is(p_id, v_week) THEN
        v_last := week_clear(p_id);
        DELETE FROM shift_pattern p WHERE p.technician_id = p_id;
        INSERT INTO shift_pattern (technician_id, weekday, starts, ends,
            valid, break_from, break_to, break_min)
        SELECT p_id, w.weekday, w.starts, w.ends, w.valid, w.break_from,
            w.break_to, w.break_min
        FROM unnest(v_week) w;
        PERFORM week_fill(p_id, v_last), technician_move(p_id);
        SELECT * INTO v FROM technician t WHERE t.id = p_id;
        v_hit := people_effect(v, v_before, 'shift',
            format('the usual week of %s has changed', v.name));
        PERFORM audit_change(p_actor, p_request, 'technician.week',
            'technician', p_id, v_old - 'version',
            week_json(v)::jsonb - 'version', body_text(p_body, 'why', 1000));
    END IF;
    RETURN QUERY SELECT json_add(week_json(v), 'affected', v_hit), v.version;
END
$$;
