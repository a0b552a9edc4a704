-- SPDX-License-Identifier: MIT
-- What a commit leaves in the feed: which scopes, put or tombstone, each change
-- once, versions without a hole, and nothing where nothing was shown.
BEGIN;
\ir include/world.psql
SELECT no_plan();
SELECT is(count(*)::integer, 5, 'two pools and three technicians')
FROM feed_scope WHERE (kind, object_id) IN (('pool', :ny), ('pool', :berlin),
    ('technician', :ann), ('technician', :bob), ('technician', :cay));

SELECT pg_temp.job(:root) AS job \gset
SELECT is(pg_temp.feed_of('pool', :ny, 0), '', 'nothing before the commit');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('pool', :ny, 0), 'U:job ' || :job,
    'a new job is put into its pool');
SELECT is(count(*)::integer, 0, 'and no note is left')
FROM (TABLE feed_note) n FULL JOIN feed_mark m ON true;

SELECT pg_temp.assign(:root, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :ann, 0), 'U:visit ' || :visit,
    'an assignment is put into the technician''s scope');
SELECT is(pg_temp.feed_of('pool', :ny, 0), 'D:job ' || :job,
    'and the job leaves the pool');
SELECT is(pg_temp.scope_version('pool', :ny), 2::bigint, 'at version 2');

-- Reassigned.
SELECT pg_temp.assign(:root, :job, :bob, '2026-03-05 11:00') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :ann, 0), 'D:visit ' || :visit,
    'reassigned: a tombstone for the old technician');
SELECT is(pg_temp.feed_of('technician', :bob, 0), 'U:visit ' || :visit,
    'and put for the new one');

-- What a job sheet shows beside the visit.
CREATE TEMP TABLE touch (what text, sql text, moves boolean);
INSERT INTO touch VALUES
    ('site name', format('UPDATE site SET name = ''M2'' WHERE id = %s',
        :mill), true),
    ('site, nothing new', format('UPDATE site SET name = name WHERE id = %s',
        :mill), false),
    ('access notes', format('UPDATE site SET access_notes = ''ring'' '
        'WHERE id = %s', :mill), true),
    ('contact phone', format('UPDATE contact SET phone = ''555-2'' '
        'WHERE id = %s', :ida), true),
    ('customer name', format('UPDATE customer SET name = ''Ada plc'' '
        'WHERE id = %s', :ada), true),
    ('access hours', format('INSERT INTO site_access_hours '
        'VALUES (%s, 3, ''[480,600)'')', :mill), true),
    ('access hours moved', format('UPDATE site_access_hours '
        'SET minutes = ''[480,660)'' WHERE site_id = %s', :mill), true),
    ('access hours gone', format('DELETE FROM site_access_hours '
        'WHERE site_id = %s', :mill), true),
    ('job title', format('UPDATE job SET title = ''Cold'' WHERE id = %s',
        :job), true),
    ('job type name', format('UPDATE job_type SET name = ''Boilers'' '
        'WHERE id = %s', :boiler), true),
    ('another site', format('UPDATE site SET name = ''W2'' WHERE id = %s',
        :werk), false),
    ('a territory', format('UPDATE territory SET name = ''NY'' '
        'WHERE id = %s', :ny), false);
CREATE FUNCTION pg_temp.touches(p_sql text, p_scope bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_before bigint := pg_temp.scope_version('technician', p_scope);
BEGIN
    EXECUTE p_sql;
    PERFORM pg_temp.stamp();
    RETURN pg_temp.scope_version('technician', p_scope) - v_before;
END
$$;
SELECT is(pg_temp.touches(sql, :bob), moves::integer::bigint,
    what || CASE WHEN moves THEN ' moves the live visit once'
        ELSE ' moves nothing' END)
FROM touch;
SELECT ok(sequence >= 9, 'SEQUENCE moved with each of them')
FROM visit WHERE id = :visit;

-- Many changes of one object in one transaction are one.
SELECT pg_temp.scope_version('technician', :bob) AS before \gset
UPDATE job SET title = 'a' WHERE id = :job;
UPDATE job SET title = 'b' WHERE id = :job;
UPDATE visit SET pinned = true WHERE id = :visit;
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.scope_version('technician', :bob), :before + 1::bigint,
    'three changes of one visit in a transaction are one version');

