-- SPDX-License-Identifier: MIT
-- What a job's visits say about the next one.

-- Who was there last.
CREATE FUNCTION job_visitor(p_job bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT v.technician_id FROM visit v
        WHERE v.job_id = p_job AND v.state = 'completed'
        ORDER BY v.ended_at DESC, v.id LIMIT 1);
END
$$;

-- When a crew begins, by those of its visits that a run does not see: of
-- technicians who are neither ours nor lent to us, outside of the horizon; or,
-- of one that is asked for alone, by all others.
CREATE FUNCTION job_together_s(p_territory bigint, p_job bigint,
    p_from timestamptz, p_to timestamptz, p_visit bigint, p_jobs bigint[])
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN (SELECT min(epoch_s(lower(v.planned)))
        FROM visit v JOIN technician t ON t.id = v.technician_id
        WHERE v.job_id = p_job AND visit_live(v.state)
            AND CASE WHEN p_jobs IS NOT NULL
                THEN v.id IS DISTINCT FROM p_visit
                ELSE t.territory_id <> ALL (v_reach)
                    OR NOT v.planned && tstzrange(p_from, p_to) END);
END
$$;

-- A job that lacked a part waits until somebody says when it will be there: by
-- parts_expected_at, or by an earliest start later than that visit. It does
-- not wait where somebody has been sent by hand.
CREATE FUNCTION job_waits(j job) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM visit v WHERE v.job_id = j.id
        AND (visit_live(v.state) OR v.outcome = 'no_part'
            AND v.ended_at < j.earliest_start));
END
$$;
