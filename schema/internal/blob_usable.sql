-- SPDX-License-Identifier: MIT
-- Refuse an upload that is not there (a row of NULLs), or not any more.

CREATE FUNCTION blob_usable(p_blob blob) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_blob.uid IS NULL THEN
        PERFORM fail('CO404', 'there is no such upload');
    ELSIF p_blob.state IN ('removing', 'gone')
        OR (p_blob.state = 'open' AND p_blob.expires_at <= app_now()) THEN
        PERFORM fail('CO410', 'this upload was not finished or used in time '
            'and is gone: begin it anew', '', 'upload_expired');
    END IF;
END
$$;
