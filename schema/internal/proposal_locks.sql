-- SPDX-License-Identifier: MIT
-- Lock what a proposal would change: its jobs, then the technicians of before
-- and after, as everybody does who writes visits.

CREATE FUNCTION proposal_locks(p_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM jobs_lock(ARRAY(SELECT DISTINCT x.job_id
        FROM proposal_visit x WHERE x.proposal_id = p_id));
    PERFORM technicians_lock(ARRAY(SELECT x.technician_id
        FROM proposal_visit x
        WHERE x.proposal_id = p_id AND x.technician_id IS NOT NULL
        UNION SELECT v.technician_id FROM proposal_visit x
        JOIN visit v ON v.id = x.visit_id WHERE x.proposal_id = p_id));
END
$$;
