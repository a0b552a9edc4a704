-- SPDX-License-Identifier: MIT
-- What a question about a job begins with: may this user see it, where is it,
-- and what is promised (running clocks; NULL: nothing).

CREATE FUNCTION job_asked(p_actor bigint, p_id bigint)
RETURNS TABLE (territory bigint, version bigint, state text, earliest_s bigint,
    respond_due_s bigint, resolve_due_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT j.territory_id, j.version, j.state::text,
        epoch_s(j.earliest_start), epoch_s(r.due_at), epoch_s(e.due_at)
    FROM job j
    LEFT JOIN sla_clock r ON r.job_id = j.id AND r.kind = 'respond'
        AND r.state = 'running'
    LEFT JOIN sla_clock e ON e.job_id = j.id AND e.kind = 'resolve'
        AND e.state = 'running'
    WHERE j.id = p_id AND sees_territory(p_actor, j.territory_id);
    IF NOT FOUND THEN
        PERFORM require_territory(p_actor, NULL, 'job', p_id);
    END IF;
END
$$;
