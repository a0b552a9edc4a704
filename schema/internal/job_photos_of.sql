-- SPDX-License-Identifier: MIT
-- The photos and signatures of some jobs: what devices said of them, and
-- whether the bytes have come (stored). A fact names a blob of its own
-- technician and says its sha256: another's, or other bytes, are not it.

CREATE FUNCTION job_photos_of(p_jobs bigint[])
RETURNS TABLE (job_id bigint, uid text, kind text, visit_id bigint,
    technician_id bigint, device_id bigint, seq bigint, name text, text text,
    at timestamptz, received_at timestamptz, type text, bytes bigint,
    sha256 text, stored boolean, stored_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT f.job_id, f.body ->> 'blob', f.kind, f.visit_id, f.technician_id,
        f.device_id, f.seq, f.body ->> 'name', f.body ->> 'text', f.at,
        f.received_at,
        coalesce(b.type, f.body ->> 'type'),
        coalesce(b.bytes, CASE WHEN f.body ->> 'bytes' ~ '^\d{1,15}$'
            THEN (f.body ->> 'bytes')::bigint END),
        lower(f.body ->> 'sha256'), b.uid IS NOT NULL, b.stored_at
    FROM fact f
    LEFT JOIN blob b ON b.uid = blob_uid(f.body ->> 'blob')
        AND b.state = 'stored' AND b.technician_id = f.technician_id
        AND encode(b.sha256, 'hex') = lower(f.body ->> 'sha256')
    WHERE f.job_id = ANY (p_jobs) AND f.kind IN ('photo', 'signature')
        AND f.body ? 'blob' AND f.verdict <> 'invalid';
END
$$;
