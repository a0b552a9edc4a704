-- SPDX-License-Identifier: MIT
-- Somebody is away (p_id is NULL), or otherwise than was said: longer, or back
-- sooner. Visits in that time stay, and are told.

CREATE FUNCTION absence_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_who    technician;
    v        absence;
    v_old    jsonb;
    v_new    jsonb;
    v_before jsonb;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'technician', 'start', 'end', 'reason', 'note',
        'why');
    IF p_id IS NOT NULL THEN
        v := absence_lock(p_actor, p_id);
        PERFORM require_version('absence', p_id, v.version, p_version);
        v_old := absence_json(v)::jsonb - 'affected';
    ELSE
        v.technician_id := body_number(p_body, 'technician', 1, 9e18, true,
            true);
    END IF;
    v_who := technician_lock(p_actor, v.technician_id);
    v_before := people_troubles(v_who.id);
    v := absence_patch(v, p_body);
    IF p_id IS NULL THEN
        INSERT INTO absence (technician_id, during, reason, note)
        VALUES (v.technician_id, v.during, v.reason, v.note)
        RETURNING * INTO v;
    ELSE
        UPDATE absence a SET during = v.during, reason = v.reason,
            note = v.note
        WHERE a.id = p_id RETURNING * INTO v;
    END IF;
    v_new := absence_json(v)::jsonb - 'affected';
    IF v_new IS DISTINCT FROM v_old THEN
        PERFORM technician_move(v_who.id), people_effect(v_who, v_before,
            'absence', format('%s is away (%s)', v_who.name, v.reason));
    END IF;
    PERFORM master_note(p_actor, p_request, 'absence', v_old::json,
        v_new::json, p_body);
    RETURN QUERY SELECT absence_json(v), v.version;
END
$$;
