-- SPDX-License-Identifier: MIT
-- Which job comes after which, at least min_s and at most max_s (NULL: any
-- time) later: those that concern the territory and are not over. With what is
-- known of each other's times: when the first is done or will be, when the
-- second begins (NULL: not planned).

CREATE FUNCTION planning_links(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, after_job bigint, min_s bigint, max_s bigint,
    after_end_s bigint, job_start_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
BEGIN
    RETURN QUERY
    SELECT p.job_id, p.after_id, p.min_min * 60::bigint,
        p.max_min * 60::bigint,
        epoch_s(coalesce(a.completed_at, (SELECT max(upper(v.planned))
            FROM visit v WHERE v.job_id = a.id AND visit_live(v.state)))),
        (SELECT min(epoch_s(lower(v.planned)))
            FROM visit v WHERE v.job_id = j.id AND visit_live(v.state))
    FROM job_precedence p
    JOIN job j ON j.id = p.job_id
    JOIN job a ON a.id = p.after_id
    WHERE CASE WHEN p_jobs IS NOT NULL
        THEN p.job_id = ANY (p_jobs) OR p.after_id = ANY (p_jobs)
        ELSE p_territory IN (j.territory_id, a.territory_id)
            AND j.completed_at IS NULL AND j.state <> 'cancelled' END
    ORDER BY p.job_id, p.after_id;
END
$$;
