-- SPDX-License-Identifier: MIT
-- A new secret address of a technician's calendar; only its hash is kept.

CREATE FUNCTION calendar_link_create(p_actor bigint, p_request text,
    p_technician bigint, p_label text, p_secret_hash bytea, p_detail text,
    p_show_cancelled boolean) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_link calendar_link;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_technician(p_actor, p_technician);
    IF p_detail NOT IN ('full', 'no_personal', 'busy') THEN
        PERFORM fail('CO422', 'detail must be full, no_personal or busy',
            '/detail', 'detail');
    END IF;
    IF length(btrim(coalesce(p_label, ''))) NOT BETWEEN 1 AND 100 THEN
        PERFORM fail('CO422', 'label must have 1 to 100 characters: it says '
            'who uses the link', '/label', 'length');
    END IF;
    INSERT INTO calendar_link (technician_id, label, secret_hash, detail,
        show_cancelled, created_by, created_at)
    VALUES (p_technician, btrim(p_label), p_secret_hash,
        coalesce(p_detail, 'full'), coalesce(p_show_cancelled, true),
        p_actor, app_now())
    RETURNING * INTO v_link;
    PERFORM audit_write(p_actor, p_request, 'calendar_link.created',
        'calendar_link', v_link.id, NULL,
        calendar_link_json(v_link)::jsonb);
    RETURN calendar_link_json(v_link);
END
$$;
