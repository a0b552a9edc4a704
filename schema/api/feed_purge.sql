-- SPDX-License-Identifier: MIT
-- What the feed may forget: visits that ended more than a week ago leave
-- their technician's scope (the stamp makes tombstones of them), and
-- tombstones older than 90 days go for good: a cursor below that floor must
-- start anew. A few at a time; says how many.

CREATE FUNCTION feed_purge(p_limit integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count bigint;
    v_more  bigint;
BEGIN
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), f.scope_id, 'visit', f.object_id
    FROM feed f JOIN visit v ON v.id = f.object_id
    WHERE f.kind = 'visit' AND f.op = 'U'
        AND f.changed_at <= app_now() - interval '168 hours'
        AND v.revised_at <= app_now() - interval '168 hours'
        AND NOT visit_live(v.state)
    LIMIT p_limit;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count > 0 THEN
        INSERT INTO feed_mark VALUES (pg_current_xact_id())
        ON CONFLICT DO NOTHING;
    END IF;
    WITH scope AS MATERIALIZED (
        SELECT id FROM feed_scope WHERE id IN (SELECT scope_id FROM feed
            WHERE op = 'D'
                AND changed_at <= app_now() - interval '2160 hours')
        ORDER BY id FOR NO KEY UPDATE
    ), gone AS (
        DELETE FROM feed f USING scope s
        WHERE f.scope_id = s.id AND f.op = 'D'
            AND f.changed_at <= app_now() - interval '2160 hours'
        RETURNING f.scope_id, f.version
    ), floors AS (
        UPDATE feed_scope s SET floor = greatest(s.floor, g.version)
        FROM (SELECT scope_id, max(version) AS version FROM gone
            GROUP BY scope_id) g
        WHERE s.id = g.scope_id
    )
    SELECT count(*) INTO v_more FROM gone;
    RETURN v_count + v_more;
END
$$;
