-- SPDX-License-Identifier: MIT
-- A new note for a site (p_id is NULL), or other words: then they are whose
-- who wrote them first, the trail has the rest.

CREATE FUNCTION site_note_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        site_note;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    IF p_id IS NULL THEN
        PERFORM body_keys(p_body, 'site', 'text', 'why');
    ELSE
        PERFORM body_keys(p_body, 'text', 'why');
        v := site_note_lock(p_actor, p_id);
        PERFORM require_version('note for a site', p_id, v.version,
            p_version);
        v_before := site_note_json(v);
    END IF;
    v.site_id := patch_site(p_actor, p_body, v.site_id);
    v.text := patch_text(p_body, 'text', v.text, 2000, true);
    IF p_id IS NULL THEN
        INSERT INTO site_note (site_id, text, at, user_id)
        VALUES (v.site_id, v.text, app_now(), p_actor) RETURNING * INTO v;
    ELSE
        UPDATE site_note n SET text = v.text
        WHERE n.id = p_id RETURNING * INTO v;
    END IF;
    PERFORM master_note(p_actor, p_request, 'site_note', v_before,
        site_note_json(v), p_body);
    RETURN QUERY SELECT site_note_json(v), v.version;
END
$$;
