-- SPDX-License-Identifier: MIT
-- What devices reported of a job, as it came, in the order of its receipt.

CREATE FUNCTION job_facts(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', coalesce((SELECT json_agg(
            json_build_object('device', f.device_id, 'seq', f.seq,
                'uid', f.uid, 'kind', f.kind, 'visit', f.visit_id,
                'technician', f.technician_id, 'body', f.body,
                'at', instant_text(f.at),
                'received_at', instant_text(f.received_at),
                'clock_skew_ms', f.clock_skew_ms, 'verdict', f.verdict,
                'verdict_text', f.verdict_text)
            ORDER BY f.received_at, f.device_id, f.seq)
        FROM fact f WHERE f.job_id = p_id OR f.visit_id IN (
            SELECT v.id FROM visit v WHERE v.job_id = p_id)), '[]'));
END
$$;
