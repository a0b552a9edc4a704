-- SPDX-License-Identifier: MIT
-- Uploads: how far they are, who may see them, when they go.
BEGIN;
\ir include/world.psql
SELECT no_plan();

SELECT enrol_code_create(:dee, 'r', :ann, pg_temp.hash('c1'), 600)
    AS ignored \gset
SELECT device_id AS dev FROM device_enrol(pg_temp.hash('c1'),
    pg_temp.hash('t1'), 'Ann''s phone') \gset
INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:ann, 'tablet', app_now()) RETURNING id AS dev2
\gset
INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:bob, 'Bob''s', app_now()) RETURNING id AS bobs
\gset
\set one '00000000-0000-4000-8000-000000000001'
\set two '00000000-0000-4000-8000-000000000002'
CREATE FUNCTION pg_temp.make(p_device bigint, p_uid uuid,
    p_bytes bigint DEFAULT 3000, p_sha text DEFAULT 'x') RETURNS text
LANGUAGE sql AS $$
    SELECT concat_ws(' ', b.state, b.received, b.bytes, b.type)
    FROM blob_make(p_device, p_uid, p_bytes, pg_temp.hash(p_sha),
        'image/jpeg', 7) b
$$;
CREATE FUNCTION pg_temp.move(p_device bigint, p_uid uuid, p_from bigint,
    p_to bigint) RETURNS text
LANGUAGE sql AS $$
    SELECT concat_ws(' ', b.state, b.received)
    FROM blob_move(p_device, p_uid, p_from, p_to, 7) b
$$;

-- The offset.
SELECT is(pg_temp.make(:dev, :'one'), 'open 0 3000 image/jpeg', 'it begins');
SELECT is(pg_temp.move(:dev, :'one', 0, 1000), 'open 1000', 'and moves');
SELECT is(pg_temp.move(:dev, :'one', 0, 1000), 'open 1000',
    'once more, after a lost answer of the database');
SELECT is(pg_temp.make(:dev, :'one'), 'open 1000 3000 image/jpeg',
    'begun once more it goes on');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 0, 1500)', :dev, :'one'),
    'CO409', 'this upload stands at byte 1000, not 0', 'not from elsewhere');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 1000, 3001)', :dev,
    :'one'), 'CO409', NULL, 'nor past its end');
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L, 3001)', :dev, :'one'),
    'CO409', NULL, 'an id is for one value');
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L)', :bobs, :'one'),
    'CO409', NULL, 'of one technician');
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L, 0)', :bobs, :'two'),
    '23514', NULL, 'with something in it');
SELECT is(received, 1000::bigint, 'another device of hers goes on')
FROM blob_find(:dev2, :'one');
SELECT throws_ok(format('SELECT blob_find(%s, %L)', :bobs, :'one'), 'CO404',
    NULL, 'somebody else''s is not there');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 1000, 2000)', :bobs,
    :'one'), 'CO404', NULL, 'nor to be written');
SELECT throws_ok(format('SELECT blob_drop(%s, %L)', :bobs, :'one'), 'CO404',
    NULL, 'nor to be removed');
SELECT is(pg_temp.move(:dev, :'one', 1000, 0), 'open 0', 'it begins anew');
SELECT is(blob_store(:dev, :'one') IS NOT NULL, true, 'it is whole');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 3000, 0)', :dev, :'one'),
    'CO409', NULL, 'and stays so');

-- Whose it is: the fact says.
SELECT pg_temp.job(:dee) AS job \gset
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT throws_ok(format('SELECT photo_get(%s, %L)', :dee, :'one'), 'CO404',
    NULL, 'without a report it is nobody''s');
SELECT lives_ok(format('SELECT blob_view(%s, %L)', :dev, :'one'),
    'but her own');
SELECT throws_ok(format('SELECT blob_view(%s, %L)', :bobs, :'one'), 'CO404',
    NULL, 'not Bob''s');
CREATE FUNCTION pg_temp.tell(p_device bigint, p_seq bigint, p_job bigint,
    p_uid uuid, p_sha text DEFAULT 'x') RETURNS void
