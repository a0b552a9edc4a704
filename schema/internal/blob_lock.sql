-- SPDX-License-Identifier: MIT
-- The row of an upload that a device may write to, locked: one of its
-- technician's, not yet expired or removed.

CREATE FUNCTION blob_lock(p_device bigint, p_uid uuid) RETURNS blob
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob;
BEGIN
    SELECT b.* INTO v_blob
    FROM blob b JOIN device d ON d.technician_id = b.technician_id
    WHERE b.uid = p_uid AND d.id = p_device
    FOR NO KEY UPDATE OF b;
    PERFORM blob_usable(v_blob);
    RETURN v_blob;
END
$$;
