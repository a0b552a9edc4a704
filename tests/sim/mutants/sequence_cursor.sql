-- SPDX-License-Identifier: MIT
-- The cursor is a sequence: a number is drawn when something changes, not
-- when it is committed; whoever commits late is passed by.
CREATE SEQUENCE mutant_version START 1000;
GRANT USAGE ON SEQUENCE mutant_version TO PUBLIC;
ALTER TABLE feed_note ADD number bigint DEFAULT nextval('mutant_version');
SELECT pg_temp.mutate('feed_stamp', 'PERFORM FROM feed_scope
    WHERE id IN (SELECT n.scope_id FROM feed_note n WHERE n.txid = v_txid)
    ORDER BY id FOR NO KEY UPDATE;', ''),
    pg_temp.mutate('feed_stamp', 'RETURNING scope_id, kind, object_id',
    'RETURNING scope_id, kind, object_id, number'),
    pg_temp.mutate('feed_stamp', 'SELECT n.scope_id, n.kind, n.object_id, s.version,',
    'SELECT n.scope_id, n.kind, n.object_id, n.number,'),
    pg_temp.mutate('feed_stamp', 'FROM (SELECT DISTINCT * FROM noted) n',
    'FROM (SELECT scope_id, kind, object_id, max(number) AS number '
    'FROM noted GROUP BY 1, 2, 3) n'),
    pg_temp.mutate('feed_stamp', 'n.version + row_number() OVER (PARTITION BY n.scope_id
                ORDER BY n.kind, n.object_id) AS version', 'n.number AS version'),
    pg_temp.mutate('feed_stamp', 'UPDATE feed_scope s SET version = s.version + c.changes
        FROM (SELECT scope_id, count(*) AS changes FROM change
            GROUP BY scope_id) c',
    'UPDATE feed_scope s SET version = greatest(s.version, c.version)
        FROM (SELECT scope_id, max(version) AS version FROM change
            GROUP BY scope_id) c')
\g /dev/null
