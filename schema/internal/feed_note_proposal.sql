-- SPDX-License-Identifier: MIT
-- A proposal concerns the boards of its territory while it is made (how far
-- the run is) and until it is settled.

CREATE FUNCTION feed_note_proposal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    WITH mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM new_rows)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), s.id, 'proposal', n.id
    FROM new_rows n JOIN feed_scope s
        ON s.kind = 'notices' AND s.object_id = n.territory_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER proposal_feed_insert AFTER INSERT ON proposal
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_proposal();
CREATE TRIGGER proposal_feed_update AFTER UPDATE ON proposal
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_proposal();
