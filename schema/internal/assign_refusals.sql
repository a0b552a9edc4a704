-- SPDX-License-Identifier: MIT
-- The rules that a visit must keep when it is given to a technician (their
-- rows are locked), for many visits at once: one row a broken rule, in the
-- order of the table of rules. Skills and employment are judged at the
-- visit's local days. What the territory does not care for is no rule.

CREATE FUNCTION assign_refusals(p_jobs bigint[], p_technicians bigint[],
    p_from timestamptz[], p_to timestamptz[])
RETURNS TABLE (n integer, rule text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT a.n::integer AS n, a.job, a.technician, a.starts, a.ends,
            t.name, t.employed, t.territory_id,
            (a.starts AT TIME ZONE y.zone)::date AS first_day,
            (a.ends AT TIME ZONE y.zone)::date AS last_day
        FROM unnest(p_jobs, p_technicians, p_from, p_to)
            WITH ORDINALITY a (job, technician, starts, ends, n)
        JOIN technician t ON t.id = a.technician
        JOIN territory y ON y.id = t.territory_id
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
        a.name, s.code, q.min_level, a.first_day)
    FROM asked a
    JOIN job_skill q ON q.job_id = a.job
    JOIN skill s ON s.id = q.skill_id
    CROSS JOIN LATERAL (SELECT CASE
            WHEN NOT EXISTS (SELECT FROM technician_skill k
                WHERE k.technician_id = a.technician
                    AND k.skill_id = q.skill_id) THEN 'skill'
            WHEN EXISTS (SELECT FROM technician_skill k
                WHERE k.technician_id = a.technician
                    AND k.skill_id = q.skill_id
                    AND k.level >= q.min_level) THEN 'certificate'
            ELSE 'level' END AS rule) k
    WHERE NOT EXISTS (SELECT FROM technician_skill k
        WHERE k.technician_id = a.technician AND k.skill_id = q.skill_id
            AND k.level >= q.min_level
            AND k.certified @> daterange(a.first_day, a.last_day, '[]'))
        AND NOT rule_is_off(k.rule, a.territory_id)
    UNION ALL
    SELECT a.n, 'excluded', format('%s is excluded from job %s', a.name,
        a.job)
    FROM asked a
    JOIN job_technician x ON x.job_id = a.job
        AND x.technician_id = a.technician AND x.relation = 'excluded'
    WHERE NOT rule_is_off('excluded_technician', a.territory_id)
    UNION ALL
    SELECT a.n, 'required', format('job %s requires another technician',
        a.job)
    FROM asked a
    WHERE (SELECT count(*) FROM job_technician x WHERE x.job_id = a.job
            AND x.relation = 'required')    -- a larger crew has room for more
            >= (SELECT j.crew_size FROM job j WHERE j.id = a.job)
        AND NOT EXISTS (SELECT FROM job_technician x WHERE x.job_id = a.job
            AND x.relation = 'required'
            AND x.technician_id = a.technician)
        AND NOT rule_is_off('required_technician', a.territory_id);
END
$$;

CREATE FUNCTION rule_is_off(p_rule text, p_territory bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM policy_rule p
        WHERE p.territory_id = p_territory AND p.rule = p_rule
            AND p.mode = 'off')
$$;
