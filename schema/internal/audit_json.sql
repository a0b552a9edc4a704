-- SPDX-License-Identifier: MIT
-- A row of the trail as the API shows it.

CREATE FUNCTION audit_json(a audit) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('at', instant_text(a.at),
        'actor_kind', a.actor_kind, 'actor', CASE a.actor_kind
            WHEN 'user' THEN (SELECT u.name FROM app_user u
                WHERE u.id = a.actor_id)
            WHEN 'device' THEN (SELECT t.name FROM device d
                JOIN technician t ON t.id = d.technician_id
                WHERE d.id = a.actor_id) END,
        'action', a.action, 'object_kind', a.object_kind,
        'object', a.object_id, 'before', a.before, 'after', a.after,
        'why', a.why, 'cause', a.cause, 'request', a.request);
END
$$;
