-- SPDX-License-Identifier: MIT
-- May this device's technician see that blob? Her own, and those of the jobs
-- that she has or had a visit of.

CREATE FUNCTION blob_view(p_device bigint, p_uid uuid)
RETURNS TABLE (bytes bigint, received bigint, type text, sha256 text,
    expires_at timestamptz, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_technician constant bigint := (SELECT d.technician_id FROM device d
        WHERE d.id = p_device AND d.revoked_at IS NULL);
    v_blob       blob;
BEGIN
    IF v_technician IS NULL THEN
        PERFORM fail('CO401', 'this device was revoked: ask the dispatcher '
            'for a new code', '', 'revoked');
    END IF;
    SELECT * INTO v_blob FROM blob b
    WHERE b.uid = p_uid AND b.state = 'stored';
    IF NOT FOUND OR NOT (v_technician = v_blob.technician_id
        OR EXISTS (SELECT FROM visit v WHERE v.technician_id = v_technician
            AND v.job_id IN (SELECT p.job_id FROM job_photos_of(
                ARRAY(SELECT blob_jobs(v_blob))) p
                WHERE p.uid = v_blob.uid::text AND p.stored))) THEN
        PERFORM fail('CO404', 'there is no such photo');
    END IF;
    RETURN QUERY SELECT v_blob.bytes, v_blob.received, v_blob.type,
        encode(v_blob.sha256, 'hex'), v_blob.expires_at, v_blob.state;
END
$$;
