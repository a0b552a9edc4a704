-- SPDX-License-Identifier: MIT
-- A new technician (p_id is NULL), or a change of one; lists (skills, tools,
-- parts) are replaced whole. Whoever goes to another territory, or leaves,
-- keeps the visits that she has: they are told as `affected`.

CREATE FUNCTION technician_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_old    technician;
    v        technician;
    v_json   json;
    v_before jsonb := '[]';
    v_hit    jsonb;
    v_moved  boolean;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'code', 'name', 'phone', 'email', 'territory',
        'employed', 'start', 'end', 'skills', 'tools', 'parts', 'retired',
        'why');
    IF p_id IS NOT NULL THEN
        v_old := technician_lock(p_actor, p_id);
        PERFORM require_version('technician', p_id, v_old.version, p_version);
        v_json := technician_json(v_old);
        v_before := people_troubles(p_id);
    END IF;
    v := technician_patch(p_actor, v_old, p_body);
    v := technician_write(v, p_body);
    v_moved := technician_skills_set(v.id, p_body);
    v_moved := technician_tools_set(v.id, p_body) OR v_moved;
    v_moved := technician_parts_set(v.id, p_body) OR v_moved;
    IF p_id IS NOT NULL THEN
        IF v_moved AND v.version = v_old.version THEN
            PERFORM technician_move(p_id);
            SELECT * INTO v FROM technician t WHERE t.id = p_id;
        END IF;
        IF (v.employed, v.territory_id)
            IS DISTINCT FROM (v_old.employed, v_old.territory_id) THEN
            PERFORM week_fill(p_id, week_clear(p_id));
        END IF;
        v_hit := people_effect(v, v_before, 'technician',
            format('%s has changed', v.name));
    END IF;
    PERFORM master_note(p_actor, p_request, 'technician', v_json,
        technician_json(v), p_body);
    RETURN QUERY SELECT CASE WHEN p_id IS NULL THEN technician_json(v)
        ELSE json_add(technician_json(v), 'affected', v_hit) END, v.version;
END
$$;
