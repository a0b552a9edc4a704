-- SPDX-License-Identifier: MIT
-- The trail of a job and of its visits, oldest first.

CREATE FUNCTION job_audit(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', coalesce((SELECT json_agg(
            json_build_object('at', instant_text(a.at),
                'actor_kind', a.actor_kind, 'actor', CASE a.actor_kind
                    WHEN 'user' THEN (SELECT u.name FROM app_user u
                        WHERE u.id = a.actor_id)
                    WHEN 'device' THEN (SELECT t.name FROM device d
                        JOIN technician t ON t.id = d.technician_id
                        WHERE d.id = a.actor_id) END,
                'action', a.action, 'object_kind', a.object_kind,
                'object', a.object_id, 'before', a.before,
                'after', a.after, 'why', a.why, 'cause', a.cause,
                'request', a.request)
            ORDER BY a.id)
        FROM (SELECT * FROM audit WHERE object_kind = 'job'
                AND object_id = p_id
            UNION ALL SELECT * FROM audit WHERE object_kind = 'visit'
                AND object_id IN (SELECT v.id FROM visit v
                    WHERE v.job_id = p_id)) a), '[]'));
END
$$;
