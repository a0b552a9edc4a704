-- SPDX-License-Identifier: MIT
-- Devices: enrolment, what they pull, what becomes of what they push.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- Enrolment.
SELECT throws_ok(format('SELECT enrol_code_create(%s, ''r'', %s, ''x'', 60)',
    :max, :ann), 'CO403', NULL, 'a manager gives no codes out');
SELECT throws_ok(format('SELECT enrol_code_create(%s, ''r'', %s, ''x'', 60)',
    :dee, :cay), 'CO404', NULL, 'nor anybody for a technician unseen');
SELECT is(enrol_code_create(:dee, 'r', :ann, pg_temp.hash('c1'), 600)
    ->> 'expires_at', '2026-03-04T15:10:00Z', 'a code lasts ten minutes');
SELECT enrol_code_create(:dee, 'r', :ann, pg_temp.hash('c2'), 600)
    AS ignored \gset
SELECT device_id AS dev, technician_name AS name, zone, epoch
FROM device_enrol(pg_temp.hash('c1'), pg_temp.hash('t1'), ' Ann''s phone ')
\gset
SELECT is(:'name' || ' ' || :'zone' || ' ' || :'epoch',
    'Ann America/New_York 7', 'a phone comes in and knows whose it is');
SELECT throws_ok('SELECT device_enrol(pg_temp.hash(''c1''), '
    'pg_temp.hash(''t2''), ''p'')', 'CO401', NULL, 'a code works once');
SELECT pg_temp.clock('2026-03-04 15:10Z') AS ignored \gset
SELECT throws_ok('SELECT device_enrol(pg_temp.hash(''c2''), '
    'pg_temp.hash(''t2''), ''p'')', 'CO401', 'this code is wrong, used or '
    'too old: ask the dispatcher for a new one', 'and in time');
SELECT throws_ok('SELECT device_enrol(pg_temp.hash(''c3''), '
    'pg_temp.hash(''t2''), ''p'')', 'CO401', 'this code is wrong, used or '
    'too old: ask the dispatcher for a new one', 'a wrong one: same words');
SELECT results_eq('SELECT device_id, state, acked_seq, version FROM '
    'device_auth(pg_temp.hash(''t1''))',
    format('VALUES (%s::bigint, ''active'', 0::bigint, 0::bigint)', :dev),
    'its token says who');
SELECT is_empty('SELECT * FROM device_auth(pg_temp.hash(''t9''))',
    'another one is nobody''s');

-- Pulling.
SELECT pg_temp.job(:dee, '{"description": "Kitchen"}') AS job \gset
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.job(:dee) AS job2 \gset
SELECT pg_temp.assign(:dee, :job2, :ann, '2026-03-04 13:00') AS visit2 \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT results_eq(format('SELECT version, op, visit_id, title, site_name, '
    'contact_phone, skills ->> 0 IS NOT NULL, job_type, state FROM '
    'sync_pull(%s, 0, 10)', :dev), format($$VALUES
    (1::bigint, 'U', %s::bigint, 'No heat', 'Mill', '555-1', true, 'boiler',
        'dispatched'),
    (2, 'U', %s, 'No heat', 'Mill', '555-1', true, 'boiler', 'dispatched'),
    (2, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL)$$,
    :visit, :visit2), 'job sheets, in order, and how far that is');
SELECT is(count(*)::integer, 1, 'a page at a time')
FROM sync_pull(:dev, 0, 1);
SELECT is(array_agg(version || ' ' || kind), ARRAY['2 visit', '2 check'],
    'from where one was')
FROM sync_pull(:dev, 1, 10);
SELECT pg_temp.assign(:dee, :job2, :bob, '2026-03-04 13:00') AS ignored \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT results_eq(format('SELECT version, op, visit_id, job_id FROM '
    'sync_pull(%s, 2, 10) WHERE kind = ''visit''', :dev),
    format('VALUES (3::bigint, ''D'', %s::bigint, NULL::bigint)', :visit2),
    'what was taken away is gone, and says no more');
UPDATE feed_scope SET floor = 2 WHERE kind = 'technician'
    AND object_id = :ann;
SELECT throws_ok(format('SELECT sync_pull(%s, 1, 10)', :dev), 'CO410', NULL,
    'a cursor below the floor');
SELECT throws_ok(format('SELECT sync_pull(%s, 4, 10)', :dev), 'CO410', NULL,
    'a cursor that is ahead: of a server that was restored');
SELECT lives_ok(format('SELECT sync_pull(%s, 1, 10, 2, true)', :dev),
    'but not to a fetch of everything that goes on');
