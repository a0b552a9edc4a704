-- SPDX-License-Identifier: MIT
-- Which technicians' scopes have moved since the last look, and how far they
-- are now: for a daemon that looks 20 times a second, so it writes nothing and
-- costs no one who commits anything. The first row says (technician 0) the
-- epoch and what to pass as p_since the next time; NULL asks for all.
--
-- A row that was not seen the last time was written by a transaction that was
-- open then or began later: its xmin is no older than the oldest that was open.
-- A transaction that stays open long means that rows come again, never that
-- one is missed.

CREATE FUNCTION feed_moved(p_since text)
RETURNS TABLE (technician_id bigint, version bigint, epoch bigint, seen text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT 0::bigint, 0::bigint, o.epoch,
        pg_snapshot_xmin(pg_current_snapshot())::text
    FROM organisation o;
    IF p_since IS NULL THEN
        RETURN QUERY
        SELECT s.object_id, s.version, NULL::bigint, NULL::text
        FROM feed_scope s WHERE s.kind = 'technician';
    ELSE
        RETURN QUERY
        SELECT s.object_id, s.version, NULL::bigint, NULL::text
        FROM feed_scope s
        WHERE s.kind = 'technician'
            AND age(s.xmin) <= age(p_since::xid8::xid);
    END IF;
END
$$;