LANGUAGE sql AS $$
    INSERT INTO fact (device_id, seq, uid, kind, job_id, technician_id, body,
        at, received_at, verdict)
    SELECT p_device, p_seq, gen_random_uuid(), 'photo', p_job,
        d.technician_id, jsonb_build_object('blob', p_uid, 'sha256',
            encode(pg_temp.hash(p_sha), 'hex'), 'bytes', 3000,
            'type', 'image/jpeg'), app_now(), app_now(), 'applied'
    FROM device d WHERE d.id = p_device
$$;
SELECT pg_temp.scope_version('technician', :ann) AS before \gset
SELECT pg_temp.tell(:dev, 1, :job, :'one') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :ann, :before), 'U:visit ' || :visit,
    'a report of a photo that is here: the sheet moves');
SELECT is(type || bytes, 'image/jpeg3000', 'the dispatcher sees it')
FROM photo_get(:dee, :'one');
SELECT throws_ok(format('SELECT photo_get(%s, %L)', :ina, :'one'), 'CO403',
    NULL, 'not everybody');
SELECT throws_ok(format('SELECT photo_get(%s, ''../../etc/passwd'')', :dee),
    'CO404', NULL,
    'a name that is none');
SELECT is(job_photos(:dee, :job) -> 'items' -> 0 ->> 'stored', 'true',
    'it is on the job''s list');
SELECT throws_ok(format('SELECT blob_drop(%s, %L)', :dev, :'one'), 'CO409',
    NULL, 'and is not taken back');
-- Bob gets the job: he sees what she saw.
SELECT throws_ok(format('SELECT blob_view(%s, %L)', :bobs, :'one'), 'CO404',
    NULL, 'Bob does not know the job');
SELECT pg_temp.assign(:dee, :job, :bob, '2026-03-04 11:00') AS ignored \gset
SELECT lives_ok(format('SELECT blob_view(%s, %L)', :bobs, :'one'),
    'now it is his');
-- A job of Berlin with the same photo named by somebody else.
SELECT pg_temp.tell(:bobs, 1, :job, :'two', 'y') AS ignored \gset
SELECT pg_temp.make(:dev, :'two', 3000, 'y') AS ignored \gset
SELECT blob_store(:dev, :'two') AS ignored \gset
SELECT throws_ok(format('SELECT photo_get(%s, %L)', :dee, :'two'), 'CO404',
    NULL, 'another technician cannot claim a blob');
SELECT pg_temp.tell(:dev, 2, :job, :'two', 'z') AS ignored \gset
SELECT throws_ok(format('SELECT photo_get(%s, %L)', :dee, :'two'), 'CO404',
    NULL, 'nor is it one with another sha256');
SELECT is(job_photos(:dee, :job) -> 'items' -> 1 ->> 'stored', 'false',
    'that one is still to come');
-- The report first, the bytes later.
\set three '00000000-0000-4000-8000-000000000003'
SELECT pg_temp.tell(:bobs, 3, :job, :'three', 'w') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('technician', :bob) AS before \gset
SELECT pg_temp.make(:bobs, :'three', 3000, 'w') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :bob, :before), '', 'nothing yet');
SELECT blob_store(:bobs, :'three') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('technician', :bob, :before), '^U:visit',
    'the bytes have come: the sheet moves');

-- A correction that brings another picture: as good as a report.
\set instead '00000000-0000-4000-8000-00000000000a'
\set instead2 '00000000-0000-4000-8000-00000000000b'
CREATE FUNCTION pg_temp.say(p_device bigint, p_seq bigint, p_kind text,
    p_job bigint, p_body jsonb) RETURNS text
LANGUAGE sql AS $$
    SELECT p.verdict FROM push_apply(p_device, jsonb_build_array(
        jsonb_build_object('seq', p_seq, 'uid',
            ('00000000-0000-4000-9000-' || lpad(p_seq::text, 12, '0')),
            'kind', p_kind, 'job', p_job, 'at', app_now(), 'body', p_body)),
        NULL, 'r') p
