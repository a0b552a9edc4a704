-- SPDX-License-Identifier: MIT
-- The jobs whose photo or signature a stored blob is, as it was reported or as
-- a correction has it.

CREATE FUNCTION blob_jobs(p_blob blob) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT f.job_id
    FROM fact f
    CROSS JOIN LATERAL fact_content(f.kind, f.body) c
    WHERE fact_blob(f.kind, f.body) = p_blob.uid::text
        AND c.kind IN ('photo', 'signature') AND f.verdict <> 'invalid'
        AND f.technician_id = p_blob.technician_id
        AND lower(c.body ->> 'sha256') = encode(p_blob.sha256, 'hex')
        AND f.job_id IS NOT NULL;
END
$$;
