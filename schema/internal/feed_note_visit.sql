-- SPDX-License-Identifier: MIT
-- A changed visit concerns its technician, and the one it was taken from.
--
-- The old and the new rows are put together by UNION, never joined: a plan
-- that was made for one row would join 10,000 as a nested loop. The same
-- statement leaves the transaction's mark, which queues the stamp.

CREATE FUNCTION feed_note_visit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        WITH mark AS (
            INSERT INTO feed_mark
            SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM new_rows)
            ON CONFLICT DO NOTHING
        )
        INSERT INTO feed_note (txid, scope_id, kind, object_id)
        SELECT pg_current_xact_id(), s.id, 'visit', n.id
        FROM new_rows n JOIN feed_scope s
            ON s.kind = 'technician' AND s.object_id = n.technician_id;
    ELSIF TG_OP = 'DELETE' THEN
        WITH mark AS (
            INSERT INTO feed_mark
            SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM old_rows)
            ON CONFLICT DO NOTHING
        )
        INSERT INTO feed_note (txid, scope_id, kind, object_id)
        SELECT pg_current_xact_id(), s.id, 'visit', o.id
        FROM old_rows o JOIN feed_scope s
            ON s.kind = 'technician' AND s.object_id = o.technician_id;
    ELSE
        WITH mark AS (
            INSERT INTO feed_mark
            SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM new_rows)
            ON CONFLICT DO NOTHING
        )
        INSERT INTO feed_note (txid, scope_id, kind, object_id)
        SELECT pg_current_xact_id(), s.id, 'visit', c.id
        FROM (SELECT id, technician_id FROM old_rows
            UNION SELECT id, technician_id FROM new_rows) c
        JOIN feed_scope s
            ON s.kind = 'technician' AND s.object_id = c.technician_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER visit_feed_insert AFTER INSERT ON visit
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_visit();
CREATE TRIGGER visit_feed_update AFTER UPDATE ON visit
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_visit();
CREATE TRIGGER visit_feed_delete AFTER DELETE ON visit
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_visit();
