-- SPDX-License-Identifier: MIT
-- The trail of one object, oldest first. The caller has checked that the
-- reader sees the object.

CREATE FUNCTION object_audit(p_kind text, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('items', coalesce((SELECT json_agg(
            audit_json(a) ORDER BY a.id)
        FROM audit a WHERE a.object_kind = p_kind AND a.object_id = p_id),
        '[]'));
END
$$;
