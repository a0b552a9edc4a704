-- SPDX-License-Identifier: MIT
-- Something for a person to look at. While a review with this key is open,
-- more of the same goes into it; the latest is what it shows.

CREATE FUNCTION review_add(p_kind text, p_key text, p_territory bigint,
    p_technician bigint, p_job bigint, p_visit bigint, p_fact jsonb,
    p_theirs jsonb, p_ours jsonb, p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO review AS r (at, territory_id, kind, key, job_id, visit_id,
        technician_id, facts, theirs, ours, text)
    VALUES (app_now(), p_territory, p_kind, p_key, p_job, p_visit,
        p_technician, jsonb_build_array(p_fact), p_theirs, p_ours, p_text)
    ON CONFLICT (key) WHERE state = 'open' DO UPDATE
    -- The facts themselves are kept all, where they are.
    SET facts = CASE WHEN jsonb_array_length(r.facts) < 500
            THEN r.facts || excluded.facts ELSE r.facts END,
        theirs = excluded.theirs, text = excluded.text;
END
$$;

-- The review that a report asks for.
CREATE FUNCTION fact_review(p_fact fact, p_visit visit, p_job job,
    p_kind text, p_ours jsonb, p_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_name  text;
    v_home  bigint;
    v_body  constant jsonb := (fact_content(p_fact.kind, p_fact.body)).body;
BEGIN
    SELECT t.name, t.territory_id INTO v_name, v_home FROM technician t
    WHERE t.id = p_fact.technician_id;
    PERFORM review_add(p_kind, p_kind || ':' || CASE
            WHEN p_kind = 'invalid' THEN p_fact.device_id::text
            WHEN p_kind = 'quarantine' THEN concat_ws(':', p_fact.device_id,
                p_fact.job_id)
            WHEN p_kind = 'stock' THEN p_fact.technician_id || ':'
                || (v_body ->> 'code')
            WHEN p_kind = 'out_of_scope' THEN concat_ws(':',
                p_fact.technician_id, 'job ' || p_job.id,
                'visit ' || p_fact.visit_id)
            WHEN p_kind = 'conflict' AND p_fact.visit_id IS NOT NULL
                THEN p_fact.visit_id::text
            ELSE p_fact.uid::text END,
        coalesce(p_job.territory_id, v_home), p_fact.technician_id, p_job.id,
        p_visit.id, jsonb_build_object('device', p_fact.device_id,
            'seq', p_fact.seq, 'uid', p_fact.uid),
        jsonb_build_object('kind', p_fact.kind, 'at', instant_text(p_fact.at),
            'body', p_fact.body),
        p_ours,
        concat(v_name, ' reports', ' of "' || p_job.title || '"', ': ',
            coalesce(nullif(p_text, ''), p_fact.kind)));
END
$$;

-- What stood here when it came.
CREATE FUNCTION fact_ours(p_kind text, p_fact fact, p_visit visit,
    p_job job) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT CASE
        WHEN p_kind = 'address' THEN (SELECT jsonb_build_object('site', s.id,
                'address', s.address, 'lat', s.lat, 'lon', s.lon)
            FROM site s WHERE s.id = p_job.site_id)
        WHEN p_kind = 'contact' THEN (SELECT jsonb_build_object('contact',
                c.id, 'name', c.name, 'phone', c.phone, 'email', c.email)
            FROM site s JOIN contact c ON c.id = s.contact_id
            WHERE s.id = p_job.site_id)
        WHEN p_kind = 'stock' THEN (SELECT jsonb_build_object('part', p.code,
                'amount', coalesce(k.amount, 0))
            FROM part p LEFT JOIN technician_part k ON k.part_id = p.id
                AND k.technician_id = p_fact.technician_id
            WHERE p.code = (fact_content(p_fact.kind, p_fact.body)).body
                ->> 'code')
        WHEN p_visit.id IS NOT NULL THEN jsonb_strip_nulls(
            jsonb_build_object('state', p_visit.state,
                'outcome', p_visit.outcome,
                'technician', p_visit.technician_id,
                'start', instant_text(lower(p_visit.planned)),
                'end', instant_text(upper(p_visit.planned)),
                'window_from', instant_text(lower(p_visit.arrival_window)),
                'window_to', instant_text(upper(p_visit.arrival_window))))
        END
$$;
