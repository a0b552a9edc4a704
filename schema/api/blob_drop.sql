-- SPDX-License-Identifier: MIT
-- A device takes an upload back; not one that a fact names.

CREATE FUNCTION blob_drop(p_device bigint, p_uid uuid)
RETURNS TABLE (bytes bigint, received bigint, type text, sha256 text,
    expires_at timestamptz, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob := blob_lock(p_device, p_uid);
BEGIN
    IF v_blob.state = 'stored' AND EXISTS (SELECT FROM fact f
        WHERE fact_blob(f.kind, f.body) = p_uid::text) THEN
        PERFORM fail('CO409', 'a report names this photo: it stays', '',
            'in_use');
    END IF;
    UPDATE blob b SET state = 'removing', removed_at = app_now()
    WHERE b.uid = p_uid RETURNING * INTO v_blob;
    RETURN QUERY SELECT v_blob.bytes, v_blob.received, v_blob.type,
        encode(v_blob.sha256, 'hex'), v_blob.expires_at, v_blob.state;
END
$$;
