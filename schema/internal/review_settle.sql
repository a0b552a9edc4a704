-- SPDX-License-Identifier: MIT
-- What a decision asks for, by kind of review. Its jobs are locked. What it
-- made: for the reader; NULL: nothing.

CREATE FUNCTION review_settle(p_actor bigint, p_request text, r review,
    p_decision text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    b constant jsonb := r.theirs -> 'body';
BEGIN
    IF r.kind IN ('conflict', 'out_of_scope')
        AND p_decision = 'technician' THEN
        -- Of pictures job_photos_of() looks at the decision.
        PERFORM sheet_touch(ARRAY(SELECT r.job_id
            WHERE r.job_id IS NOT NULL));
        RETURN review_apply(p_actor, p_request, r);
    ELSIF r.kind = 'contact' AND p_decision = 'dispatcher' THEN
        RETURN review_contact(p_actor, p_request, r);
    ELSIF p_decision <> 'accept' THEN
        RETURN NULL;
    ELSIF r.kind = 'quarantine' THEN
        -- job_photos_of() looks at the decision.
        PERFORM sheet_touch(ARRAY(SELECT r.job_id
            WHERE r.job_id IS NOT NULL));
        RETURN jsonb_build_object('job', r.job_id);
    ELSIF r.kind = 'address' THEN
        PERFORM site_put(p_actor, p_request, (SELECT site_id FROM job
            WHERE id = r.job_id), NULL, jsonb_strip_nulls(
                jsonb_build_object('address', b -> 'text', 'lat', b -> 'lat',
                    'lon', b -> 'lon')));
        RETURN jsonb_build_object('site', (SELECT site_id FROM job
            WHERE id = r.job_id));
    ELSIF r.kind = 'window' THEN
        RETURN review_window(p_actor, p_request, r, b);
    END IF;
    RETURN review_followup(p_actor, p_request, r, b);
END
$$;

-- What the report changed of the contact is as it was before, but for what
-- somebody has changed again since: that is later than both.
CREATE FUNCTION review_contact(p_actor bigint, p_request text, r review)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    b      constant jsonb := (fact_content(r.theirs ->> 'kind',
        r.theirs -> 'body')).body;
    v_id   constant bigint := r.ours ->> 'contact';
    v_is   jsonb;
    v_back jsonb;
    v_lost text;
BEGIN
    SELECT to_jsonb(c) INTO v_is FROM contact c WHERE c.id = v_id
    FOR UPDATE;
    SELECT jsonb_object_agg(x.key, r.ours -> x.key)
            FILTER (WHERE x.now = x.hers),
        string_agg(x.key, ', ' ORDER BY x.key)
            FILTER (WHERE x.now NOT IN (x.hers, x.was))
    INTO v_back, v_lost
    FROM (SELECT k AS key, coalesce(r.ours ->> k, '') AS was,
            b ->> k AS hers, coalesce(v_is ->> k, '') AS now
        FROM unnest('{name,phone,email}'::text[]) k) x
    WHERE x.hers <> x.was AND (x.key <> 'name' OR x.hers <> '');
    IF v_back IS NOT NULL THEN
        PERFORM contact_put(p_actor, p_request, v_id, NULL, v_back);
    ELSIF v_lost IS NOT NULL THEN
        PERFORM fail('CO409', format('somebody has changed the contact since '
            '(%s): leave it as it is, or change it there', v_lost),
            '/decision', 'settled');
    END IF;
    RETURN jsonb_build_object('contact', v_id);
END
$$;

-- The customer's window is another one; what she was told about a visit that
-- has not begun holds if it is in it, else nobody has told her anything yet.
CREATE FUNCTION review_window(p_actor bigint, p_request text, r review,
    b jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit visit;
    v_new   constant tstzrange := tstzrange((b ->> 'start')::timestamptz,
        (b ->> 'end')::timestamptz);
BEGIN
    PERFORM job_update(p_actor, p_request, r.job_id, NULL,
        jsonb_build_object('earliest_start', b -> 'start',
            'due_at', b -> 'end'));
    SELECT * INTO v_visit FROM visit WHERE id = r.visit_id;
    IF visit_live(v_visit.state) AND NOT visit_begun(v_visit.state)
        AND NOT v_visit.arrival_window <@ v_new THEN
        PERFORM visit_update(p_actor, p_request, v_visit.id, NULL,
            '{"arrival_window": null}');
    END IF;
    RETURN jsonb_build_object('job', r.job_id);
END
$$;

-- Another job at the same site, after this one.
CREATE FUNCTION review_followup(p_actor bigint, p_request text, r review,
    b jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_new bigint;
BEGIN
    SELECT (c.body ->> 'id')::bigint INTO v_new
    FROM job j JOIN job_type k ON k.id = j.job_type_id,
        job_create(p_actor, p_request, jsonb_strip_nulls(
            jsonb_build_object('territory', j.territory_id,
                'site', j.site_id, 'type', coalesce(b ->> 'type', k.code),
                'title', b -> 'title', 'description',
                nullif(b ->> 'text', ''), 'priority', b -> 'priority',
                'duration_min', b -> 'minutes', 'after', CASE
                    WHEN j.state NOT IN ('completed', 'cancelled')
                    THEN jsonb_build_array(jsonb_build_object('job', j.id))
                    END))) c
    WHERE j.id = r.job_id;
    RETURN jsonb_build_object('job', v_new);
END
$$;

CREATE FUNCTION review_has_picture(r review) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM jsonb_array_elements(r.facts) e
        JOIN fact f ON f.device_id = (e ->> 'device')::bigint
            AND f.seq = (e ->> 'seq')::bigint
        WHERE f.job_id = r.job_id AND fact_blob(f.kind, f.body) IS NOT NULL)
$$;

-- What the technician did counts: the furthest of the steps that she reported,
-- at her own time. A visit that somebody else has is hers from then on, unless
-- that one has begun it.
CREATE FUNCTION review_apply(p_actor bigint, p_request text, r review)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_fact  fact;
    v_visit visit;
BEGIN
    SELECT f.* INTO v_fact
    FROM jsonb_array_elements(r.facts) e
    JOIN fact f ON f.device_id = (e ->> 'device')::bigint
        AND f.seq = (e ->> 'seq')::bigint
    WHERE f.kind = 'status' AND f.verdict IN ('conflict', 'out_of_scope')
    ORDER BY step_level(f.body ->> 'state') DESC, f.at DESC, f.device_id DESC,
        f.seq DESC LIMIT 1;
    SELECT * INTO v_visit FROM visit WHERE id = r.visit_id;
    IF v_fact.uid IS NULL AND review_has_picture(r) THEN
        RETURN jsonb_build_object('job', r.job_id);
    ELSIF v_fact.uid IS NULL OR v_visit.id IS NULL THEN
        PERFORM fail('CO409', 'no step was reported here that could be '
            'applied: leave it as it is', '/decision', 'settled');
    END IF;
    -- Her plan changes: nobody else may write it meanwhile. What she has done
    -- already lies upon nothing, so the rule is asked for the end only.
    PERFORM technicians_lock(ARRAY[v_visit.technician_id,
        v_fact.technician_id]);
    SET CONSTRAINTS visit_no_overlap DEFERRED;
    IF v_visit.technician_id <> v_fact.technician_id THEN
        v_visit := review_reassign(p_actor, p_request, v_visit,
            v_fact.technician_id, r.text);
    END IF;
    UPDATE job j SET state = 'open'
    WHERE j.id = v_visit.job_id AND j.state = 'cancelled';
    IF NOT step_legal('visit', v_visit.state, v_fact.body ->> 'state')
        AND v_visit.state <> v_fact.body ->> 'state' THEN
        PERFORM fail('CO409', format('the visit is %s by now: %s cannot '
            'follow', v_visit.state, v_fact.body ->> 'state'), '/decision',
            'settled');
    END IF;
    PERFORM visit_report(v_fact.device_id, p_request, v_visit, v_fact.body,
        v_fact.at, v_fact.seq, v_fact.at);
    PERFORM overlap_fail(v.technician_id, v.planned, v.id)
    FROM visit v WHERE v.id = v_visit.id AND visit_live(v.state)
        AND EXISTS (SELECT FROM visit o
            WHERE o.technician_id = v.technician_id AND o.id <> v.id
                AND o.planned && v.planned AND visit_live(o.state));
    SET CONSTRAINTS visit_no_overlap IMMEDIATE;
    RETURN jsonb_build_object('visit', v_visit.id, 'state',
        v_fact.body ->> 'state');
END
$$;

-- The visit is another technician's; both are locked, visit_no_overlap waits.
CREATE FUNCTION review_reassign(p_actor bigint, p_request text, p_visit visit,
    p_technician bigint, p_why text) RETURNS visit
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_name constant text := (SELECT name FROM technician
        WHERE id = p_visit.technician_id);
    v_new  visit;
BEGIN
    IF p_visit.state = 'completed' THEN
        PERFORM fail('CO409', format('visit %s is completed by somebody '
            'else meanwhile', p_visit.id), '/decision', 'settled');
    ELSIF visit_begun(p_visit.state) THEN
        PERFORM fail('CO409', format('visit %s is %s''s, and %s: call '
            'that one back first', p_visit.id, v_name, p_visit.state),
            '/decision', 'visit_begun');
    END IF;
    UPDATE visit SET technician_id = p_technician
    WHERE id = p_visit.id RETURNING * INTO v_new;
    PERFORM audit_change(p_actor, p_request, 'visit.moved', 'visit',
        p_visit.id, to_jsonb(p_visit), to_jsonb(v_new), p_why);
    RETURN v_new;
END
$$;
