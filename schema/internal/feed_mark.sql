-- SPDX-License-Identifier: MIT
-- Leave this transaction's one mark among its notes: the row that queues the
-- deferred stamp (feed_stamp.sql). Called by the note triggers.

CREATE FUNCTION feed_mark() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO feed_note (txid)
    SELECT pg_current_xact_id()
    WHERE NOT EXISTS (SELECT FROM feed_note
        WHERE txid = pg_current_xact_id() AND scope_id IS NULL);
END
$$;
