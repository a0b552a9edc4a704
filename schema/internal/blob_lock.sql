-- SPDX-License-Identifier: MIT
-- The row of an upload that a device may write to, locked: one of its
-- technician's, not yet expired or removed. A device that was revoked may bring
-- for a week what it has begun or begins, and has no hand in what others do.

CREATE FUNCTION blob_device(p_device device, p_owner bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT CASE device_state(p_device.revoked_at) WHEN 'active' THEN true
        WHEN 'quarantine' THEN p_owner = p_device.id ELSE false END
$$;

CREATE FUNCTION blob_lock(p_device bigint, p_uid uuid) RETURNS blob
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob;
BEGIN
    SELECT b.* INTO v_blob
    FROM blob b JOIN device d ON d.technician_id = b.technician_id
    WHERE b.uid = p_uid AND d.id = p_device
        AND blob_device(d, b.device_id)
    FOR NO KEY UPDATE OF b;
    PERFORM blob_usable(v_blob);
    RETURN v_blob;
END
$$;
