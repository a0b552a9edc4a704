-- SPDX-License-Identifier: MIT
-- What is wrong with a technician's coming visits as things are now: a row for
-- each live visit that has not begun and each rule that it breaks (but for
-- those that the policy has turned off). People, certificates, shifts change
-- under visits that were right when they were planned: that is a task for a
-- person, not an error.

CREATE FUNCTION visit_troubles(p_technician bigint)
RETURNS TABLE (visit bigint, job bigint, territory bigint, title text,
    planned tstzrange, rule text, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_who  technician;
    v_rule policy;
    v_zone text;
BEGIN
    SELECT * INTO v_who FROM technician t WHERE t.id = p_technician;
    SELECT * INTO v_rule FROM policy p
    WHERE p.territory_id = v_who.territory_id;
    v_zone := technician_zone(p_technician);
    RETURN QUERY
    WITH live AS MATERIALIZED (
        SELECT v.id, v.job_id, v.planned, j.title, j.territory_id,
            row_number() OVER (ORDER BY lower(v.planned), v.id)::integer AS n
        FROM visit v JOIN job j ON j.id = v.job_id
        WHERE v.technician_id = p_technician AND visit_live(v.state)
            AND NOT visit_begun(v.state) AND upper(v.planned) > app_now()
    ), broken (n, rule, text) AS (
        SELECT r.n, r.rule, r.text FROM assign_refusals(
            ARRAY(SELECT l.job_id FROM live l ORDER BY l.n),
            ARRAY(SELECT p_technician FROM live l ORDER BY l.n),
            ARRAY(SELECT lower(l.planned) FROM live l ORDER BY l.n),
            ARRAY(SELECT upper(l.planned) FROM live l ORDER BY l.n)) r
        WHERE r.rule IN ('employment', 'skill', 'level', 'certificate')
        UNION ALL
        SELECT l.n, 'absence', format('%s is away from %s to %s (%s)',
            v_who.name, coalesce(local_text(lower(a.during), v_zone), '...'),
            coalesce(local_text(upper(a.during), v_zone), '...'), a.reason)
        FROM live l JOIN absence a ON a.technician_id = p_technician
            AND a.during && l.planned
        UNION ALL
        SELECT l.n, 'shift', format('%s has no shift from %s to %s',
            v_who.name, local_text(lower(l.planned), v_zone),
            local_text(upper(l.planned), v_zone))
        FROM live l
        WHERE NOT coalesce((SELECT range_agg(tstzrange(lower(s.during),
                upper(s.during) + make_interval(mins => v_rule.overtime_min)))
            FROM shift s WHERE s.technician_id = p_technician
                AND s.during && tstzrange(lower(l.planned)
                    - interval '12 hours', upper(l.planned))),
            '{}'::tstzmultirange) @> l.planned
        UNION ALL
        SELECT l.n, 'tools', format('%s has no %s', v_who.name, o.code)
        FROM live l
        JOIN job_tool k ON k.job_id = l.job_id
        JOIN tool o ON o.id = k.tool_id
        WHERE NOT EXISTS (SELECT FROM technician_tool h
            WHERE h.technician_id = p_technician AND h.tool_id = k.tool_id)
        UNION ALL
        SELECT l.n, 'parts', format('%s has %s of %s, not %s', v_who.name,
            coalesce(h.amount, 0), o.code, k.amount)
        FROM live l
        JOIN job_part k ON k.job_id = l.job_id
        JOIN part o ON o.id = k.part_id
        LEFT JOIN technician_part h ON h.technician_id = p_technician
            AND h.part_id = k.part_id
        WHERE coalesce(h.amount, 0) < k.amount
        UNION ALL
        SELECT l.n, 'territory', format('the job is in another territory '
            'than %s', v_who.name)
        FROM live l
        WHERE v_who.territory_id <> ALL (territory_reach(l.territory_id))
            AND NOT rule_is_off('territory', l.territory_id)
    )
    SELECT l.id, l.job_id, l.territory_id, l.title, l.planned, b.rule, b.text
    FROM broken b JOIN live l ON l.n = b.n
    WHERE NOT EXISTS (SELECT FROM policy_rule o WHERE o.rule = b.rule
        AND o.territory_id = v_who.territory_id AND o.mode = 'off')
    ORDER BY l.n, b.rule;
END
$$;
