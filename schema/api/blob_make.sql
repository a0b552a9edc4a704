-- SPDX-License-Identifier: MIT
-- Begin an upload. The same once more (a lost answer) is the same upload; one
-- that is gone begins anew. At most 200 unfinished ones of a technician.

CREATE FUNCTION blob_make(p_device bigint, p_uid uuid, p_bytes bigint,
    p_sha256 bytea, p_type text, p_open_days integer)
RETURNS TABLE (bytes bigint, received bigint, type text, sha256 text,
    expires_at timestamptz, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_device     device;
    v_technician bigint;
    v_expires    constant timestamptz :=
        app_now() + make_interval(days => p_open_days);
    v_blob       blob;
BEGIN
    SELECT * INTO v_device FROM device d
    WHERE d.id = p_device AND device_state(d.revoked_at) <> 'revoked';
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'this device is not enrolled');
    END IF;
    v_technician := v_device.technician_id;
    IF (SELECT count(*) FROM blob b WHERE b.technician_id = v_technician
        AND b.state = 'open' AND b.uid <> p_uid) >= 200 THEN
        PERFORM fail('CO429', 'there are 200 unfinished uploads: finish or '
            'delete some', '', 'uploads');
    END IF;
    INSERT INTO blob (uid, device_id, technician_id, type, bytes, sha256,
        created_at, expires_at)
    VALUES (p_uid, p_device, v_technician, p_type, p_bytes, p_sha256,
        app_now(), v_expires)
    ON CONFLICT ON CONSTRAINT blob_pkey DO NOTHING;
    SELECT * INTO v_blob FROM blob b WHERE b.uid = p_uid
    FOR NO KEY UPDATE;
    IF v_blob.technician_id <> v_technician
        OR NOT blob_device(v_device, v_blob.device_id)
        OR (v_blob.state IN ('open', 'stored') AND (v_blob.bytes, v_blob.sha256,
            v_blob.type) IS DISTINCT FROM (p_bytes, p_sha256, p_type)) THEN
        PERFORM fail('CO409', 'another upload has this id: make a new UUID',
            '/id', 'uid_used');
    ELSIF v_blob.state = 'removing' THEN
        PERFORM fail('CO409', 'what had this id is just being removed: try '
            'again in a minute', '/id', 'upload_removing');
    ELSIF v_blob.state = 'gone'
        OR (v_blob.state = 'open' AND v_blob.expires_at <= app_now()) THEN
        UPDATE blob b SET state = 'open', device_id = p_device,
            type = p_type, bytes = p_bytes, sha256 = p_sha256, received = 0,
            created_at = app_now(), expires_at = v_expires, stored_at = NULL,
            removed_at = NULL
        WHERE b.uid = p_uid RETURNING * INTO v_blob;
    END IF;
    RETURN QUERY SELECT v_blob.bytes, v_blob.received, v_blob.type,
        encode(v_blob.sha256, 'hex'), v_blob.expires_at, v_blob.state;
END
$$;
