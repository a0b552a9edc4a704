-- SPDX-License-Identifier: MIT
-- Who plans which territory: shares, expiry, epochs, and what they fence.
BEGIN;
\ir include/world.psql
SELECT no_plan();
\set a '''aaaaaaaa-0000-4000-8000-000000000001'''
\set b '''bbbbbbbb-0000-4000-8000-000000000002'''
\set c '''cccccccc-0000-4000-8000-000000000003'''
-- Six territories: those of the world and new ones.
INSERT INTO territory (code, name, zone, calendar_id)
SELECT 'lease' || g, 'Lease ' || g, 'UTC', (SELECT min(id)
    FROM business_calendar)
FROM generate_series(1, 6 - (SELECT count(*)::integer FROM territory)) g;
SELECT is(count(*)::integer, 6, 'a territory has a lease from its birth')
FROM territory_lease WHERE holder IS NULL AND epoch = 0;

-- "a 6" after that daemon's call.
CREATE FUNCTION pg_temp.take(p_holder uuid, p_ttl_s integer DEFAULT 6,
    p_most integer DEFAULT 1000) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM lease_take(p_holder, 'test', p_ttl_s, p_most)
$$;
-- Time goes by, as the leases see it.
CREATE FUNCTION pg_temp.pass(p_s integer) RETURNS void LANGUAGE sql AS $$
    UPDATE territory_lease
    SET expires_at = expires_at - p_s * interval '1 second';
    UPDATE lease_holder
    SET expires_at = expires_at - p_s * interval '1 second'
$$;
-- How many each has that is live.
CREATE FUNCTION pg_temp.shares() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(s.who || s.n, ' ' ORDER BY s.who) FROM (
        SELECT left(holder::text, 1) AS who, count(*) AS n
        FROM territory_lease WHERE expires_at > clock_timestamp()
        GROUP BY 1) s
$$;

SELECT is(pg_temp.take(:a), 6::bigint, 'one alone has all');
SELECT is(array_agg(DISTINCT epoch), ARRAY[1::bigint], 'in the first epoch')
FROM territory_lease;
SELECT ok(bool_and(left_ms BETWEEN 5000 AND 6000), 'for six seconds')
FROM lease_take(:a, 'test', 6);
SELECT is(array_agg(DISTINCT epoch), ARRAY[1::bigint],
    'renewed in the same epoch') FROM territory_lease;

-- A fair share, over time.
SELECT is(pg_temp.take(:b), 0::bigint, 'a second one finds nothing free');
SELECT is(pg_temp.take(:a), 3::bigint, 'but the first makes room');
SELECT is(pg_temp.take(:a), 3::bigint, 'and does not take it back');
SELECT is(pg_temp.take(:b), 3::bigint, 'so each has half');
SELECT is(pg_temp.shares(), 'a3 b3', 'of all');
SELECT is(array_agg(epoch ORDER BY holder::text, territory_id),
    ARRAY[1, 1, 1, 2, 2, 2]::bigint[], 'what changed hands is an epoch on')
FROM territory_lease;
SELECT pg_temp.take(x.h) AS ignored FROM generate_series(1, 3),
    (VALUES (:a::uuid), (:b), (:c)) x (h) \g /dev/null
SELECT is(pg_temp.shares(), 'a2 b2 c2', 'a third one gets its part');
INSERT INTO territory (code, name, zone, calendar_id)
SELECT 'lease7', 'Lease 7', 'UTC', min(id) FROM business_calendar;
SELECT pg_temp.take(x.h) AS ignored FROM generate_series(1, 3),
    (VALUES (:c::uuid), (:b), (:a)) x (h) \g /dev/null
SELECT is(pg_temp.shares(), 'a2 b2 c3', 'seven for three');
SELECT lease_give_up(:b) AS given \gset
SELECT is(:given, 2, 'one that ends gives two back');
SELECT pg_temp.take(x.h) AS ignored FROM generate_series(1, 2),
    (VALUES (:c::uuid), (:a)) x (h) \g /dev/null
SELECT is(pg_temp.shares(), 'a3 c4', 'the others take them at once');
SELECT pg_temp.take(:b) AS ignored \gset
SELECT pg_temp.take(x.h) AS ignored FROM generate_series(1, 3),
    (VALUES (:a::uuid), (:c), (:b)) x (h) \g /dev/null
SELECT matches(pg_temp.shares(), '^a[23] b[23] c[23]$',
    'who comes back has its part again');

-- Four for three: nobody has two while another has none.
DELETE FROM territory_lease WHERE territory_id IN (SELECT territory_id
    FROM territory_lease ORDER BY territory_id DESC LIMIT 3);
UPDATE territory_lease SET holder = CASE WHEN territory_id <= (SELECT
    min(territory_id) + 1 FROM territory_lease) THEN :a::uuid ELSE :b END;
