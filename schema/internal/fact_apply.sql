-- SPDX-License-Identifier: MIT
-- Judge one new report of a device, keep it with its verdict, and carry it
-- out. Its job is locked. One that cannot be carried out for a reason that
-- nobody foresaw is kept as a conflict: no report ever holds up the others.
-- NULL: another device of hers brought the same one at this moment.

CREATE FUNCTION fact_apply(p_device device, p_mutation jsonb, p_skew_ms bigint,
    p_request text) RETURNS fact
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_kind  constant text := left(coalesce(p_mutation ->> 'kind', ''), 64);
    v_at    constant timestamptz :=
        coalesce((p_mutation ->> 'at')::timestamptz, app_now());
    v_visit visit;
    v_job   job;
    v_world jsonb;
    v_said  record;
    v_ours  jsonb;
    v_fact  fact;
    v_rule  text;
BEGIN
    SELECT * INTO v_visit FROM visit
    WHERE id = (p_mutation ->> 'visit')::bigint;
    SELECT * INTO v_job FROM job WHERE id = CASE
        WHEN v_visit.id IS NOT NULL THEN v_visit.job_id
        WHEN p_mutation ->> 'visit' IS NULL
        THEN (p_mutation ->> 'job')::bigint END;
    BEGIN
        v_world := fact_world(p_device, p_mutation, v_kind, v_at, v_visit,
            v_job);
        SELECT m.* INTO v_said FROM fact_merge(
            CASE WHEN v_kind = 'correction'
                THEN coalesce(p_mutation #>> '{body,kind}', v_kind)
                ELSE v_kind END, v_world,
            coalesce(p_mutation #> CASE WHEN v_kind = 'correction'
                THEN '{body,content}'::text[] ELSE '{body}' END, '{}')) m;
        v_fact := fact_keep(p_device, p_mutation, v_kind, v_at,
            v_visit.job_id, p_skew_ms, v_said.verdict, v_said.text);
        IF v_fact.uid IS NULL THEN
            RETURN NULL;
        END IF;
        IF v_said.review IS NOT NULL THEN
            v_ours := fact_ours(v_said.review, v_fact, v_visit, v_job);
        END IF;
        PERFORM fact_do(v_fact, v_visit, v_job, v_world,
            p_mutation #> '{body,points}', p_request);
    EXCEPTION WHEN OTHERS THEN
        -- What the data refuses; not a deadlock, a lost connection, a bug.
        IF SQLSTATE !~ '^(CO4|22|23)' THEN
            RAISE;
        END IF;
        GET STACKED DIAGNOSTICS v_rule = CONSTRAINT_NAME;
        RAISE LOG 'report % of device %: % (%)', p_mutation ->> 'uid',
            p_device.id, SQLERRM, SQLSTATE;
        SELECT 'conflict' AS verdict, 'it could not be carried out: '
            || fact_refusal(SQLSTATE, v_rule, SQLERRM) AS text,
            'conflict' AS review INTO v_said;
        v_fact := fact_keep(p_device, p_mutation, v_kind, v_at,
            v_visit.job_id, p_skew_ms, v_said.verdict, v_said.text);
        IF v_fact.uid IS NULL THEN
            RETURN NULL;
        END IF;
    END;
    IF v_visit.id IS NOT NULL AND (v_fact.verdict IN ('conflict',
            'out_of_scope') OR v_kind = 'note'
            AND v_fact.verdict = 'applied') THEN
        PERFORM audit_write(p_device.id, p_request,
            'visit.' || CASE WHEN v_fact.verdict = 'applied' THEN 'noted'
                ELSE v_fact.verdict END,
            'visit', v_visit.id, NULL, v_fact.body, v_said.text, 'device');
    END IF;
    IF v_said.review IS NOT NULL THEN
        PERFORM fact_review(v_fact, v_visit, v_job, v_said.review,
            v_ours, v_said.text);
    END IF;
    RETURN v_fact;
END
$$;

-- Why the data refuses, in words for her and for the dispatcher: ours as they
-- are, PostgreSQL's never (they name tables, and show what is in them).
CREATE FUNCTION fact_refusal(p_state text, p_rule text, p_message text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_state LIKE 'CO4%' THEN p_message
        WHEN p_rule = 'visit_no_overlap'
        THEN 'the technician has another visit at that time'
        WHEN p_state = '23503' THEN 'something that it names is not there'
        WHEN p_state = '23505' THEN 'it is there already'
        WHEN p_state = '23P01' THEN 'it overlaps with what is there'
        ELSE 'a value of it is beyond what can be kept' END
$$;

-- Of positions only how many there were: the rest is pruned one day. Those that
-- could not be kept apart stay here, as they came. NULL if its uid is there: it
-- came by another device since it was looked for.
CREATE FUNCTION fact_keep(p_device device, p_mutation jsonb, p_kind text,
    p_at timestamptz, p_job bigint, p_skew_ms bigint, p_verdict text,
    p_text text) RETURNS fact
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_body jsonb := coalesce(p_mutation -> 'body', '{}');
    v_fact fact;
BEGIN
    IF p_kind = 'positions' AND p_verdict NOT IN ('invalid', 'conflict')
    THEN
        v_body := jsonb_build_object('count',
            jsonb_array_length(v_body -> 'points'));
    END IF;
    INSERT INTO fact (device_id, seq, uid, kind, visit_id, job_id,
        technician_id, body, at, received_at, clock_skew_ms, verdict,
        verdict_text, base, quarantined, of)
    VALUES (p_device.id, (p_mutation ->> 'seq')::bigint,
        (p_mutation ->> 'uid')::uuid, p_kind,
        (p_mutation ->> 'visit')::bigint,
        coalesce(p_job, (p_mutation ->> 'job')::bigint),
        p_device.technician_id, v_body, p_at, app_now(), p_skew_ms,
        p_verdict, coalesce(p_text, ''), (p_mutation ->> 'base')::bigint,
        p_device.revoked_at IS NOT NULL,
        CASE WHEN p_kind = 'correction' AND p_verdict <> 'invalid'
            THEN (v_body ->> 'of')::uuid END)
    ON CONFLICT (uid) DO NOTHING
    RETURNING * INTO v_fact;
    RETURN v_fact;
END
$$;
