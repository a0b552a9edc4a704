-- SPDX-License-Identifier: MIT
-- The tools that those jobs take.

CREATE FUNCTION planning_job_tools(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, tool bigint, code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
BEGIN
    RETURN QUERY
    SELECT k.job_id, k.tool_id, o.code
    FROM planning_candidates(p_territory, p_from, p_to, p_jobs) c
    JOIN job_tool k ON k.job_id = c.job
    JOIN tool o ON o.id = k.tool_id
    ORDER BY k.job_id, k.tool_id;
END
$$;
