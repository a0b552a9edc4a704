-- SPDX-License-Identifier: MIT
-- The one deferred step of a transaction. It locks the noted scopes in
-- ascending id (so two of them never wait for each other), moves each scope's
-- version by the number of its changes and stamps them. A scope is locked from
-- here to the end of the commit: whoever sees version N sees all below it.
--
-- What is put and what is a tombstone is decided by the state at this moment,
-- not by the note: a technician's scope shows his live visits and those that
-- ended within a week; a pool shows its territory's open jobs and the holds;
-- `notices` what nobody has seen yet, and proposals that are open; `means` and
-- a technician's `van` are one object that is always there.
--
-- The settings keep the join an index walk from the notes: a plan made
-- while the tables were empty must not meet 10,000 notes with a nested scan;
-- and it is made once, not at each commit.

CREATE FUNCTION feed_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    v_txid constant xid8 := pg_current_xact_id();
    v_now  constant timestamptz := app_now();
    v_old  constant timestamptz := v_now - interval '168 hours';
BEGIN
    PERFORM FROM feed_scope
    WHERE id IN (SELECT n.scope_id FROM feed_note n WHERE n.txid = v_txid)
    ORDER BY id FOR NO KEY UPDATE;

    -- A new statement, hence a new snapshot, taken under the locks.
    WITH noted AS MATERIALIZED (
        DELETE FROM feed_note WHERE txid = v_txid
        RETURNING scope_id, kind, object_id
    ), shown AS MATERIALIZED (
        SELECT n.scope_id, n.kind, n.object_id, s.version,
            CASE WHEN coalesce(v.technician_id = s.object_id
                    AND (visit_live(v.state) OR v.revised_at > v_old),
                j.territory_id = s.object_id AND j.state = 'open',
                h.state = 'held',
                n.kind IN ('means', 'van') OR o.id IS NOT NULL
                    OR p.id IS NOT NULL OR r.id IS NOT NULL)
                THEN 'U' ELSE 'D' END AS op
        FROM (SELECT DISTINCT * FROM noted) n
        JOIN feed_scope s ON s.id = n.scope_id
        LEFT JOIN visit v ON n.kind = 'visit' AND v.id = n.object_id
        LEFT JOIN job j ON n.kind = 'job' AND j.id = n.object_id
        LEFT JOIN notice o ON n.kind = 'notice' AND o.id = n.object_id
            AND o.seen_at IS NULL
        LEFT JOIN proposal p ON n.kind = 'proposal' AND p.id = n.object_id
            AND p.state IN ('running', 'ready')
        LEFT JOIN review r ON n.kind = 'review' AND r.id = n.object_id
            AND r.state = 'open'
        LEFT JOIN slot_hold h ON n.kind = 'hold' AND h.id = n.object_id
    ), change AS MATERIALIZED (
        SELECT n.scope_id, n.kind, n.object_id, n.op,
            f.scope_id IS NOT NULL AS known,
            n.version + row_number() OVER (PARTITION BY n.scope_id
                ORDER BY n.kind, n.object_id) AS version
        FROM shown n
        LEFT JOIN feed f ON f.scope_id = n.scope_id
            AND f.kind = n.kind AND f.object_id = n.object_id
        WHERE n.op = 'U' OR f.op = 'U'
    ), moved AS (
        UPDATE feed_scope s SET version = s.version + c.changes
        FROM (SELECT scope_id, count(*) AS changes FROM change
            GROUP BY scope_id) c
        WHERE s.id = c.scope_id
    ), restamped AS (
        UPDATE feed f
        SET op = c.op, version = c.version, changed_at = v_now
        FROM change c
        WHERE c.known AND f.scope_id = c.scope_id AND f.kind = c.kind
            AND f.object_id = c.object_id
    )
    INSERT INTO feed (scope_id, kind, object_id, op, version, changed_at)
    SELECT scope_id, kind, object_id, op, version, v_now
    FROM change WHERE NOT known;
    DELETE FROM feed_mark WHERE txid = v_txid;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER feed_stamp AFTER INSERT ON feed_mark
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION feed_stamp();
