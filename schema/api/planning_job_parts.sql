-- SPDX-License-Identifier: MIT
-- The parts that those jobs use up.

CREATE FUNCTION planning_job_parts(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, part bigint, amount bigint, code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
BEGIN
    RETURN QUERY
    SELECT k.job_id, k.part_id, k.amount::bigint, o.code
    FROM planning_candidates(p_territory, p_from, p_to, p_jobs) c
    JOIN job_part k ON k.job_id = c.job
    JOIN part o ON o.id = k.part_id
    ORDER BY k.job_id, k.part_id;
END
$$;
