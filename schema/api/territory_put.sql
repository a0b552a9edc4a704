-- SPDX-License-Identifier: MIT
-- A new territory (p_id is NULL), or a change of one. Shifts and visits stay
-- at their instants when its zone changes; the clocks that run by its zone or
-- calendar are due at other times at once. Sites stay where they are when the
-- boundary changes: it finds the territory of new ones.

CREATE FUNCTION territory_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        territory;
    v_old    territory;
    v_before json;
    v_moved  boolean;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    PERFORM body_keys(p_body, 'code', 'name', 'zone', 'calendar', 'boundary',
        'neighbours', 'retired', 'why');
    IF p_id IS NOT NULL THEN
        v_old := territory_lock(p_actor, p_id);
        PERFORM require_version('territory', p_id, v_old.version, p_version);
        v_before := territory_whole_json(v_old);
    END IF;
    v := v_old;
    v.code := patch_code(p_body, v.code);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.zone := patch_text(p_body, 'zone', v.zone, 64, true);
    v.calendar_id := patch_calendar(p_body, v.calendar_id, true);
    v.boundary := patch_boundary(p_body, v.boundary);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO territory (code, name, zone, calendar_id, boundary,
                retired_at)
            VALUES (v.code, v.name, v.zone, v.calendar_id, v.boundary,
                v.retired_at)
            RETURNING * INTO v;
            PERFORM territory_neighbours_put(v.id, p_body);
        ELSE
            v_moved := territory_neighbours_put(p_id, p_body);
            UPDATE territory t SET code = v.code, name = v.name,
                zone = v.zone, calendar_id = v.calendar_id,
                boundary = v.boundary, retired_at = v.retired_at,
                version = t.version + v_moved::integer
            WHERE t.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('territory', p_body, 'code');
    END;
    IF p_id IS NOT NULL
        AND (v.zone, v.calendar_id) <> (v_old.zone, v_old.calendar_id) THEN
        PERFORM sla_recount(sla_jobs(NULL, p_id, NULL));
    END IF;
    PERFORM master_note(p_actor, p_request, 'territory', v_before,
        territory_whole_json(v), p_body);
    RETURN QUERY SELECT territory_whole_json(v), v.version;
END
$$;
