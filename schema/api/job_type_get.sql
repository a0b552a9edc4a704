-- SPDX-License-Identifier: MIT
-- One job type.

CREATE FUNCTION job_type_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT job_type_json(x), x.version FROM job_type x
    WHERE x.id = p_id;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no job type %s', p_id));
    END IF;
END
$$;
