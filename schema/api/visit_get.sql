-- SPDX-License-Identifier: MIT
-- A visit.

CREATE FUNCTION visit_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_territory(p_actor, (SELECT j.territory_id
        FROM visit v JOIN job j ON j.id = v.job_id
        WHERE v.id = p_id), 'visit', p_id);
    RETURN QUERY SELECT visit_json(v), v.version FROM visit v
    WHERE v.id = p_id;
END
$$;