SELECT is(pg_temp.shares(), 'a2 b2', 'two have all four');
SELECT pg_temp.take(x.h) AS ignored FROM generate_series(1, 4),
    (VALUES (:c::uuid), (:a), (:b)) x (h) \g /dev/null
SELECT ok(pg_temp.shares() IN ('a1 b1 c2', 'a1 b2 c1', 'a2 b1 c1'),
    'the third gets one: ' || pg_temp.shares());
SELECT pg_temp.shares() AS before \gset
SELECT max(epoch) AS epochs, sum(epoch) AS sum FROM territory_lease \gset
SELECT pg_temp.take(x.h) AS ignored FROM generate_series(1, 5),
    (VALUES (:a::uuid), (:b), (:c)) x (h) \g /dev/null
SELECT is(pg_temp.shares(), :'before'::text, 'and it stays so');
SELECT is(sum(epoch), :sum::numeric, 'without a change of hands')
FROM territory_lease;
-- Who only serves has none, who wants one has one.
SELECT lease_give_up(:a), lease_give_up(:b), lease_give_up(:c) \g /dev/null
SELECT pg_temp.take(x.h, 6, x.most) AS ignored FROM generate_series(1, 3),
    (VALUES (:a::uuid, 0), (:b, 1), (:c, 9)) x (h, most) \g /dev/null
SELECT is(pg_temp.shares(), 'b1 c3', 'as many as each wants at most');
SELECT lease_give_up(:a), lease_give_up(:b), lease_give_up(:c) \g /dev/null

-- Expiry, to the edge.
SELECT pg_temp.take(:a) AS ignored \gset
SELECT pg_temp.pass(5) \g /dev/null
SELECT pg_temp.take(:b) AS ignored \gset
SELECT is(pg_temp.shares(), 'a4', 'after five seconds it still holds');
SELECT sum(epoch) AS sum FROM territory_lease \gset
SELECT pg_temp.pass(1) \g /dev/null
SELECT is(pg_temp.take(:a), 2::bigint,
    'expired, but nobody came: kept, but for the share of the other');
SELECT is(sum(epoch), :sum::numeric, 'in the same epoch')
FROM territory_lease;
SELECT pg_temp.take(:b) AS ignored \gset
SELECT pg_temp.pass(6) \g /dev/null
SELECT is(pg_temp.take(:b), 4::bigint, 'whoever comes first has all');
SELECT is(pg_temp.shares(), 'b4', 'of them');
SELECT is(pg_temp.take(:a), 0::bigint, 'who comes late has none yet');
SELECT throws_ok('SELECT lease_take(' || quote_literal(:a) || ', ''t'', 0)',
    'CO400', NULL, 'a lease lasts');
SELECT pg_temp.pass(3700) \g /dev/null
SELECT pg_temp.take(:c) AS ignored \gset
SELECT is(string_agg(left(holder::text, 1), ''), 'c',
    'who was away for an hour is forgotten') FROM lease_holder;
SELECT is(pg_temp.shares(), 'c4', 'and all is taken over');

-- Runs: who may claim them, and when.
SELECT pg_temp.pass(-1000) \g /dev/null
INSERT INTO territory_lease (territory_id) SELECT id FROM territory
ON CONFLICT DO NOTHING;
UPDATE territory_lease SET holder = :a, name = 'a', epoch = 5,
    expires_at = clock_timestamp() + interval '60 s'
WHERE territory_id = :ny;
CREATE FUNCTION pg_temp.claim(p_holder uuid) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(concat_ws(' ', c.epoch, c.time_ms, c.move,
        c.jobs, c.technicians), ', '), 'none')
    FROM proposal_claim(p_holder, 10) c
$$;
SELECT id AS p FROM proposal_ask(:dee, 'r', jsonb_build_object('territory',
    :ny, 'day', '2026-03-06', 'time_ms', 70, 'move', 'none', 'technicians',
    jsonb_build_array(:bob, :ann))) \gset
SELECT id AS q FROM proposal_start(:dee, 'r', :ny, '2026-03-05 05:00Z',
    '2026-03-06 05:00Z') \gset
SELECT is(pg_temp.claim(:b), 'none', 'another''s territory: nothing to do');
SELECT is(pg_temp.claim(:a), format('5 70 none %s %s', :bob, :ann),
    'the holder gets what is to be planned; not the command line''s');
SELECT is(pg_temp.claim(:a), 'none', 'once');
SELECT is(proposal_beat(:p, '{"spent": 0.5}', 5), 'running', 'it runs');
SELECT is(proposal_beat(:p, '{"spent": 0.9}', 4), 'fenced',
    'an older run is told');
