-- SPDX-License-Identifier: MIT
-- One job with its clocks and visits: one statement.

CREATE FUNCTION job_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT job_json(j.id), j.version FROM job j
    WHERE j.id = p_id AND sees_territory(p_actor, j.territory_id);
    IF NOT FOUND THEN
        PERFORM require_territory(p_actor, NULL, 'job', p_id);
    END IF;
END
$$;
