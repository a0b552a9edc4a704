-- SPDX-License-Identifier: MIT
-- Lock jobs in ascending id: before their technicians, as everybody does who
-- writes visits. From then on their visits change in no other transaction; nor
-- do those of the jobs before and after them, so that a gap is judged by what
-- stays.

CREATE FUNCTION jobs_lock(p_ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM job WHERE id = ANY (p_ids || ARRAY(
            SELECT p.after_id FROM job_precedence p
            WHERE p.job_id = ANY (p_ids)
            UNION SELECT p.job_id FROM job_precedence p
            WHERE p.after_id = ANY (p_ids)))
    ORDER BY id FOR NO KEY UPDATE;
END
$$;