SELECT is(progress ->> 'spent', '0.5', 'and leaves no trace')
FROM proposal WHERE id = :p;
UPDATE proposal SET seen_at = clock_timestamp() - interval '8 s'
WHERE id = :p;
SELECT is(proposal_reap(600) > 0, false, 'a silent run is not failed yet');
SELECT isnt(pg_temp.claim(:a), 'none', 'but begun anew');
UPDATE proposal SET seen_at = clock_timestamp() - interval '8 s'
WHERE id = :p;
SELECT is(pg_temp.claim(:a), 'none', 'not a third time');
UPDATE proposal SET tries = 1, seen_at = clock_timestamp() WHERE id = :p;
UPDATE territory_lease SET holder = :b, epoch = 6 WHERE territory_id = :ny;
SELECT is(pg_temp.claim(:a), 'none', 'not by who lost the lease');
SELECT matches(pg_temp.claim(:b), '^6 ', 'but by the next holder');

-- Writes under an older epoch are fenced.
SELECT throws_ok(format('SELECT proposal_ready(%s, ''{}'', ''[]'', NULL, 5)',
    :p), 'CO409', NULL, 'the old run is refused');
SELECT throws_ok(format('SELECT proposal_ready(%s, ''{}'', ''[]'')', :p),
    'CO409', NULL, 'so is one without a lease');
SELECT proposal_fail(:p, 'too late', 5) \g /dev/null
SELECT is(state, 'running', 'its failure is dropped') FROM proposal
WHERE id = :p;
SELECT is(proposal_ready(:p, '{}', '[]', NULL, 6), 'ready',
    'the new one is heard');
SELECT throws_ok(format('SELECT proposal_ready(%s, ''{}'', ''[]'', NULL, 5)',
    :p), 'CO409', NULL, 'and the old one refused after that too');
SELECT pg_temp.job(:root) AS job \gset
SELECT jsonb_build_array(jsonb_build_object('op', 'add', 'job', :job,
    'technician', :ann, 'start', '2026-03-05T14:00:00Z', 'end',
    '2026-03-05T15:00:00Z')) AS changes \gset
SELECT throws_ok(format('SELECT proposal_apply_now(NULL, ''r'', %s, '
    '''repair'', ''late'', ''{}'', %L, NULL, 5)', :ny, :'changes'), 'CO409',
    NULL, 'an old holder repairs nothing');
SELECT is(count(*)::integer, 0, 'no visit') FROM visit WHERE job_id = :job;
SELECT throws_ok(format('SELECT follow_suggest(%s, ''late'', %L, 5)', :ny,
    :'changes'), 'CO409', NULL, 'nor suggests a repair');
SELECT throws_ok(format('SELECT follow_tell(%s, ''[]'', 5)', :ny), 'CO409',
    NULL, 'nor tells of what is left');
SELECT proposal_apply_now(NULL, 'r', :ny, 'repair', 'late', '{}',
    :'changes', NULL, 6) \g /dev/null
SELECT is(count(*)::integer, 1, 'the holder does') FROM visit
WHERE job_id = :job;

-- A lease with a run is not given back for fairness; at the end its run waits.
SELECT id AS p FROM proposal_ask(:dee, 'r', jsonb_build_object('territory',
    :ny, 'day', '2026-03-06')) \gset
SELECT matches(pg_temp.claim(:b), '^6', 'a run begins');
UPDATE territory_lease SET holder = :b, name = 'b',
    expires_at = clock_timestamp() + interval '6 s';
INSERT INTO lease_holder SELECT :a, 'a', 9, clock_timestamp() + interval '6 s';
INSERT INTO lease_holder SELECT :c, 'c', 9, clock_timestamp() + interval '6 s'
ON CONFLICT DO NOTHING;
SELECT ok(territory IS NOT NULL, 'its lease stays')
FROM lease_take(:b, 'b', 6, 0) WHERE territory = :ny;
SELECT lease_give_up(:b) \g /dev/null
SELECT is(concat_ws(' ', state, coalesce(epoch::text, 'waits'), tries),
    'running waits 0', 'one that ends lets its run wait') FROM proposal
WHERE id = :p;
SELECT is((SELECT count(*)::integer FROM territory_lease WHERE holder = :b),
    0, 'and has no lease');
SELECT pg_temp.take(:a) AS ignored \gset
SELECT isnt(pg_temp.claim(:a), 'none', 'the next holder begins it');
SELECT lease_give_up(:a) \g /dev/null
SELECT is(proposal_reap(600), 0, 'a run may wait for some time');
UPDATE proposal SET seen_at = clock_timestamp() - interval '601 s'
WHERE id = :p;
SELECT proposal_reap(600) \g /dev/null
SELECT is(error, 'no planner took it up in time', 'nobody waits for ever')
FROM proposal WHERE id = :p;
SELECT * FROM finish();
ROLLBACK;
