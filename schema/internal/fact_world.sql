-- SPDX-License-Identifier: MIT
-- The world that a report meets, as fact_merge() asks for it: what is not so
-- is left out, so that `w ? 'mine'` reads as a sentence. Its job is locked.

-- What a report says: of a correction, what it puts instead (`kind` NULL:
-- nothing, the report is taken back).
CREATE FUNCTION fact_content(p_kind text, p_body jsonb, OUT kind text,
    OUT body jsonb)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_kind = 'correction' THEN p_body ->> 'kind'
            ELSE p_kind END,
        CASE WHEN p_kind = 'correction' THEN coalesce(p_body -> 'content',
            '{}') ELSE p_body END
$$;

-- When a report counts as made: by its device's clock, but never before what
-- the device had said of the same thing. So reports of one device stand in the
-- order of their numbers, whatever its clock does.
CREATE FUNCTION fact_at(p_facts fact[], p_device bigint, p_seq bigint,
    p_at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(p_at, max(f.at)) FROM unnest(p_facts) f
    WHERE f.device_id = p_device AND f.seq < p_seq
$$;

-- Whether a report is later than all of these of the same thing.
CREATE FUNCTION fact_later(p_facts fact[], p_device bigint, p_seq bigint,
    p_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(bool_and((fact_at(p_facts, p_device, p_seq, p_at),
            p_device, p_seq)
        > (fact_at(p_facts, f.device_id, f.seq, f.at), f.device_id, f.seq)),
        true)
    FROM unnest(p_facts) f
$$;

CREATE FUNCTION fact_of_status(p_visit visit, p_device bigint, p_seq bigint,
    p_at timestamptz, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_at constant timestamptz := fact_at(ARRAY(SELECT f FROM fact f
        WHERE f.visit_id = p_visit.id AND f.kind = 'status'
            AND f.verdict <> 'invalid'), p_device, p_seq, p_at);
BEGIN
    RETURN jsonb_build_object('state', p_visit.state,
        'outcome', p_visit.outcome, 'at', v_at,
        'later', (v_at, p_device, p_seq) > (coalesce(p_visit.said_at,
            '-infinity'), coalesce(p_visit.said_device, 0),
            coalesce(p_visit.said_seq, 0)),
        'replanned', p_visit.state IN ('missed', 'declined')
            AND EXISTS (SELECT FROM visit o WHERE o.job_id = p_visit.job_id
                AND o.id > p_visit.id AND (visit_live(o.state)
                    OR o.state = 'completed')));
END
$$;

-- Reports of a thing that has one value: the last one counts.
CREATE FUNCTION fact_of_task(p_job bigint, p_device bigint, p_seq bigint,
    p_at timestamptz, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_task constant bigint := (p_body ->> 'task')::bigint;
    v_done boolean;
BEGIN
    SELECT t.done_at IS NOT NULL INTO v_done FROM job_task t
    WHERE t.id = v_task AND t.job_id = p_job;
    IF NOT FOUND THEN
        RETURN '{"no_task": true}';
    END IF;
    RETURN jsonb_build_object('later', fact_later(ARRAY(SELECT f FROM fact f
            WHERE f.job_id = p_job AND f.verdict IN ('applied', 'merged',
                    'superseded')
                AND (fact_content(f.kind, f.body)).kind = 'task'
                AND ((fact_content(f.kind, f.body)).body ->> 'task')::bigint
                    = v_task), p_device, p_seq, p_at))
        || CASE WHEN v_done = (p_body ->> 'done')::boolean
            THEN '{"same": true}' ELSE '{}' END::jsonb;
END
$$;

-- Name, phone and email are a value each. The office changed the contact behind
-- her back: she saw an older sheet (or
-- does not say which), and a person has changed the contact of late.
CREATE FUNCTION fact_of_contact(p_visit visit, p_job job, p_base bigint,
    p_device bigint, p_seq bigint, p_at timestamptz, p_body jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_all     constant fact[] := ARRAY(SELECT f FROM fact f
        JOIN job j ON j.id = f.job_id AND j.site_id = p_job.site_id
        WHERE f.verdict IN ('applied', 'merged', 'superseded')
            AND (fact_content(f.kind, f.body)).kind = 'contact');
    v_news    jsonb;
    v_contact contact;
BEGIN
    SELECT c.* INTO v_contact FROM site s JOIN contact c ON c.id = s.contact_id
    WHERE s.id = p_job.site_id;
    SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO v_news
    FROM jsonb_each(p_body) e
    WHERE fact_later(ARRAY(SELECT f FROM unnest(v_all) f
        WHERE (fact_content(f.kind, f.body)).body ? e.key), p_device, p_seq,
        p_at);
    RETURN jsonb_build_object('news', v_news, 'later', v_news <> '{}')
        || CASE WHEN v_contact.id IS NOT NULL
            AND coalesce(v_news ->> 'name', v_contact.name) = v_contact.name
            AND coalesce(v_news ->> 'phone', v_contact.phone, '')
                = coalesce(v_contact.phone, '')
            AND coalesce(v_news ->> 'email', v_contact.email, '')
                = coalesce(v_contact.email, '')
            THEN '{"same": true}' ELSE '{}' END::jsonb
        || CASE WHEN EXISTS (SELECT FROM audit a
                WHERE a.object_kind = 'contact' AND a.object_id = v_contact.id
                    AND a.actor_kind = 'user' AND a.before IS NOT NULL
                    AND CASE WHEN p_base IS NULL THEN a.at > p_at
                        ELSE a.at > p_at - interval '30 days' END)
            AND (p_base IS NULL OR EXISTS (SELECT FROM feed_scope s
                JOIN feed f ON f.scope_id = s.id AND f.kind = 'visit'
                    AND f.object_id = p_visit.id AND f.version > p_base
                WHERE s.kind = 'technician'
                    AND s.object_id = p_visit.technician_id))
            THEN '{"clash": true}' ELSE '{}' END::jsonb;
END
$$;

CREATE FUNCTION fact_of_part(p_technician bigint, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce((SELECT jsonb_build_object('left', coalesce((SELECT
            k.amount FROM technician_part k WHERE k.part_id = p.id
                AND k.technician_id = p_technician), 0)
            + part_delta(p_body ->> 'use', (p_body ->> 'quantity')::integer))
        FROM part p WHERE p.code = p_body ->> 'code'), '{"no_part": true}');
END
$$;

-- A reading names an asset of the job's site, or none.
CREATE FUNCTION fact_of_meter(p_job job, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_body ? 'asset' AND NOT EXISTS (SELECT FROM asset a
        WHERE a.id = (p_body ->> 'asset')::bigint
            AND a.site_id = p_job.site_id) THEN
        RETURN '{"no_asset": true}';
    END IF;
    RETURN '{}';
END
$$;

-- Whose report a correction cites, and of which kind; whether this one was
-- corrected before it came.
CREATE FUNCTION fact_of_correction(p_technician bigint, p_uid uuid,
    p_kind text, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_cited fact;
BEGIN
    IF EXISTS (SELECT FROM fact f WHERE f.of = p_uid
        AND f.technician_id = p_technician AND f.verdict <> 'invalid'
        AND NOT f.quarantined) THEN
        RETURN '{"corrected": true}';
    END IF;
    IF p_kind = 'correction' THEN
        SELECT * INTO v_cited FROM fact f
        WHERE f.uid = (p_body ->> 'of')::uuid;
    END IF;
    IF v_cited.technician_id <> p_technician THEN
        RETURN '{"cited_other": true}';
    END IF;
    RETURN jsonb_strip_nulls(jsonb_build_object('cited_kind',
        (fact_content(v_cited.kind, v_cited.body)).kind));
END
$$;

CREATE FUNCTION fact_world(p_device device, p_mutation jsonb, p_kind text,
    p_at timestamptz, p_visit visit, p_job job) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit constant bigint := (p_mutation ->> 'visit')::bigint;
    v_job   constant bigint := (p_mutation ->> 'job')::bigint;
    v_seq   constant bigint := (p_mutation ->> 'seq')::bigint;
    v_whole constant jsonb := coalesce(p_mutation -> 'body', '{}');
    -- As fact_content() has it; but this is asked for each report.
    v_kind  constant text := CASE WHEN p_kind = 'correction'
        THEN v_whole ->> 'kind' ELSE p_kind END;
    v_body  constant jsonb := CASE WHEN p_kind = 'correction'
        THEN coalesce(v_whole -> 'content', '{}') ELSE v_whole END;
    v_why   text := coalesce(p_mutation ->> 'invalid',
        fact_invalid(p_kind, v_visit, v_job, v_whole));
    v_world jsonb;
BEGIN
    IF v_why IS NULL AND p_kind = 'correction' AND v_kind IS NOT NULL THEN
        v_why := fact_invalid(v_kind, v_visit, v_job, v_body);
    END IF;
    IF v_why IS NOT NULL THEN
        RETURN jsonb_build_object('invalid', v_why);
    END IF;
    -- One never knows who writes on a device that was lost.
    IF p_device.revoked_at IS NOT NULL THEN
        RETURN '{"quarantined": true}';
    END IF;
    v_world := jsonb_build_object('what',
            CASE WHEN v_visit IS NULL THEN 'job' ELSE 'visit' END)
        || CASE WHEN CASE WHEN v_visit IS NOT NULL
                THEN p_visit.technician_id = p_device.technician_id
            WHEN v_job IS NOT NULL THEN EXISTS (SELECT FROM visit v
                WHERE v.job_id = v_job
                    AND v.technician_id = p_device.technician_id)
            ELSE true END THEN '{"mine": true}' ELSE '{}' END::jsonb
        || fact_of_correction(p_device.technician_id,
            (p_mutation ->> 'uid')::uuid, p_kind, v_whole);
    RETURN v_world || CASE v_kind
        WHEN 'status' THEN fact_of_status(p_visit, p_device.id, v_seq, p_at,
            v_body)
        WHEN 'part' THEN fact_of_part(p_device.technician_id, v_body)
        WHEN 'meter' THEN fact_of_meter(p_job, v_body)
        WHEN 'task' THEN fact_of_task(p_job.id, p_device.id, v_seq, p_at,
            v_body)
        WHEN 'contact' THEN fact_of_contact(p_visit, p_job,
            (p_mutation ->> 'base')::bigint, p_device.id, v_seq, p_at, v_body)
        ELSE '{}' END;
END
$$;