-- A savepoint that is rolled back leaves no note, and no stamp missing.
SAVEPOINT s;
UPDATE visit SET pinned = false WHERE id = :visit;
ROLLBACK TO s;
SELECT is(count(*)::integer, 0, 'rolled back: no note') FROM feed_note;
UPDATE visit SET travel_s = 7 WHERE id = :visit;
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.scope_version('technician', :bob), :before + 2::bigint,
    'what comes after it is stamped');

-- Cancelled: shown for a week, then a tombstone, then nothing.
SELECT version AS v FROM visit WHERE id = :visit \gset
SELECT version AS ignored FROM visit_unassign(:root, 'r', :visit, :v) \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :bob, 0), 'U:visit ' || :visit,
    'a cancelled visit stays on the device');
SELECT is(pg_temp.feed_of('pool', :ny, 2), 'U:job ' || :job,
    'its job is back in the pool');
SELECT pg_temp.clock('2026-03-11 14:59Z') AS ignored \gset
SELECT is(feed_purge(), 0::bigint, 'not before the week is over');
SELECT pg_temp.clock('2026-03-11 15:01Z') AS ignored \gset
SELECT is(feed_purge(), 1::bigint, 'then it is purged');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :bob, 0), 'D:visit ' || :visit,
    'which makes a tombstone');
SELECT is(feed_purge(), 0::bigint, 'once');
SELECT pg_temp.scope_version('technician', :bob) AS last \gset
SELECT pg_temp.clock('2026-06-30 00:00Z') AS ignored \gset
SELECT ok(feed_purge() > 0, 'after 90 days the tombstones go');
SELECT is(floor, :last::bigint, 'and the floor rises to the last of them')
FROM feed_scope WHERE kind = 'technician' AND object_id = :bob;
SELECT is(pg_temp.feed_of('technician', :bob, 0), '', 'nothing is left');

-- A job that is planned before it was ever shown in the pool.
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT pg_temp.scope_version('pool', :ny) AS before \gset
SELECT pg_temp.job(:root) AS job2 \gset
SELECT pg_temp.assign(:root, :job2, :ann, '2026-03-04 15:00')
    AS visit2 \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.scope_version('pool', :ny), :before::bigint,
    'no tombstone for what nobody saw');
-- A visit whose row is deleted (no function does that) leaves a tombstone.
DELETE FROM visit WHERE id = :visit2;
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('technician', :ann, 0),
    'D:visit ' || :visit2, 'deleted: a tombstone');

SELECT is_empty($$
    SELECT f.scope_id FROM feed f JOIN feed_scope s ON s.id = f.scope_id
    WHERE f.version > s.version OR f.version <= 0
$$, 'no row is ahead of its scope');
-- Set-wise: many in one statement are stamped once each, without a hole.
SELECT pg_temp.scope_version('pool', :ny) AS before \gset
INSERT INTO job (territory_id, site_id, job_type_id, title, priority,
    duration_min, opened_at, created_at)
SELECT :ny, :mill, :lamp, 'bulk', 3, 30, app_now(), app_now()
FROM generate_series(1, 500);
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.scope_version('pool', :ny), :before + 500::bigint,
    '500 jobs are 500 versions');
SELECT is(count(DISTINCT f.version)::integer, 500, 'each its own')
FROM feed f JOIN feed_scope s ON s.id = f.scope_id
WHERE s.kind = 'pool' AND s.object_id = :ny AND f.version > :before;
SELECT * FROM finish();
ROLLBACK;
