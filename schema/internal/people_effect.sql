-- SPDX-License-Identifier: MIT
-- What a change of people or their time does to the plan. The caller asks for
-- the troubles before it and after it: visits that the change has hit stay
-- where they are, are listed in the answer (`affected`), and a notice asks the
-- dispatchers of their territories to look after them.

CREATE FUNCTION people_troubles(p_technician bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('visit', t.visit,
            'job', t.job, 'title', t.title, 'territory', t.territory,
            'start', instant_text(lower(t.planned)),
            'end', instant_text(upper(t.planned)), 'rule', t.rule,
            'detail', t.text)), '[]')
        FROM visit_troubles(p_technician) t);
END
$$;

CREATE FUNCTION people_effect(p_technician technician, p_before jsonb,
    p_kind text, p_text text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hit jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(a.e ORDER BY a.n), '[]') INTO v_hit
    FROM jsonb_array_elements(people_troubles(p_technician.id))
        WITH ORDINALITY a (e, n)
    WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(p_before) b (e)
        WHERE b.e -> 'visit' = a.e -> 'visit'
            AND b.e -> 'rule' = a.e -> 'rule');
    INSERT INTO notice (at, territory_id, job_id, kind, text, technician_id,
        visits)
    SELECT app_now(), h.territory, CASE WHEN count(*) = 1 THEN min(h.job) END,
        p_kind, format('%s: %s', p_text, CASE WHEN count(*) = 1
            THEN 'look after the visit "' || min(h.title) || '"'
            ELSE 'look after ' || count(*) || ' visits' END),
        p_technician.id, array_agg(h.visit ORDER BY h.n)
    FROM (SELECT (e ->> 'territory')::bigint AS territory,
            (e ->> 'job')::bigint AS job, e ->> 'title' AS title,
            (e ->> 'visit')::bigint AS visit, min(n) AS n
        FROM jsonb_array_elements(v_hit) WITH ORDINALITY x (e, n)
        GROUP BY 1, 2, 3, 4) h
    GROUP BY h.territory ORDER BY h.territory;
    RETURN v_hit;
END
$$;
