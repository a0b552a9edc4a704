-- SPDX-License-Identifier: MIT
-- Judge one new mutation of a device, carry it out if it applies, and keep it
-- with its verdict. Its job is locked. One that the daemon found invalid (key
-- "invalid": why) is kept as it came and looked at no further.

CREATE FUNCTION fact_apply(p_device device, p_mutation jsonb, p_skew_ms bigint,
    p_request text) RETURNS fact
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_kind  constant text := left(coalesce(p_mutation ->> 'kind', ''), 64);
    v_body  constant jsonb := coalesce(p_mutation -> 'body', '{}');
    v_at    constant timestamptz :=
        coalesce((p_mutation ->> 'at')::timestamptz, app_now());
    v_visit visit;
    v_said  record;
    v_fact  fact;
BEGIN
    SELECT * INTO v_visit FROM visit
    WHERE id = (p_mutation ->> 'visit')::bigint;
    IF p_mutation ? 'invalid' THEN
        SELECT 'invalid' AS verdict, p_mutation ->> 'invalid' AS text
        INTO v_said;
    ELSIF v_kind = 'status' THEN
        SELECT * INTO v_said
        FROM fact_status(v_visit, p_device.technician_id, v_body);
    ELSIF v_kind = 'note' THEN
        SELECT * INTO v_said
        FROM fact_note(v_visit, p_device.technician_id, v_body);
    ELSE
        SELECT 'invalid' AS verdict, format('this server does not know '
            '"%s"; it is kept', left(v_kind, 40)) AS text INTO v_said;
    END IF;
    IF v_said.verdict = 'applied' AND v_kind = 'status' THEN
        PERFORM visit_report(p_device.id, p_request, v_visit, v_body, v_at);
    ELSIF v_said.verdict IN ('applied', 'conflict', 'out_of_scope')
        AND v_visit.id IS NOT NULL THEN
        PERFORM audit_write(p_device.id, p_request,
            'visit.' || CASE WHEN v_kind = 'note' AND v_said.verdict
                = 'applied' THEN 'noted' ELSE v_said.verdict END,
            'visit', v_visit.id, NULL, v_body, v_said.text, 'device');
    END IF;
    -- Both sides are kept: a person decides.
    IF v_said.verdict = 'conflict' AND v_visit.id IS NOT NULL THEN
        INSERT INTO notice (at, territory_id, job_id, kind, text,
            technician_id, visits)
        SELECT app_now(), j.territory_id, j.id, 'conflict',
            format('%s reports of "%s": %s', t.name, j.title, v_said.text),
            t.id, ARRAY[v_visit.id]
        FROM job j, technician t
        WHERE j.id = v_visit.job_id AND t.id = p_device.technician_id;
    END IF;
    INSERT INTO fact (device_id, seq, uid, kind, visit_id, job_id,
        technician_id, body, at, received_at, clock_skew_ms, verdict,
        verdict_text)
    VALUES (p_device.id, (p_mutation ->> 'seq')::bigint,
        (p_mutation ->> 'uid')::uuid, v_kind,
        (p_mutation ->> 'visit')::bigint,
        coalesce(v_visit.job_id, (p_mutation ->> 'job')::bigint),
        p_device.technician_id, v_body, v_at, app_now(), p_skew_ms,
        v_said.verdict, v_said.text)
    RETURNING * INTO v_fact;
    RETURN v_fact;
END
$$;
