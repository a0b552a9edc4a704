-- SPDX-License-Identifier: MIT
-- The photos and signatures of some jobs: what devices said of them, and
-- whether the bytes have come (stored). A fact names a blob of its own
-- technician and says its sha256: another's, or other bytes, are not it. What
-- was taken back is none of them. What a device in quarantine said, and what was
-- said of somebody else's work, is one if a dispatcher has decided so: a device
-- says itself which job it means.

-- Nobody has to decide, or somebody has.
CREATE FUNCTION photo_decided(p_fact fact) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN NOT p_fact.quarantined
            AND p_fact.verdict NOT IN ('out_of_scope', 'conflict')
        OR EXISTS (SELECT FROM review r
            WHERE r.job_id = p_fact.job_id AND r.decision = CASE r.kind
                    WHEN 'quarantine' THEN 'accept'
                    WHEN 'out_of_scope' THEN 'technician'
                    WHEN 'conflict' THEN 'technician' END
                AND r.facts @> jsonb_build_array(jsonb_build_object(
                    'device', p_fact.device_id, 'seq', p_fact.seq)));
END
$$;

-- May it be shown with its job? What corrects one of her own that may needs no
-- decision of its own.
CREATE FUNCTION photo_stands(p_fact fact) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_fact.verdict = 'invalid' THEN
        RETURN false;
    END IF;
    RETURN photo_decided(p_fact) OR (p_fact.of IS NOT NULL
        AND NOT p_fact.quarantined
        AND EXISTS (SELECT FROM unnest(fact_family(p_fact)) o
            WHERE o.job_id = p_fact.job_id AND photo_decided(o)));
END
$$;

CREATE FUNCTION photo_counts(p_fact fact) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT photo_stands(p_fact) THEN
        RETURN false;
    ELSIF p_fact.of IS NULL AND NOT EXISTS (SELECT FROM fact o
            WHERE o.of = p_fact.uid
            AND o.technician_id = p_fact.technician_id
            AND o.verdict NOT IN ('invalid', 'conflict')
            AND NOT o.quarantined) THEN
        RETURN true;
    END IF;
    RETURN coalesce((fact_live(fact_family(p_fact))).uid = p_fact.uid, false);
END
$$;

CREATE FUNCTION job_photos_of(p_jobs bigint[])
RETURNS TABLE (job_id bigint, uid text, kind text, visit_id bigint,
    technician_id bigint, device_id bigint, seq bigint, name text, text text,
    at timestamptz, received_at timestamptz, type text, bytes bigint,
    sha256 text, stored boolean, stored_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT f.job_id, c.body ->> 'blob', c.kind, f.visit_id, f.technician_id,
        f.device_id, f.seq, c.body ->> 'name', c.body ->> 'text', f.at,
        f.received_at,
        coalesce(b.type, c.body ->> 'type'),
        coalesce(b.bytes, CASE WHEN c.body ->> 'bytes' ~ '^\d{1,15}$'
            THEN (c.body ->> 'bytes')::bigint END),
        lower(c.body ->> 'sha256'), b.uid IS NOT NULL, b.stored_at
    FROM fact f
    CROSS JOIN LATERAL fact_content(f.kind, f.body) c
    LEFT JOIN blob b ON b.uid = blob_uid(c.body ->> 'blob')
        AND b.state = 'stored' AND b.technician_id = f.technician_id
        AND encode(b.sha256, 'hex') = lower(c.body ->> 'sha256')
    WHERE f.job_id = ANY (p_jobs)
        AND f.kind IN ('photo', 'signature', 'correction')
        AND c.kind IN ('photo', 'signature') AND c.body ? 'blob'
        AND photo_counts(f);
END
$$;
