-- SPDX-License-Identifier: MIT
-- How many visits a job has: a crew on each of its days.

CREATE FUNCTION job_size_check(p_crew numeric, p_days numeric) RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_crew * p_days > 60 THEN
        PERFORM fail('CO422', format('%s technicians on %s days are more than '
            'the 60 visits that a job may have', p_crew, p_days), '/days',
            'range');
    END IF;
END
$$;

-- The job with the crew and the days of a body. Not fewer than the visits
-- that it has: somebody would have to say which of them go.
CREATE FUNCTION job_resize(p_job job, p_body jsonb) RETURNS job
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_live integer;
BEGIN
    IF p_body ? 'crew_size' THEN
        p_job.crew_size := body_number(p_body, 'crew_size', 1, 20, true, true);
    END IF;
    IF p_body ? 'days' THEN
        p_job.days := body_number(p_body, 'days', 1, 20, true, true);
    END IF;
    PERFORM job_size_check(p_job.crew_size, p_job.days);
    SELECT count(*) INTO v_live FROM visit v
    WHERE v.job_id = p_job.id AND visit_live(v.state);
    IF p_body ?| ARRAY['crew_size', 'days']
        AND v_live > p_job.crew_size * p_job.days THEN
        PERFORM fail('CO409', format('job %s has %s visits: take some of them '
            'back first', p_job.id, v_live),
            CASE WHEN p_body ? 'crew_size' THEN '/crew_size' ELSE '/days' END,
            'crew');
    END IF;
    RETURN p_job;
END
$$;
