-- SPDX-License-Identifier: MIT
-- The rules that a visit must keep when it is given to a technician (their
-- rows are locked), for many visits at once: one row a broken rule, in the
-- order of the table of rules. Skills and employment are judged at the
-- visit's local days. What the job's territory does not care for is no rule.

CREATE FUNCTION assign_refusals(p_jobs bigint[], p_technicians bigint[],
    p_from timestamptz[], p_to timestamptz[])
RETURNS TABLE (n integer, rule text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT a.n::integer AS n, a.job, a.technician, a.starts, a.ends,
            t.name, t.employed, t.territory_id AS home, j.territory_id,
            (a.starts AT TIME ZONE y.zone)::date AS first_day,
            ((a.ends - interval '1 us') AT TIME ZONE y.zone)::date
                AS last_day,    -- midnight still belongs to the day before
            o.off
        FROM unnest(p_jobs, p_technicians, p_from, p_to)
            WITH ORDINALITY a (job, technician, starts, ends, n)
        JOIN job j ON j.id = a.job
        JOIN technician t ON t.id = a.technician
        JOIN territory y ON y.id = t.territory_id
        JOIN (SELECT i.id, ARRAY(SELECT p.rule FROM policy_rule p
                WHERE p.territory_id = i.id AND p.mode = 'off') AS off
            FROM territory i) o ON o.id = j.territory_id
    ), lacking AS MATERIALIZED (    -- few: what is said of them comes later
        SELECT a.n, a.technician, a.name, a.first_day, a.off, q.skill_id,
            q.min_level
        FROM asked a
        JOIN job_skill q ON q.job_id = a.job
        WHERE NOT EXISTS (SELECT FROM technician_skill k
            WHERE k.technician_id = a.technician AND k.skill_id = q.skill_id
                AND k.level >= q.min_level
                AND k.certified @> daterange(a.first_day, a.last_day, '[]'))
    )
    SELECT a.n, 'employment', format('%s is not employed on %s', a.name,
        a.first_day)
    FROM asked a
    WHERE NOT a.employed @> daterange(a.first_day, a.last_day, '[]')
    UNION ALL
    SELECT a.n, 'absence', format('%s is away then (%s)', a.name, x.reason)
    FROM asked a
    JOIN absence x ON x.technician_id = a.technician
        AND x.during && tstzrange(a.starts, a.ends)
    UNION ALL
    SELECT a.n, k.rule, format(CASE k.rule
            WHEN 'skill' THEN '%s has no %s at level %s on %s'
            WHEN 'level' THEN '%s has no %s at level %s'
            ELSE '%s has no certificate of %s at level %s on %s' END,
        a.name, s.code, a.min_level, a.first_day)
    FROM lacking a
    JOIN skill s ON s.id = a.skill_id
    CROSS JOIN LATERAL (SELECT CASE WHEN max(k.level) IS NULL THEN 'skill'
            WHEN max(k.level) < a.min_level THEN 'level'
            ELSE 'certificate' END AS rule
        FROM technician_skill k WHERE k.technician_id = a.technician
            AND k.skill_id = a.skill_id) k
    WHERE k.rule <> ALL (a.off)
    UNION ALL
    SELECT a.n, 'excluded', format('%s is excluded from job %s', a.name,
        a.job)
    FROM asked a
    JOIN job_technician x ON x.job_id = a.job
        AND x.technician_id = a.technician AND x.relation = 'excluded'
    WHERE 'excluded_technician' <> ALL (a.off)
    UNION ALL
    SELECT a.n, 'required', format('job %s requires another technician',
        a.job)
    FROM asked a
    JOIN (SELECT x.job_id, count(*) AS people FROM job_technician x
        WHERE x.job_id = ANY (p_jobs) AND x.relation = 'required'
        GROUP BY x.job_id) r ON r.job_id = a.job
    JOIN job j ON j.id = a.job
        AND j.crew_size <= r.people    -- a larger crew has room for more
    WHERE NOT EXISTS (SELECT FROM job_technician x WHERE x.job_id = a.job
            AND x.relation = 'required'
            AND x.technician_id = a.technician)
        AND 'required_technician' <> ALL (a.off)
    UNION ALL
    SELECT a.n, 'territory', format('%s does not help out in %s', a.name,
        (SELECT y.name FROM territory y WHERE y.id = a.territory_id))
    FROM asked a
    WHERE a.home <> a.territory_id
        AND 'territory' <> ALL (a.off)
        AND a.home <> ALL (territory_reach(a.territory_id));
END
$$;
