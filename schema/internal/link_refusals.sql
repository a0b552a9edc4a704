-- SPDX-License-Identifier: MIT
-- What ties visits to each other, judged for the state as it would be: the
-- visits p_visits (NULL: new ones) given to those technicians at those times
-- (technician NULL: taken back), all others as they are. One row a broken tie:
-- crew (a crew begins together), days (a job's days are of the same people, one
-- visit a day), after (the gap between a job and what comes after it), with the
-- other job, or the same one. What is broken already as things stand, and
-- visits that have begun, are facts and not held against a change; nor is what
-- the job's territory does not care for.

CREATE FUNCTION link_refusals(p_visits bigint[], p_jobs bigint[],
    p_technicians bigint[], p_from timestamptz[], p_to timestamptz[])
RETURNS TABLE (n integer, rule text, other bigint, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_now record;
BEGIN
    IF NOT EXISTS (SELECT FROM job j WHERE j.id = ANY (p_jobs)
        AND (j.crew_size > 1 OR j.days > 1
            OR EXISTS (SELECT FROM job_precedence p WHERE p.job_id = j.id)
            OR EXISTS (SELECT FROM job_precedence p WHERE p.after_id = j.id)))
    THEN
        RETURN;
    END IF;
    SELECT array_agg(v.id ORDER BY a.n) AS visits,
        array_agg(v.job_id ORDER BY a.n) AS jobs,
        array_agg(v.technician_id ORDER BY a.n) AS technicians,
        array_agg(lower(v.planned) ORDER BY a.n) AS starts,
        array_agg(upper(v.planned) ORDER BY a.n) AS ends
    INTO v_now
    FROM unnest(p_visits) WITH ORDINALITY a (visit, n)
    LEFT JOIN visit v ON v.id = a.visit;
    RETURN QUERY
    SELECT b.n, b.rule, b.other, min(b.text)
    FROM links_broken(p_visits, p_jobs, p_technicians, p_from, p_to) b
    WHERE NOT EXISTS (SELECT FROM links_broken(v_now.visits, v_now.jobs,
            v_now.technicians, v_now.starts, v_now.ends) o
        WHERE o.n = b.n AND o.rule = b.rule AND o.other = b.other)
        AND NOT rule_is_off(b.rule, (SELECT j.territory_id FROM job j
            WHERE j.id = p_jobs[b.n]))
    GROUP BY b.n, b.rule, b.other ORDER BY b.n, b.rule, b.other;
END
$$;

CREATE FUNCTION links_broken(p_visits bigint[], p_jobs bigint[],
    p_technicians bigint[], p_from timestamptz[], p_to timestamptz[])
RETURNS TABLE (n integer, rule text, other bigint, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    WITH change AS MATERIALIZED (
        SELECT a.n::integer AS n, a.visit, a.job, a.technician, a.starts,
            a.ends, y.zone
        FROM unnest(p_visits, p_jobs, p_technicians, p_from, p_to)
            WITH ORDINALITY a (visit, job, technician, starts, ends, n)
        JOIN job j ON j.id = a.job
        JOIN territory y ON y.id = j.territory_id
        WHERE j.crew_size > 1 OR j.days > 1
            OR EXISTS (SELECT FROM job_precedence p WHERE p.job_id = j.id)
            OR EXISTS (SELECT FROM job_precedence p WHERE p.after_id = j.id)
    ), stay AS MATERIALIZED (
        SELECT c.job, c.technician, c.starts, c.ends, c.n, false AS begun
        FROM change c WHERE c.technician IS NOT NULL
        UNION ALL
        SELECT v.job_id, v.technician_id, lower(v.planned),
            upper(v.planned), NULL, visit_begun(v.state)
        FROM visit v
        WHERE visit_live(v.state)
            AND v.job_id IN (SELECT c.job FROM change c
                UNION SELECT p.after_id FROM change c
                JOIN job_precedence p ON p.job_id = c.job
                UNION SELECT p.job_id FROM change c
                JOIN job_precedence p ON p.after_id = c.job)
            AND NOT EXISTS (SELECT FROM change c WHERE c.visit = v.id)
    ), whole AS MATERIALIZED (
        SELECT s.job, min(s.starts) AS starts, max(s.ends) AS ends,
            count(DISTINCT s.technician) AS people,
            bool_or(s.begun) AS begun
        FROM stay s GROUP BY s.job
    )
    SELECT c.n, 'crew', c.job, format('the others of job %s begin on %s, '
        'this one on %s', c.job, local_text(s.starts, c.zone),
        local_text(c.starts, c.zone))
    FROM change c
    JOIN job j ON j.id = c.job AND j.crew_size > 1
    JOIN stay s ON s.job = c.job AND s.n IS DISTINCT FROM c.n
        AND NOT s.begun AND s.starts <> c.starts
    WHERE c.technician IS NOT NULL AND (j.days = 1
        OR (s.starts AT TIME ZONE c.zone)::date
            = (c.starts AT TIME ZONE c.zone)::date)
    UNION ALL
    SELECT c.n, 'days', c.job, CASE WHEN s.technician IS NULL
            THEN format('job %s has all its people already', c.job)
        ELSE format('%s is at job %s that day already',
            (SELECT t.name FROM technician t WHERE t.id = c.technician),
            c.job) END
    FROM change c
    JOIN job j ON j.id = c.job AND j.days > 1
    JOIN whole w ON w.job = c.job
    LEFT JOIN LATERAL (SELECT s.technician FROM stay s
        WHERE s.job = c.job AND s.technician = c.technician
            AND s.n IS DISTINCT FROM c.n
            AND (s.starts AT TIME ZONE c.zone)::date
                = (c.starts AT TIME ZONE c.zone)::date LIMIT 1) s ON true
    WHERE c.technician IS NOT NULL
        AND (s.technician IS NOT NULL OR w.people > j.crew_size)
    UNION ALL
    SELECT c.n, 'after', a.id, CASE
        WHEN a.ends IS NULL THEN format('waits for job %s, which is not '
            'planned', a.id)
        ELSE format('begins on %s, but job %s before it ends on %s%s',
            local_text(w.starts, c.zone), a.id, local_text(a.ends, c.zone),
            link_gap(p)) END
    FROM change c
    JOIN whole w ON w.job = c.job
    JOIN job_precedence p ON p.job_id = c.job
    CROSS JOIN LATERAL (SELECT b.id, coalesce(b.completed_at, (SELECT x.ends
            FROM whole x WHERE x.job = b.id)) AS ends
        FROM job b WHERE b.id = p.after_id) a
    WHERE c.technician IS NOT NULL
        AND (a.ends IS NULL OR NOT link_fits(a.ends, w.starts, p))
    UNION ALL
    SELECT c.n, 'after', p.job_id, CASE
        WHEN w.ends IS NULL THEN format('job %s, which comes after it, is '
            'planned on %s', p.job_id, local_text(f.starts, c.zone))
        ELSE format('ends on %s, but job %s after it begins on %s%s',
            local_text(w.ends, c.zone), p.job_id,
            local_text(f.starts, c.zone), link_gap(p)) END
    FROM change c
    LEFT JOIN whole w ON w.job = c.job
    JOIN job_precedence p ON p.after_id = c.job
    JOIN whole f ON f.job = p.job_id AND NOT f.begun
    WHERE w.ends IS NULL OR NOT link_fits(w.ends, f.starts, p);
END
$$;

CREATE FUNCTION link_fits(p_end timestamptz, p_start timestamptz,
    p job_precedence) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT p_start >= p_end + p.min_min * interval '1 minute'
        AND (p.max_min IS NULL
            OR p_start <= p_end + p.max_min * interval '1 minute')
$$;

CREATE FUNCTION link_gap(p job_precedence) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.min_min = 0 AND p.max_min IS NULL THEN ''
        WHEN p.max_min IS NULL THEN format(' (at least %s min later)',
            p.min_min)
        ELSE format(' (%s to %s min later)', p.min_min, p.max_min) END
$$;
