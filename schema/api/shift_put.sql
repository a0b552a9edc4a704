-- SPDX-License-Identifier: MIT
-- A shift by hand (p_id is NULL), or a change of one. The day is then
-- somebody's own arrangement: the usual week leaves it alone.

CREATE FUNCTION shift_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_who    technician;
    v        shift;
    v_old    json;
    v_before jsonb;
    v_hit    jsonb;
    v_start  timestamptz;
    v_end    timestamptz;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'technician', 'start', 'end', 'breaks', 'why');
    IF p_id IS NOT NULL THEN
        v := shift_lock(p_actor, p_id);
        PERFORM require_version('shift', p_id, v.version, p_version);
        v_old := shift_json(v);
    ELSE
        v.technician_id := body_number(p_body, 'technician', 1, 9e18, true,
            true);
    END IF;
    v_who := technician_lock(p_actor, v.technician_id);
    v_before := people_troubles(v_who.id);
    v_start := coalesce(body_instant(p_body, 'start'), lower(v.during));
    v_end := coalesce(body_instant(p_body, 'end'), upper(v.during));
    IF num_nulls(v_start, v_end) > 0 THEN
        PERFORM fail('CO422', 'a shift has a start and an end', '/start',
            'missing');
    ELSIF v_end <= v_start THEN
        PERFORM fail('CO422', 'a shift ends after it starts', '/end',
            'range');
    END IF;
    IF p_id IS NOT NULL THEN
        PERFORM shift_day_take(v_who.id, shift_date(v));
    END IF;
    v.during := tstzrange(v_start, v_end);
    PERFORM shift_day_take(v_who.id, shift_date(v));
    PERFORM shift_check(v_who.id, v.during, p_id);
    v := shift_write(v, p_body);
    PERFORM technician_move(v_who.id);
    v_hit := people_effect(v_who, v_before, 'shift',
        format('a shift of %s has changed', v_who.name));
    PERFORM master_note(p_actor, p_request, 'shift', v_old, shift_json(v),
        p_body);
    RETURN QUERY SELECT json_add(shift_json(v), 'affected', v_hit), v.version;
END
$$;