SELECT throws_ok(format('SELECT sync_pull(%s, 4, 10, 2, true)', :dev), 'CO410',
    NULL, 'which does not make a version of tomorrow one of ours');
SELECT lives_ok(format('SELECT sync_pull(%s, 0, 10)', :dev),
    'the beginning is never too old');

-- The newest change was a tombstone, which is purged: the version that a fetch
-- of everything ends with is one that the next pull may begin with.
SAVEPOINT purged;
SELECT pg_temp.clock('2026-07-01 12:00Z') AS ignored \gset
SELECT ok(feed_purge() > 0, 'tombstones go');
SELECT is(floor, version, 'up to the scope''s version') FROM feed_scope
WHERE kind = 'technician' AND object_id = :ann;
SELECT results_eq(format('SELECT version, kind, digest IS NULL FROM '
    'sync_pull(%s, 0, 10, %s)', :dev, c), format($$VALUES
    (1::bigint, 'visit', true), (3, 'check', %L::boolean)$$, c = 1),
    'behind the last change the scope''s version, contract ' || c)
FROM unnest(ARRAY[1, 2]) c;
SELECT results_eq(format('SELECT version, kind FROM sync_pull(%s, 3, 10, %s)',
    :dev, c), $$VALUES (3::bigint, 'check')$$,
    'which is a cursor, contract ' || c)
FROM unnest(ARRAY[1, 2]) c;
SELECT is(array_agg(kind), ARRAY['visit'],
    'none where more may come, contract ' || c)
FROM unnest(ARRAY[1, 2]) c, sync_pull(:dev, 0, 1, c) GROUP BY c;
DELETE FROM feed USING feed_scope s WHERE s.id = scope_id
    AND s.kind = 'technician' AND s.object_id = :ann;
SELECT results_eq(format('SELECT version, kind FROM sync_pull(%s, 0, 10, %s)',
    :dev, c), $$VALUES (3::bigint, 'check')$$,
    'also where nothing is left, contract ' || c)
FROM unnest(ARRAY[1, 2]) c;
ROLLBACK TO purged;

-- Pushing. A mutation in short: seq, visit, state, more.
CREATE FUNCTION pg_temp.m(p_seq bigint, p_visit bigint, p_state text,
    p_more jsonb DEFAULT '{}', p_at text DEFAULT '2026-03-04T16:00:00Z')
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('seq', p_seq, 'uid',
        md5(p_seq || '/' || p_visit)::uuid, 'kind', 'status', 'visit',
        p_visit, 'at', p_at, 'body',
        jsonb_build_object('state', p_state) || p_more)
$$;
CREATE FUNCTION pg_temp.push(p_device bigint, VARIADIC p_m jsonb[])
RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(seq || ' ' || verdict, ', ' ORDER BY seq)
        || '; acked ' || max(acked)
    FROM push_apply(p_device, to_jsonb(p_m), '2026-03-04 15:10:02Z', 'req')
$$;
SELECT is(pg_temp.push(:dev, pg_temp.m(1, :visit, 'accepted'),
    pg_temp.m(2, :visit, 'en_route')), '1 applied, 2 applied; acked 2',
    'steps apply');
SELECT is(state || ' ' || instant_text(en_route_at),
    'en_route 2026-03-04T16:00:00Z', 'the visit moved, at the device''s time')
FROM visit WHERE id = :visit;
SELECT is(clock_skew_ms, 2000::bigint, 'the skew is kept') FROM fact
WHERE device_id = :dev AND seq = 1;
SELECT is(pg_temp.push(:dev, pg_temp.m(1, :visit, 'accepted'),
    pg_temp.m(2, :visit, 'en_route'), pg_temp.m(3, :visit, 'on_site')),
    '1 duplicate, 2 duplicate, 3 applied; acked 3',
    'what came before is not done twice');
SELECT is(text, 'applied', 'a duplicate has its first verdict') FROM
push_apply(:dev, to_jsonb(ARRAY[pg_temp.m(1, :visit, 'accepted')]), NULL,
    'req');
SELECT is(count(*)::integer, 3, 'three facts') FROM fact
WHERE device_id = :dev;
SELECT is(state, 'in_progress', 'the job is in progress') FROM job
WHERE id = :job;
SELECT is(state || ' ' || instant_text(ended_at), 'met 2026-03-04T16:00:00Z',
    'the respond clock is met') FROM sla_clock
WHERE job_id = :job AND kind = 'respond';
SELECT throws_ok(format('SELECT pg_temp.push(%s, pg_temp.m(5, %s, '
    '''paused''))', :dev, :visit), 'CO409', 'seq 5 came, 4 is next: push '
    'again from there', 'a gap is refused');
SELECT throws_ok(format('SELECT pg_temp.push(%s, pg_temp.m(2, %s, '
    '''paused''))', :dev, :visit2), 'CO409', NULL,
    'a number that was used for something else is refused');
