-- SPDX-License-Identifier: MIT
-- A note for a site as the API shows it, and its row for a change: whoever
-- sees the site.

CREATE FUNCTION site_note_json(n site_note) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('id', n.id, 'site', n.site_id, 'text', n.text,
        'at', instant_text(n.at), 'by', coalesce(
            (SELECT name FROM technician WHERE id = n.technician_id),
            (SELECT name FROM app_user WHERE id = n.user_id)),
        'technician', n.technician_id, 'version', n.version);
END
$$;

CREATE FUNCTION site_note_lock(p_actor bigint, p_id bigint) RETURNS site_note
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v site_note;
BEGIN
    SELECT * INTO v FROM site_note WHERE id = p_id FOR UPDATE;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM site
        WHERE id = v.site_id), 'note for a site', p_id);
    RETURN v;
END
$$;
