-- SPDX-License-Identifier: MIT
-- What those jobs ask for.

CREATE FUNCTION planning_job_skills(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, skill bigint, level integer,
    code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
BEGIN
    RETURN QUERY
    SELECT k.job_id, k.skill_id, k.min_level::integer, s.code
    FROM planning_candidates(p_territory, p_from, p_to, p_jobs) c
    JOIN job_skill k ON k.job_id = c.job
    JOIN skill s ON s.id = k.skill_id
    ORDER BY k.job_id, k.skill_id;
END
$$;
