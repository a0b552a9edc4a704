-- SPDX-License-Identifier: MIT
-- The jobs of a planning run: open ones, and planned ones whose one live
-- visit begins in the horizon and may still be moved. A job that waits for
-- one that is not completed is left out, and so is a job whose earliest start
-- lies behind the horizon.
--
-- With p_jobs these jobs, whatever becomes of them; each once.

CREATE FUNCTION planning_candidates(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, visit bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_jobs IS NOT NULL THEN
        RETURN QUERY
        SELECT j.id, (SELECT v.id FROM visit v
            WHERE v.job_id = j.id AND visit_live(v.state)
                AND NOT visit_begun(v.state) AND NOT v.pinned
            ORDER BY lower(v.planned), v.id LIMIT 1)
        FROM job j WHERE j.id = ANY (p_jobs);
        RETURN;
    END IF;
    RETURN QUERY
    SELECT j.id, v.id
    FROM job j
    LEFT JOIN visit v ON v.job_id = j.id AND visit_live(v.state)
    WHERE j.territory_id = p_territory AND j.completed_at IS NULL
        AND (j.state = 'open'
            OR j.state = 'planned' AND NOT v.pinned
                AND v.state IN ('planned', 'dispatched', 'accepted')
                AND lower(v.planned) >= p_from AND lower(v.planned) < p_to
                AND j.crew_size = 1)
        AND (j.earliest_start IS NULL OR j.earliest_start < p_to)
        AND NOT EXISTS (SELECT FROM job_precedence p
            JOIN job b ON b.id = p.after_id
            WHERE p.job_id = j.id AND b.state <> 'completed');
END
$$;
