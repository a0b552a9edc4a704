-- SPDX-License-Identifier: MIT
-- The files of these are gone; their rows stay for a while, so that a device
-- hears 410 and not 404.

CREATE FUNCTION blob_reaped(p_uids uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count bigint;
BEGIN
    UPDATE blob SET state = 'gone', removed_at = app_now(), received = 0
    WHERE uid = ANY (p_uids) AND state = 'removing';
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$$;