SELECT is((SELECT verdict || ' ' || acked FROM push_apply(:dev,
    to_jsonb(ARRAY[pg_temp.m(3, :visit, 'on_site') || '{"seq": 4}']), NULL,
    'r')), 'duplicate 4', 'the same uid under a new number is a duplicate');
SELECT is((SELECT max(seq) FROM fact WHERE device_id = :dev), 3::bigint,
    'and stored once');

SELECT throws_ok(format('SELECT push_apply(%s, %L, NULL, ''r'')', :dev,
    jsonb_build_array(pg_temp.m(3, :visit, 'paused')
        || '{"seq": 4, "uid": "00000000-0000-0000-0000-000000000004"}')),
    'CO409', 'seq 4 was used for another mutation',
    'nor is that number good for anything else');

-- Every rule of verdicts.
SELECT pg_temp.job(:dee) AS j3 \gset
SELECT pg_temp.assign(:dee, :j3, :ann, '2026-03-04 15:00') AS v3 \gset
SELECT pg_temp.job(:dee) AS j4 \gset
SELECT pg_temp.assign(:dee, :j4, :ann, '2026-03-04 16:00') AS v4 \gset
SELECT version AS ignored FROM visit_unassign(:dee, 'r', :v4, NULL) \gset
SELECT is(pg_temp.push(:dev,
    pg_temp.m(5, :visit, 'flying'),
    pg_temp.m(6, :visit, 'completed'),
    pg_temp.m(7, :visit, 'completed', '{"outcome": "good"}'),
    pg_temp.m(8, :visit, 'paused', jsonb_build_object('note',
        repeat('x', 8193))),
    pg_temp.m(9, 999999, 'accepted'),
    pg_temp.m(10, :visit2, 'accepted'),
    pg_temp.m(11, :visit, 'on_site'),
    pg_temp.m(12, :visit, 'accepted'),
    pg_temp.m(13, :v3, 'on_site'),
    pg_temp.m(14, :v4, 'accepted'),
    pg_temp.m(15, :v4, 'completed', '{"outcome": "fixed"}'),
    pg_temp.m(16, :visit, 'paused') || '{"kind": "photo"}',
    pg_temp.m(17, :visit, '') || '{"kind": "note", "body": {"text": "hm"}}',
    pg_temp.m(18, :visit, '') || '{"kind": "note", "body": {}}',
    pg_temp.m(19, :visit2, '') || '{"kind": "note", "body": {"text": "x"}}'),
    '5 invalid, 6 invalid, 7 invalid, 8 invalid, 9 out_of_scope, '
    '10 out_of_scope, 11 merged, 12 superseded, 13 applied, 14 superseded, '
    '15 conflict, 16 invalid, 17 applied, 18 invalid, 19 out_of_scope; '
    'acked 19', 'each rule has its verdict');
SELECT is(count(DISTINCT verdict_text)::integer, 1,
    'a visit of somebody else is like one that is not there') FROM fact
WHERE device_id = :dev AND seq IN (9, 10, 19);
SELECT is(string_agg(state, ' ' ORDER BY id),
    'on_site dispatched on_site cancelled', 'what applied moved, no more')
FROM visit WHERE id IN (:visit, :visit2, :v3, :v4);
SELECT is(count(*)::integer, 18, 'all of it is kept') FROM fact
WHERE device_id = :dev;
SELECT ok(jsonb_path_exists(job_facts(:dee, :j4)::jsonb,
    '$.items[*].verdict_text'), 'the verdict on a fact has its text');
SELECT is(json_array_length(job_facts(:dee, :j4) -> 'items'), 2,
    'the dispatcher reads the facts of a job');
SELECT is(count(*)::integer, 1, 'a conflict is a task for a person')
FROM review WHERE visit_id = :v4 AND kind = 'conflict' AND state = 'open';
SELECT is(count(*)::integer, 1, 'a conflict stands in the trail') FROM audit
WHERE object_id = :v4 AND action = 'visit.conflict'
    AND actor_kind = 'device';

-- The ends.
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('technician', :ann) AS before \gset
SELECT is(pg_temp.push(:dev, pg_temp.m(20, :visit, 'paused', '{}'),
    pg_temp.m(21, :visit, 'on_site', '{}', '2026-03-04T17:00:00Z'),
    pg_temp.m(22, :visit, 'completed', '{"outcome": "fixed", "note": "ok"}',
        '2026-03-06T15:10:01Z')),
    '20 applied, 21 applied, 22 applied; acked 22', 'to the end');
