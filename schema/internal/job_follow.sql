-- SPDX-License-Identifier: MIT
-- Jobs follow their visits: in progress while somebody is on site, planned
-- while a visit is live, else open. Held, completed and cancelled jobs stay.
-- The caller has locked the jobs.

CREATE FUNCTION job_follow(p_jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE job j SET state = f.state
    FROM (SELECT i.id, CASE
            WHEN bool_or(v.state IN ('on_site', 'paused')) THEN 'in_progress'
            WHEN bool_or(visit_live(v.state)) THEN 'planned'
            ELSE 'open' END AS state
        FROM unnest(p_jobs) i (id)
        LEFT JOIN visit v ON v.job_id = i.id
        GROUP BY i.id) f
    WHERE j.id = f.id AND j.state <> f.state
        AND j.state IN ('open', 'planned', 'in_progress');
END
$$;
