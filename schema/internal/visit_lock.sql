-- SPDX-License-Identifier: MIT
-- A visit that the actor sees, as it is under the lock of its job (and of the
-- jobs of others' visits that will change with it).

CREATE FUNCTION visit_lock(p_actor bigint, p_visit bigint,
    p_others jsonb DEFAULT '[]') RETURNS visit
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit visit;
BEGIN
    PERFORM require_territory(p_actor, (SELECT j.territory_id
        FROM visit v JOIN job j ON j.id = v.job_id
        WHERE v.id = p_visit), 'visit', p_visit);
    PERFORM jobs_lock(ARRAY(SELECT v.job_id FROM visit v
        WHERE v.id = p_visit OR v.id IN (SELECT (e ->> 'visit')::bigint
            FROM jsonb_array_elements(p_others) e)));
    SELECT v.* INTO v_visit FROM visit v WHERE v.id = p_visit;
    RETURN v_visit;
END
$$;
