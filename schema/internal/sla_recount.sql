-- SPDX-License-Identifier: MIT
-- What clocks count with has changed (a calendar, a territory's zone, a
-- policy's milestones): work out anew when the running ones of these jobs are
-- due, set-wise, and touch the jobs that are due at another time, whose sheets
-- and boards show it.

CREATE FUNCTION sla_recount(p_jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(cardinality(p_jobs), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM FROM job WHERE id = ANY (p_jobs) ORDER BY id FOR NO KEY UPDATE;
    PERFORM visit_touch(sla_refresh(p_jobs));
END
$$;

-- The jobs with a clock that runs by a calendar, in a territory, by a policy
-- (each NULL: any).
CREATE FUNCTION sla_jobs(p_calendar bigint, p_territory bigint,
    p_policy bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT j.id FROM sla_clock c
        JOIN job j ON j.id = c.job_id
        JOIN territory t ON t.id = j.territory_id
        LEFT JOIN sla_policy p ON p.id = j.sla_policy_id
        WHERE c.state = 'running'
            AND (p_calendar IS NULL
                OR coalesce(p.calendar_id, t.calendar_id) = p_calendar)
            AND (p_territory IS NULL OR j.territory_id = p_territory)
            AND (p_policy IS NULL OR j.sla_policy_id = p_policy));
END
$$;
