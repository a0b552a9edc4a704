-- SPDX-License-Identifier: MIT
-- A photo or signature, for who may see one of the jobs that it belongs to.

CREATE FUNCTION photo_get(p_actor bigint, p_uid text)
RETURNS TABLE (uid text, type text, bytes bigint, sha256 text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_blob blob;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v_blob FROM blob b
    WHERE b.uid = blob_uid(p_uid) AND b.state = 'stored';
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM blob_jobs(v_blob) i (id) JOIN job j ON j.id = i.id
        WHERE sees_territory(p_actor, j.territory_id)) THEN
        PERFORM fail('CO404', format('there is no photo %s', left(p_uid, 40)));
    END IF;
    RETURN QUERY SELECT v_blob.uid::text, v_blob.type, v_blob.bytes,
        encode(v_blob.sha256, 'hex');
END
$$;
