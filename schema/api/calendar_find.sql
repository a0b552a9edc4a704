-- SPDX-License-Identifier: MIT
-- The link that a secret opens; no row if there is none. The scope's version
-- moves with everything that the feed shows. That it was used is noted once
-- an hour.

CREATE FUNCTION calendar_find(p_secret_hash bytea)
RETURNS TABLE (link_id bigint, technician_id bigint, technician_name text,
    zone text, scope_version bigint, detail text, show_cancelled boolean,
    revoked boolean, today date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_link calendar_link;
BEGIN
    SELECT * INTO v_link FROM calendar_link l
    WHERE l.secret_hash = p_secret_hash;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_link.revoked_at IS NULL AND (v_link.last_used_at IS NULL
            OR v_link.last_used_at < app_now() - interval '1 hour') THEN
        UPDATE calendar_link l SET last_used_at = app_now()
        WHERE l.id = v_link.id;
    END IF;
    RETURN QUERY
    SELECT v_link.id, t.id, t.name, y.zone, s.version, v_link.detail,
        v_link.show_cancelled, v_link.revoked_at IS NOT NULL,
        (app_now() AT TIME ZONE y.zone)::date
    FROM technician t
    JOIN territory y ON y.id = t.territory_id
    JOIN feed_scope s ON s.kind = 'technician' AND s.object_id = t.id
    WHERE t.id = v_link.technician_id;
END
$$;
