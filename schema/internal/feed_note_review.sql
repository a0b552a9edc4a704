-- SPDX-License-Identifier: MIT
-- A review concerns the boards of its territory until it is settled.

CREATE FUNCTION feed_note_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    WITH mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM new_rows)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), s.id, 'review', n.id
    FROM new_rows n JOIN feed_scope s
        ON s.kind = 'notices' AND s.object_id = n.territory_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER review_feed_insert AFTER INSERT ON review
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_review();
CREATE TRIGGER review_feed_update AFTER UPDATE ON review
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_review();
