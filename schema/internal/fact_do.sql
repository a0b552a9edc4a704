-- SPDX-License-Identifier: MIT
-- Carry a report out, by kind, after its verdict.

CREATE FUNCTION fact_do(p_fact fact, p_visit visit, p_job job, w jsonb,
    p_points jsonb, p_request text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_kind constant text := CASE WHEN p_fact.kind = 'correction'
        THEN p_fact.body ->> 'kind' ELSE p_fact.kind END;
    b      constant jsonb := CASE WHEN p_fact.kind = 'correction'
        THEN coalesce(p_fact.body -> 'content', '{}') ELSE p_fact.body END;
BEGIN
    -- The fact has only how many: they are kept here, or nowhere. One that was
    -- shut out as well: the row says of which device it is.
    IF p_fact.kind = 'positions' AND p_fact.verdict <> 'invalid' THEN
        INSERT INTO position (technician_id, device_id, at, lat, lon,
            accuracy_m)
        SELECT p_fact.technician_id, p_fact.device_id,
            (e ->> 'at')::timestamptz, (e ->> 'lat')::double precision,
            (e ->> 'lon')::double precision,
            (e ->> 'accuracy')::double precision
        FROM jsonb_array_elements(p_points) e;
    END IF;
    IF p_fact.verdict IN ('invalid', 'conflict')
        OR w ?| ARRAY['quarantined', 'cited_other'] THEN
        RETURN;
    END IF;
    IF p_fact.kind = 'correction' OR w ? 'corrected' THEN
        PERFORM fact_settle(p_fact, p_job.site_id);
    ELSIF v_kind IN ('time', 'part', 'meter', 'note') THEN
        PERFORM fact_count(p_fact, p_job.site_id);      -- all by itself
    ELSIF v_kind = 'task' AND p_fact.verdict IN ('applied', 'merged') THEN
        PERFORM task_settle((b ->> 'task')::bigint);
    END IF;
    IF p_fact.verdict = 'out_of_scope' THEN
        RETURN;
    ELSIF v_kind = 'status' THEN
        PERFORM visit_report(p_fact.device_id, p_request, p_visit, b,
            p_fact.at, p_fact.seq, (w ->> 'at')::timestamptz,
            p_fact.verdict);
    ELSIF p_fact.verdict <> 'applied' OR b = '{}' THEN
        RETURN;
    ELSIF v_kind = 'contact' THEN
        PERFORM contact_correct(p_fact.device_id, p_request, p_job.site_id,
            w -> 'news');
    ELSIF v_kind = 'note' AND b ->> 'for' = 'office' THEN
        INSERT INTO notice (at, territory_id, job_id, kind, text,
            technician_id, visits)
        SELECT app_now(), coalesce(p_job.territory_id, t.territory_id),
            p_job.id, 'note', concat(t.name, ' says', ' of "' || p_job.title
                || '"', ': ', b ->> 'text'), t.id,
            CASE WHEN p_visit.id IS NULL THEN '{}'
                ELSE ARRAY[p_visit.id] END
        FROM technician t WHERE t.id = p_fact.technician_id;
    END IF;
END
$$;

-- The technician wins; what stood there is in the trail.
CREATE FUNCTION contact_correct(p_device bigint, p_request text,
    p_site bigint, b jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_site site;
    v_old  contact;
    v_new  contact;
BEGIN
    SELECT * INTO v_site FROM site WHERE id = p_site;
    SELECT * INTO v_old FROM contact WHERE id = v_site.contact_id
    FOR NO KEY UPDATE;
    IF v_old.id IS NULL THEN
        INSERT INTO contact (customer_id, name, phone, email)
        VALUES (v_site.customer_id, coalesce(nullif(b ->> 'name', ''),
            v_site.name), nullif(b ->> 'phone', ''),
            nullif(b ->> 'email', ''))
        RETURNING * INTO v_new;
        UPDATE site SET contact_id = v_new.id WHERE id = p_site;
        PERFORM audit_write(p_device, p_request, 'contact.created',
            'contact', v_new.id, NULL, contact_json(v_new)::jsonb, NULL,
            'device');
    ELSE
        UPDATE contact c SET name = coalesce(nullif(b ->> 'name', ''), c.name),
            phone = CASE WHEN b ? 'phone' THEN nullif(b ->> 'phone', '')
                ELSE c.phone END,
            email = CASE WHEN b ? 'email' THEN nullif(b ->> 'email', '')
                ELSE c.email END
        WHERE c.id = v_old.id RETURNING * INTO v_new;
        PERFORM audit_write(p_device, p_request, 'contact.changed',
            'contact', v_new.id, contact_json(v_old)::jsonb,
            contact_json(v_new)::jsonb, NULL, 'device');
    END IF;
END
$$;
