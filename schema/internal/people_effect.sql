-- SPDX-License-Identifier: MIT
-- What a change of people or their time does to the plan. The caller asks for
-- the troubles before it and after it: visits and held slots that the change
-- has hit stay where they are, are listed in the answer (`affected`), and a
-- notice asks the dispatchers of their territories to look after them.

CREATE FUNCTION people_troubles(p_technician bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('visit', t.visit,
            'hold', t.hold, 'job', t.job, 'title', t.title,
            'territory', t.territory, 'start', instant_text(lower(t.planned)),
            'end', instant_text(upper(t.planned)), 'rule', t.rule,
            'detail', t.text)), '[]')
        FROM (SELECT v.visit, NULL::bigint AS hold, v.job, v.title,
                v.territory, v.planned, v.rule, v.text
            FROM visit_troubles(p_technician) v
            UNION ALL
            SELECT NULL, (h.hold).id, (h.hold).job_id, 'held'
                || coalesce(' for ' || (h.hold).customer, ''),
                (h.hold).territory_id, (h.hold).planned, h.rule, h.text
            FROM hold_troubles(p_technician) h) t);
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
            AND b.e -> 'hold' = a.e -> 'hold'
            AND b.e -> 'rule' = a.e -> 'rule');
    INSERT INTO notice (at, territory_id, job_id, kind, text, technician_id,
        visits)
    SELECT app_now(), h.territory, CASE WHEN count(*) = 1 THEN min(h.job) END,
        p_kind, format('%s: look after %s', p_text, concat_ws(' and ',
            CASE WHEN count(h.visit) = 1 THEN 'the visit "'
                    || min(h.title) FILTER (WHERE h.hold IS NULL) || '"'
                WHEN count(h.visit) > 1 THEN count(h.visit) || ' visits' END,
            CASE WHEN count(h.hold) = 1 THEN 'the slot that is '
                    || min(h.title) FILTER (WHERE h.hold IS NOT NULL)
                WHEN count(h.hold) > 1
                THEN count(h.hold) || ' slots that are held' END)),
        p_technician.id, coalesce(array_agg(h.visit ORDER BY h.n)
            FILTER (WHERE h.hold IS NULL), '{}')
    FROM (SELECT (e ->> 'territory')::bigint AS territory,
            (e ->> 'job')::bigint AS job, e ->> 'title' AS title,
            (e ->> 'visit')::bigint AS visit,
            (e ->> 'hold')::bigint AS hold, min(n) AS n
        FROM jsonb_array_elements(v_hit) WITH ORDINALITY x (e, n)
        GROUP BY 1, 2, 3, 4, 5) h
    GROUP BY h.territory ORDER BY h.territory;
    RETURN v_hit;
END
$$;
