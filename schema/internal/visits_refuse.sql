-- SPDX-License-Identifier: MIT
-- Refuse changes of visits that do not fit what is there, the first of them in
-- words: a list of rules. What has moved since the caller looked is "moved",
-- which asks for another look; the rest will be no better then. The jobs and
-- technicians are locked.

CREATE FUNCTION visits_refuse(p_changes visit_change[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT x.* INTO v_bad FROM (SELECT c.n, CASE
            WHEN j.id IS NULL THEN 'moved: the job is gone'
            WHEN j.version <> c.job_version
                THEN format('moved: job %s was changed meanwhile', j.id)
            WHEN v.version <> c.visit_version
                THEN format('moved: visit %s was changed meanwhile', v.id)
            WHEN visit_begun(v.state) THEN format('visit_begun: visit %s is '
                '%s: it cannot be moved', v.id, v.state)
            WHEN NOT visit_live(v.state) THEN format('legal_step: visit %s '
                'is %s already', v.id, v.state)
            WHEN c.op <> 'remove'
                AND j.state NOT IN ('open', 'planned', 'in_progress')
                THEN format('job_state: job %s is %s: nobody can be sent',
                    j.id, j.state)
            WHEN c.by_hand THEN NULL    -- the rest is for machines
            WHEN v.pinned AND (c.op <> 'retime' OR c.planned <> v.planned)
                THEN format('pinned: visit %s is pinned', v.id)
            WHEN c.op = 'remove' AND v.arrival_window IS NOT NULL
                OR NOT lower(c.planned) <@ tstzrange(
                    lower(coalesce(c.arrival_window, v.arrival_window)),
                    upper(coalesce(c.arrival_window, v.arrival_window)), '[]')
                THEN format('promised: visit %s was promised for another '
                    'time', v.id)
            END AS text
        FROM unnest(p_changes) c
        LEFT JOIN job j ON j.id = c.job_id
        LEFT JOIN visit v ON v.id = c.visit_id) x
    WHERE x.text IS NOT NULL ORDER BY x.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', substr(v_bad.text,
                strpos(v_bad.text, ': ') + 2), '',
            split_part(v_bad.text, ':', 1));
    END IF;

    -- Who only begins at another time keeps what she may do.
    SELECT r.rule, r.text INTO v_bad
    FROM (SELECT array_agg(c.n) AS n, array_agg(c.job_id) AS jobs,
            array_agg(c.technician_id) AS technicians,
            array_agg(lower(c.planned)) AS starts,
            array_agg(upper(c.planned)) AS ends,
            array_agg(c.override OR c.op = 'retime') AS lenient
        FROM unnest(p_changes) c
        WHERE c.op <> 'remove' AND c.planned IS NOT NULL) a
    CROSS JOIN LATERAL assign_refusals(a.jobs, a.technicians, a.starts,
        a.ends) r
    WHERE r.rule IN ('employment', 'absence')
        OR NOT a.lenient[r.n]
    ORDER BY a.n[r.n] LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', v_bad.text, '/technician', v_bad.rule);
    END IF;

    -- A customer's window is left by hand for a reason only.
    SELECT c.n INTO v_bad
    FROM unnest(p_changes) c
    JOIN visit v ON v.id = c.visit_id
    JOIN technician t ON t.id = c.technician_id
    WHERE c.by_hand AND c.op <> 'remove' AND c.arrival_window IS NULL
        AND lower(c.planned) <> lower(v.planned)
        AND promise_refuses(t.territory_id, v.arrival_window,
            lower(c.planned), c.override)
    ORDER BY c.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', 'the customer was promised another time',
            '/start', 'promise');
    END IF;

    -- By hand a visit is taken back whatever waits for it.
    SELECT r.rule, r.text INTO v_bad
    FROM (SELECT array_agg(c.visit_id ORDER BY c.n) AS visits,
            array_agg(c.job_id ORDER BY c.n) AS jobs,
            array_agg(CASE WHEN c.op <> 'remove'
                THEN c.technician_id END ORDER BY c.n) AS technicians,
            array_agg(lower(coalesce(c.planned, v.planned)) ORDER BY c.n)
                AS starts,
            array_agg(upper(coalesce(c.planned, v.planned)) ORDER BY c.n)
                AS ends,
            array_agg(c.override OR c.op = 'remove' AND c.by_hand
                ORDER BY c.n) AS lenient
        FROM unnest(p_changes) c LEFT JOIN visit v ON v.id = c.visit_id) a
    CROSS JOIN LATERAL link_refusals(a.visits, a.jobs, a.technicians,
        a.starts, a.ends) r
    WHERE NOT a.lenient[r.n] ORDER BY r.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', v_bad.text, '/start', v_bad.rule);
    END IF;
END
$$;

-- Does this begin miss what the customer was told, and may it not?
CREATE FUNCTION promise_refuses(p_territory bigint, p_promise tstzrange,
    p_begin timestamptz, p_override boolean) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT p_begin <@ tstzrange(lower(p_promise), upper(p_promise)
            + p.promise_min * interval '1 minute', '[]')
        AND r.mode <> 'off' AND NOT (r.mode = 'soft' AND p_override)
    FROM policy p, planning_rules(p_territory) r
    WHERE p.territory_id = p_territory AND r.rule = 'promise'
$$;
