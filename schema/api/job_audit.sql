-- SPDX-License-Identifier: MIT
-- The trail of a job and of its visits, oldest first.

CREATE FUNCTION job_audit(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', coalesce((SELECT json_agg(
            audit_json(a) ORDER BY a.id)
        FROM audit a WHERE a.id IN (
            SELECT j.id FROM audit j WHERE j.object_kind = 'job'
                AND j.object_id = p_id
            UNION ALL SELECT x.id FROM audit x WHERE x.object_kind = 'visit'
                AND x.object_id IN (SELECT v.id FROM visit v
                    WHERE v.job_id = p_id))), '[]'));
END
$$;