SELECT is(v.state || ' ' || v.outcome || ' ' || v.outcome_note || ' '
    || instant_text(v.on_site_at) || ' ' || j.state || ' ' || j.outcome,
    'completed fixed ok 2026-03-04T16:00:00Z completed fixed',
    'fixed completes the job; the arrival is the first one')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :visit;
SELECT is(state, 'missed', 'a second late: the resolve clock is missed')
FROM sla_clock WHERE job_id = :job AND kind = 'resolve';
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :ann, :before), 'U:visit ' || :visit
    || ' U:visit ' || :v3, 'completed stays on the device, in one version; '
    'who comes to that site next sees that somebody was there');
SELECT is(pg_temp.push(:dev, pg_temp.m(23, :v3, 'en_route'),
    pg_temp.m(24, :v3, 'on_site'),
    pg_temp.m(25, :v3, 'completed', '{"outcome": "no_part"}')),
    '23 superseded, 24 merged, 25 applied; acked 25', 'steps are skipped');
SELECT is(j.state || ' ' || j.outcome || ' ' || c.state, 'open no_part '
    'running', 'without the part the job waits for another visit')
FROM job j JOIN sla_clock c ON c.job_id = j.id AND c.kind = 'resolve'
WHERE j.id = :j3;
SELECT pg_temp.assign(:dee, :j4, :ann, '2026-03-04 18:00') AS v5 \gset
SELECT is(pg_temp.push(:dev, pg_temp.m(26, :v5, 'declined',
    '{"reason": "too far"}')), '26 applied; acked 26', 'declined');
SELECT is(v.state || ' ' || v.outcome_note || ' ' || j.state,
    'declined too far open', 'goes back to the pool')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :v5;
SELECT is(before::text || ' ' || (after ->> 'state') || ' ' || why,
    '{"state": "dispatched"} declined too far', 'the trail says why')
FROM audit WHERE object_id = :v5 AND action = 'visit.declined';

-- A crew's job is completed with the last visit.
SELECT pg_temp.job(:dee, '{"crew_size": 2}') AS crew \gset
SELECT pg_temp.assign(:dee, :crew, :ann, '2026-03-05 09:00') AS c1 \gset
SELECT pg_temp.assign(:dee, :crew, :bob, '2026-03-05 09:00') AS c2 \gset
SELECT pg_temp.push(:dev, pg_temp.m(27, :c1, 'en_route'),
    pg_temp.m(28, :c1, 'on_site'),
    pg_temp.m(29, :c1, 'completed', '{"outcome": "fixed"}')) AS ignored \gset
SELECT is(state, 'planned', 'one of two is done: the job is not')
FROM job WHERE id = :crew;

-- What the daemon could not read is kept as it came.
SELECT is((SELECT verdict || ' ' || text FROM push_apply(:dev,
    '[{"seq": 30, "uid": "00000000-0000-0000-0000-000000000030",
    "kind": "photo", "body": {"xml": "<photo/>"}, "invalid": "no at"}]', NULL,
    'r')), 'invalid no at', 'broken XML is kept, and said to be so');
SELECT is(body::text, '{"xml": "<photo/>"}', 'as it came') FROM fact
WHERE device_id = :dev AND seq = 30;

-- Malformed, revoked.
SELECT throws_ok(format('SELECT push_apply(%s, ''[{"seq": 31}]'', NULL, '
    '''r'')', :dev), 'CO400', NULL, 'a mutation without a uid');
SELECT throws_ok(format('SELECT push_apply(%s, ''{}'', NULL, ''r'')', :dev),
    'CO400', NULL, 'no array');
SELECT is_empty(format('SELECT * FROM push_apply(%s, ''[]'', NULL, ''r'')',
    :dev), 'an empty batch is nothing');
SELECT throws_ok(format('SELECT device_revoke(%s, ''r'', %s)', :max, :dev),
    'CO403', NULL, 'a manager revokes no device');
SELECT isnt(device_revoke(:dee, 'r', :dev) ->> 'revoked_at', NULL,
    'a device is revoked');
SELECT lives_ok(format('SELECT device_revoke(%s, ''r'', %s)', :dee, :dev),
    'twice is the same');
SELECT is(state, 'quarantine', 'its token says so')
FROM device_auth(pg_temp.hash('t1'));
SELECT throws_ok(format('SELECT sync_pull(%s, 0, 1)', :dev), 'CO401', NULL,
    'it pulls nothing');
SELECT * FROM finish();
ROLLBACK;
