-- SPDX-License-Identifier: MIT
-- How far an upload of this device's technician has come; of a revoked device,
-- one of its own.

CREATE FUNCTION blob_find(p_device bigint, p_uid uuid)
RETURNS TABLE (bytes bigint, received bigint, type text, sha256 text,
    expires_at timestamptz, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob;
BEGIN
    SELECT b.* INTO v_blob
    FROM blob b JOIN device d ON d.technician_id = b.technician_id
    WHERE b.uid = p_uid AND d.id = p_device
        AND blob_device(d, b.device_id);
    PERFORM blob_usable(v_blob);
    RETURN QUERY SELECT v_blob.bytes, v_blob.received, v_blob.type,
        encode(v_blob.sha256, 'hex'), v_blob.expires_at, v_blob.state;
END
$$;