$$;
CREATE FUNCTION pg_temp.picture(p_uid uuid, p_sha text) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT jsonb_build_object('blob', p_uid, 'sha256',
        encode(pg_temp.hash(p_sha), 'hex'), 'bytes', 3000, 'type',
        'image/jpeg')
$$;
CREATE FUNCTION pg_temp.put(p_seq bigint, p_of bigint, p_job bigint,
    p_uid uuid, p_sha text) RETURNS text
LANGUAGE sql AS $$
    SELECT pg_temp.say((SELECT id FROM device WHERE name = 'Bob''s'), p_seq,
        'correction', p_job, jsonb_build_object('of',
            '00000000-0000-4000-9000-' || lpad(p_of::text, 12, '0'), 'kind',
            'photo', 'content', pg_temp.picture(p_uid, p_sha)))
$$;
CREATE FUNCTION pg_temp.shown(p_job bigint, p_uid uuid) RETURNS text
LANGUAGE sql AS $$
    SELECT p.stored::text FROM job_photos_of(ARRAY[p_job]) p
    WHERE p.uid = p_uid::text
$$;
UPDATE device SET acked_seq = 9 WHERE id = :bobs;
SELECT is(pg_temp.say(:bobs, 10, 'photo', :job, pg_temp.picture(
    gen_random_uuid(), 'wrong')), 'applied', 'a wrong picture');
SELECT is(pg_temp.put(11, 10, :job, :'instead', 'i'), 'applied',
    'the right one instead, which is not here yet');
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('technician', :bob) AS before \gset
SELECT pg_temp.make(:bobs, :'instead', 3000, 'i') AS ignored \gset
SELECT blob_store(:bobs, :'instead') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('technician', :bob, :before), '^U:visit',
    'its bytes have come: the sheet moves');
SELECT is(pg_temp.shown(:job, :'instead'), 'true', 'and shows it');
SELECT is(type, 'image/jpeg', 'the dispatcher sees it')
FROM photo_get(:dee, :'instead');
SELECT throws_ok(format('SELECT blob_drop(%s, %L)', :bobs, :'instead'),
    'CO409', NULL, 'nor is it taken back');
SELECT is(i ->> 'what', 'correction', 'the timeline names it')
FROM json_array_elements(job_timeline(:dee, :job) -> 'items') i
WHERE i ->> 'blob' = :'instead';
SELECT pg_temp.make(:bobs, :'instead2', 3000, 'j') AS ignored \gset
SELECT blob_store(:bobs, :'instead2') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('technician', :bob) AS before \gset
SELECT is(pg_temp.put(12, 10, :job, :'instead2', 'j'), 'applied',
    'a better one still, which is here');
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('technician', :bob, :before), '^U:visit',
    'the sheet moves at once');
SELECT is(pg_temp.shown(:job, :'instead2'), 'true', 'and shows it, too');
SELECT is(pg_temp.shown(:job, :'instead'), NULL, 'not the other one');
-- Of a job that never was hers: a dispatcher decides.
\set alien '00000000-0000-4000-8000-00000000000c'
SELECT pg_temp.job(:dee) AS hers \gset
SELECT pg_temp.assign(:dee, :hers, :ann, '2026-03-04 15:00') AS ignored \gset
SELECT pg_temp.make(:bobs, :'alien', 3000, 'k') AS ignored \gset
SELECT blob_store(:bobs, :'alien') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('technician', :ann) AS before \gset
SELECT is(pg_temp.say(:bobs, 13, 'photo', :hers, pg_temp.picture(:'alien',
    'k')), 'out_of_scope', 'a picture for somebody else''s job');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :ann, :before), '',
    'her sheet does not move');
SELECT is(pg_temp.shown(:hers, :'alien'), NULL, 'nor show it');
SELECT throws_ok(format('SELECT blob_view(%s, %L)', :dev, :'alien'), 'CO404',
    NULL, 'nor is it hers to see');
SELECT lives_ok(format('SELECT photo_get(%s, %L)', :dee, :'alien'),
    'who has to decide sees it');
