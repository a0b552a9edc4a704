-- SPDX-License-Identifier: MIT
-- All bytes are here, checked, and in their place. Where a fact has named this
-- blob already, the job sheets show it from now on.
--
-- Her devices are locked first, as push_apply() does: so either we see what
-- such a push has told, or it sees that the bytes are here (fact_photo()).

CREATE FUNCTION blob_store(p_device bigint, p_uid uuid)
RETURNS TABLE (bytes bigint, received bigint, type text, sha256 text,
    expires_at timestamptz, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob;
BEGIN
    PERFORM FROM device d WHERE d.technician_id = (SELECT o.technician_id
        FROM device o WHERE o.id = p_device)
    ORDER BY d.id FOR NO KEY UPDATE;
    v_blob := blob_lock(p_device, p_uid);
    IF v_blob.state = 'open' THEN
        UPDATE blob b SET state = 'stored', received = b.bytes,
            stored_at = app_now()
        WHERE b.uid = p_uid RETURNING * INTO v_blob;
        PERFORM sheet_touch(ARRAY(SELECT blob_jobs(v_blob) ORDER BY 1));
    END IF;
    RETURN QUERY SELECT v_blob.bytes, v_blob.received, v_blob.type,
        encode(v_blob.sha256, 'hex'), v_blob.expires_at, v_blob.state;
END
$$;
