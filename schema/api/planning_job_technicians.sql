-- SPDX-License-Identifier: MIT
-- Whom those jobs require, prefer or exclude.

CREATE FUNCTION planning_job_technicians(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, technician bigint, relation text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off -- a row is looked up, also where many are expected
AS $$
BEGIN
    RETURN QUERY
    SELECT k.job_id, k.technician_id, k.relation
    FROM planning_candidates(p_territory, p_from, p_to, p_jobs) c
    JOIN job_technician k ON k.job_id = c.job
    ORDER BY k.job_id, k.technician_id;
END
$$;