SELECT id AS review FROM review WHERE kind = 'out_of_scope'
    AND job_id = :hers \gset
SAVEPOINT undecided;
SELECT review_put(:dee, 'r', :review, NULL, '{"decision": "dispatcher"}')
    AS ignored \gset
SELECT is(pg_temp.shown(:hers, :'alien'), NULL, 'left out for good');
ROLLBACK TO undecided;
SELECT is((SELECT body -> 'result' ->> 'job' FROM review_put(:dee, 'r',
    :review, NULL, '{"decision": "technician"}')), :'hers', 'it is of hers');
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('technician', :ann, :before), '^U:visit',
    'now her sheet moves');
SELECT is(pg_temp.shown(:hers, :'alien'), 'true', 'and shows it');
-- To correct it needs nobody; to lay it to yet another job does.
SELECT is(pg_temp.put(14, 13, :hers, :'instead2', 'j'), 'out_of_scope',
    'a better one of the same');
SELECT is(pg_temp.shown(:hers, :'instead2'), 'true', 'is shown');
SELECT is(pg_temp.shown(:hers, :'alien'), NULL, 'instead of it');
SELECT pg_temp.job(:dee) AS other \gset
SELECT is(pg_temp.put(15, 13, :other, :'instead', 'i'), 'out_of_scope',
    'another one, of another job');
SELECT is(pg_temp.shown(:other, :'instead'), NULL, 'is not');
SELECT pg_temp.put(16, 17, :other, :'instead', 'i'), pg_temp.put(17, 16,
    :other, :'instead', 'i') \gset ignored_
SELECT is(pg_temp.shown(:other, :'instead'), NULL,
    'nor two that correct each other');
-- Each of them is found by an index.
CREATE FUNCTION pg_temp.plan(p_sql text) RETURNS text
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || p_sql INTO v_plan;
    RETURN v_plan::text;
END
$$;
SELECT matches(pg_temp.plan('SELECT FROM fact f WHERE fact_blob(f.kind, '
    'f.body) = ''x'''), '"fact_blob"', 'which a blob is asked for');
SELECT matches(pg_temp.plan('SELECT FROM blob d WHERE NOT EXISTS (SELECT '
    'FROM fact f WHERE fact_blob(f.kind, f.body) = d.uid::text)'),
    '"fact_blob"', 'one, or all of them');

-- What nobody wants goes.
\set four '00000000-0000-4000-8000-000000000004'
\set five '00000000-0000-4000-8000-000000000005'
\set six '00000000-0000-4000-8000-000000000006'
SELECT pg_temp.make(:dev, :'six') AS ignored \gset
SELECT blob_store(:dev, :'six') AS ignored \gset
SELECT pg_temp.make(:dev, :'four') AS ignored \gset
SELECT pg_temp.move(:dev, :'four', 0, 10) AS ignored \gset
SELECT pg_temp.make(:dev, :'five') AS ignored \gset
SELECT blob_drop(:dev, :'five') AS ignored \gset
SELECT set_eq('SELECT blob_reap(14, 10)', ARRAY[:'five'::uuid],
    'what was taken back goes at once');
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L)', :dev, :'five'),
    'CO409', NULL, 'while it goes, nothing begins');
SELECT is_empty('SELECT blob_reap(14, 10)', 'it is handed out once');
SELECT is(blob_reaped(ARRAY[:'five'::uuid]), 1::bigint, 'and is gone');
SELECT is(pg_temp.make(:dev, :'five', 99, 'q'), 'open 0 99 image/jpeg',
    'then another may begin');
SELECT pg_temp.clock('2026-03-11 15:00Z') AS ignored \gset
SELECT throws_ok(format('SELECT blob_find(%s, %L)', :dev, :'four'), 'CO410',
    NULL, 'a week later it has expired');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 10, 20)', :dev, :'four'),
    'CO410', NULL, 'for writers, too');
SELECT set_eq('SELECT blob_reap(14, 10)', ARRAY[:'four', :'five']::uuid[],
    'the unfinished ones go');
