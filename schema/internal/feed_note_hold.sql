-- SPDX-License-Identifier: MIT
-- A hold concerns its territory's pool, and that of a technician who is lent by
-- a neighbour: boards and planners, no device.

CREATE FUNCTION feed_note_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    WITH mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM new_rows)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), s.id, 'hold', n.id
    FROM new_rows n
    JOIN technician t ON t.id = n.technician_id
    JOIN feed_scope s ON s.kind = 'pool'
        AND s.object_id IN (n.territory_id, t.territory_id);
    RETURN NULL;
END
$$;

CREATE TRIGGER slot_hold_feed_insert AFTER INSERT ON slot_hold
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_hold();
CREATE TRIGGER slot_hold_feed_update AFTER UPDATE ON slot_hold
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_hold();
