-- SPDX-License-Identifier: MIT
-- What devices reported of a job, as it came, in the order of its receipt.

CREATE FUNCTION job_facts(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', coalesce((SELECT json_agg(
            fact_json(f)
            ORDER BY f.received_at, f.device_id, f.seq)
        FROM fact f WHERE f.job_id = p_id OR f.visit_id IN (
            SELECT v.id FROM visit v WHERE v.job_id = p_id)), '[]'));
END
$$;
