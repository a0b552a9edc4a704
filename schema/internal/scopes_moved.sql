-- SPDX-License-Identifier: MIT
-- Whether any of these scopes of the feed has moved beyond its version: the
-- usual answer to a desk is no, and then nothing else needs to be planned. A
-- thousand scopes at once: by a hash, whatever the caller has chosen.

CREATE FUNCTION scopes_moved(p_scopes bigint[], p_versions bigint[])
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = on SET enable_hashjoin = on
AS $$
BEGIN
    RETURN EXISTS (SELECT
        FROM unnest(p_scopes, p_versions) k (id, version)
        JOIN feed_scope s ON s.id = k.id
        WHERE s.version > k.version);
END
$$;
