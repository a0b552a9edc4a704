-- SPDX-License-Identifier: MIT
-- A piece is on the disk: the offset moves from p_from to p_to, to 0 where the
-- upload begins anew. Its time to expire begins anew with it.

CREATE FUNCTION blob_move(p_device bigint, p_uid uuid, p_from bigint,
    p_to bigint, p_open_days integer)
RETURNS TABLE (bytes bigint, received bigint, type text, sha256 text,
    expires_at timestamptz, state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob := blob_lock(p_device, p_uid);
BEGIN
    IF v_blob.state <> 'open' OR v_blob.received NOT IN (p_from, p_to)
        OR p_to > v_blob.bytes THEN
        PERFORM fail('CO409', format('this upload stands at byte %s, not %s',
            v_blob.received, p_from), '', 'offset');
    END IF;
    UPDATE blob b SET received = p_to,
        expires_at = app_now() + make_interval(days => p_open_days)
    WHERE b.uid = p_uid RETURNING * INTO v_blob;
    RETURN QUERY SELECT v_blob.bytes, v_blob.received, v_blob.type,
        encode(v_blob.sha256, 'hex'), v_blob.expires_at, v_blob.state;
END
$$;
