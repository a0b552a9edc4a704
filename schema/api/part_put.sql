-- SPDX-License-Identifier: MIT
-- A new part (p_id is NULL), or a change of one.

CREATE FUNCTION part_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        part;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'code', 'name', 'retired', 'why');
    IF p_id IS NOT NULL THEN
        v := part_lock(p_id);
        PERFORM require_version('part', p_id, v.version, p_version);
        v_before := part_json(v);
    END IF;
    v.code := patch_code(p_body, v.code);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO part (code, name, retired_at)
            VALUES (v.code, v.name, v.retired_at) RETURNING * INTO v;
        ELSE
            UPDATE part s SET code = v.code, name = v.name,
                retired_at = v.retired_at
            WHERE s.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('part', p_body, 'code');
    END;
    PERFORM master_note(p_actor, p_request, 'part', v_before, part_json(v),
        p_body);
    RETURN QUERY SELECT part_json(v), v.version;
END
$$;