SELECT pg_temp.clock('2026-03-11 15:11Z') AS ignored \gset
SELECT set_eq('SELECT blob_reap(14, 10)', ARRAY[:'four', :'five']::uuid[],
    'again where a daemon died over it');
SELECT blob_reaped(ARRAY[:'four', :'five']::uuid[]) AS ignored \gset
SELECT throws_ok(format('SELECT blob_find(%s, %L)', :dev, :'four'), 'CO410',
    NULL, 'gone is gone');
SELECT is(pg_temp.make(:dev, :'four'), 'open 0 3000 image/jpeg',
    'until it begins anew');
SELECT pg_temp.move(:dev, :'four', 0, 5) AS ignored \gset
SELECT pg_temp.clock('2026-03-18 15:01Z') AS ignored \gset
SELECT is(array_agg(u), ARRAY[:'six'::uuid],
    'and the whole ones that no report names')
FROM blob_reap(14, 10) u WHERE u <> :'four';
SELECT is((SELECT state FROM blob WHERE uid = :'one'), 'stored',
    'what is named stays');
SELECT is((SELECT state FROM blob WHERE uid = :'instead'), 'stored',
    'by a correction, too');
SELECT blob_reaped(ARRAY[:'six']::uuid[]) AS ignored \gset
SELECT pg_temp.clock('2026-07-01 15:01Z') AS ignored \gset
SELECT blob_reap(14, 10) AS ignored \gset
SELECT is_empty(format('SELECT FROM blob WHERE uid = %L', :'six'),
    'its row goes after 90 days');
-- Not without end.
INSERT INTO blob (uid, device_id, technician_id, type, bytes, sha256,
    created_at, expires_at)
SELECT gen_random_uuid(), :dev, :ann, 'image/png', 1, pg_temp.hash('x'),
    app_now(), app_now() + interval '1 day' FROM generate_series(1, 200);
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L)', :dev, :'two'),
    'CO429', NULL, 'two hundred unfinished are enough');
DELETE FROM blob WHERE state = 'open' AND technician_id = :ann;
-- A device that was revoked may bring its own for a week, and see nothing.
\set seven '00000000-0000-4000-8000-000000000007'
\set eight '00000000-0000-4000-8000-000000000008'
\set nine '00000000-0000-4000-8000-000000000009'
SELECT pg_temp.make(:dev, :'seven') AS ignored \gset
SELECT pg_temp.make(:dev2, :'eight') AS ignored \gset
UPDATE device SET revoked_at = app_now() WHERE id = :dev;
SELECT is(pg_temp.move(:dev, :'seven', 0, 1000), 'open 1000',
    'what it has begun goes on');
SELECT is(pg_temp.make(:dev, :'nine'), 'open 0 3000 image/jpeg',
    'and more begins');
SELECT is(received, 1000::bigint, 'as far as it says')
FROM blob_find(:dev, :'seven');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 0, 9)', :dev, :'eight'),
    'CO404', NULL, 'of another device of hers it moves nothing');
SELECT throws_ok(format('SELECT blob_find(%s, %L)', :dev, :'eight'), 'CO404',
    NULL, 'nor knows of it');
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L)', :dev, :'eight'),
    'CO409', NULL, 'nor begins it');
SELECT is(pg_temp.move(:dev2, :'seven', 1000, 2000), 'open 2000',
    'a new device goes on with it');
SELECT throws_ok(format('SELECT blob_view(%s, %L)', :dev, uid), 'CO401', NULL,
    'it sees ' || uid) FROM blob WHERE state = 'stored';
UPDATE device SET revoked_at = app_now() - interval '8 days' WHERE id = :dev;
SELECT throws_ok(format('SELECT pg_temp.make(%s, %L)', :dev, :'nine'),
    'CO401', NULL, 'after a week it begins nothing');
SELECT throws_ok(format('SELECT pg_temp.move(%s, %L, 2000, 3000)', :dev,
    :'seven'), 'CO404', NULL, 'and goes on with nothing');

SELECT * FROM finish();
ROLLBACK;
