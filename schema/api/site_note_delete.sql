-- SPDX-License-Identifier: MIT
-- Delete a note that is true no longer; the trail keeps it.

CREATE FUNCTION site_note_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v site_note;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v := site_note_lock(p_actor, p_id);
    PERFORM require_version('note for a site', p_id, v.version, p_version);
    DELETE FROM site_note WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'site_note', site_note_json(v),
        p_why);
END
$$;
