-- SPDX-License-Identifier: MIT
-- What a planning run reads, and what becomes of its proposal.
BEGIN;
\ir include/world.psql
SELECT no_plan();
\set from '''2026-03-05 05:00Z'''
\set to '''2026-03-06 05:00Z'''
INSERT INTO shift_pattern (technician_id, weekday, starts, ends, break_from,
    break_to, break_min)
SELECT t, d, '08:00', '16:00', '11:00', '13:00', 30
FROM unnest(ARRAY[:ann, :bob]) t, generate_series(1, 5) d;
INSERT INTO absence (technician_id, during, reason) VALUES
    (:bob, '[2026-03-05 15:00Z,2026-03-05 16:00Z)', 'training');

SELECT pg_temp.job(:root) AS j1 \gset
SELECT pg_temp.job(:root) AS j2 \gset
SELECT pg_temp.job(:root) AS j3 \gset
SELECT pg_temp.job(:root) AS pinned \gset
SELECT pg_temp.job(:root, '{"earliest_start": "2026-03-09T00:00:00Z"}')
    AS later \gset
SELECT pg_temp.job(:root) AS after \gset
INSERT INTO job_precedence VALUES (:after, :j1, 0, NULL);
SELECT pg_temp.assign(:root, :j3, :ann, '2026-03-05 09:00') AS v3 \gset
SELECT pg_temp.assign(:root, :pinned, :bob, '2026-03-05 09:00') AS vp \gset
UPDATE visit SET pinned = true WHERE id = :vp;

SELECT is((SELECT body ->> 'state' FROM proposal_start(:dee, 'r', :ny, :from,
    :to)), 'running', 'a run begins');
SELECT results_eq(format('SELECT technician, to_timestamp(start_s), '
    'to_timestamp(end_s) FROM planning_shifts(%s, %L, %L)', :ny, :from, :to),
    format($$VALUES (%s::bigint, '2026-03-05 13:00Z'::timestamptz,
            '2026-03-05 21:00Z'::timestamptz),
        (%s, '2026-03-05 13:00Z', '2026-03-05 15:00Z'),
        (%s, '2026-03-05 16:00Z', '2026-03-05 21:00Z')$$, :ann, :bob, :bob),
    'the day has its shifts, with a hole for an absence');
SELECT results_eq(format('SELECT technician, to_timestamp(from_s), '
    'duration_s FROM planning_breaks(%s, %L, %L)', :ny, :from, :to),
    format($$VALUES (%s::bigint, '2026-03-05 16:00Z'::timestamptz,
        1800::bigint), (%s, '2026-03-05 16:00Z', 1800)$$, :ann, :bob),
    'and its breaks');
SELECT results_eq(format('SELECT id, visit_id, due_s, duration_s FROM '
    'planning_jobs(%s, %L, %L)', :ny, :from, :to),
    format($$VALUES (%s::bigint, NULL::bigint, NULL::bigint, 3600::bigint),
        (%s, NULL, NULL, 3600), (%s, NULL, NULL, 3600),
        (%s, NULL, NULL, 3600)$$, :j1, :j2, :j3, :after),
    'open jobs and movable ones; not pinned, not later');
SELECT is(to_timestamp(respond_due_s), '2026-03-05 15:00Z'::timestamptz,
    'with their promises')
FROM planning_jobs(:ny, :from, :to) WHERE id = :j1;
SELECT results_eq(format('SELECT id, fixed FROM planning_visits(%s, %L, %L)',
    :ny, :from, :to), format($$VALUES (%s::bigint, false),
    (%s, true)$$, :v3, :vp), 'visits: movable and fixed');
SELECT results_eq(format('SELECT technician, level, to_timestamp(to_s) FROM '
    'planning_skills(%s, %L, %L)', :ny, :from, :to),
    format($$VALUES (%s::bigint, 3, NULL::timestamptz),
        (%s, 1, '2026-03-06 05:00Z')$$, :ann, :bob),
    'skills end with the local day');
SELECT is(count(*)::integer, 4, 'what those jobs ask for')
FROM planning_job_skills(:ny, :from, :to);
SELECT is(count(*)::integer, 2, 'two technicians')
FROM planning_technicians(:ny, :from, :to);
SELECT is(zone, 'America/New_York', 'the territory')
FROM planning_territory(:ny, :from, :to);
INSERT INTO site_access_hours VALUES (:mill, 4, '[480,600)'),
    (:mill, 4, '[720,780)');
SELECT is(access, ARRAY[extract(epoch FROM '2026-03-05 13:00Z'::timestamptz),
    extract(epoch FROM '2026-03-05 15:00Z'::timestamptz),
    extract(epoch FROM '2026-03-05 17:00Z'::timestamptz),
    extract(epoch FROM '2026-03-05 18:00Z'::timestamptz)]::bigint[],
    'when the site lets people in')
FROM planning_jobs(:ny, :from, :to) WHERE id = :j1;
INSERT INTO job_technician VALUES (:j1, :ann, 'preferred');
SELECT is(relation, 'preferred', 'whom they prefer')
FROM planning_job_technicians(:ny, :from, :to);

-- A diff of every kind: add two, move one, remove none yet.
CREATE FUNCTION pg_temp.item(p_op text, p_job bigint, p_visit bigint,
    p_technician bigint, p_start timestamptz) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT jsonb_build_object('op', p_op, 'job', p_job, 'visit', p_visit,
        'technician', p_technician, 'start', p_start,
        'end', p_start + interval '1 hour', 'travel_s', 60, 'job_version',
        (SELECT version FROM job WHERE id = p_job), 'visit_version',
        (SELECT version FROM visit WHERE id = p_visit), 'reason', 'nearer')
$$;
CREATE FUNCTION pg_temp.proposal(p_territory bigint, VARIADIC p_items jsonb[])
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint := (SELECT id FROM proposal_start(NULL, 'r', p_territory,
        '2026-03-05 05:00Z', '2026-03-06 05:00Z'));
BEGIN
    PERFORM proposal_ready(v_id, '{"cost": 1}', to_jsonb(p_items));
    RETURN v_id;
END
$$;
CREATE FUNCTION pg_temp.verdicts(p_id bigint) RETURNS text
LANGUAGE sql AS $$
    SELECT p.state || ': ' || string_agg(v.verdict || CASE v.verdict
        WHEN 'refused' THEN ' (' || v.reason || ')' ELSE '' END, ', '
        ORDER BY v.position)
    FROM proposal p JOIN proposal_visit v ON v.proposal_id = p.id
    WHERE p.id = p_id GROUP BY p.state
$$;
SELECT pg_temp.proposal(:ny,
    pg_temp.item('add', :j1, NULL, :ann, '2026-03-05 14:00Z'),
    pg_temp.item('add', :j2, NULL, :ann, '2026-03-05 15:00Z'),
    pg_temp.item('move', :j3, :v3, :bob, '2026-03-05 16:00Z')) AS p \gset
SELECT is((SELECT body ->> 'state' FROM proposal_get(:max, :p)), 'ready',
    'a manager reads a proposal');
SELECT throws_ok(format('SELECT proposal_accept(%s, ''r'', %s)', :max, :p),
    'CO403', NULL, 'but does not accept it');
SELECT pg_temp.stamp() AS ignored \gset
SELECT proposal_accept(:dee, 'req', :p) ->> 'state' AS state \gset
SELECT is(:'state'::text, 'accepted', 'all of it fits');
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted, accepted, accepted',
    'visit by visit');
SELECT is(string_agg(t.code || ' ' || v.state, ', ' ORDER BY v.job_id),
    'ann dispatched, ann dispatched, bob dispatched', 'and is sent')
FROM visit v JOIN technician t ON t.id = v.technician_id
WHERE v.job_id IN (:j1, :j2, :j3);
SELECT is(count(*)::integer, 3, 'the trail has a row a visit') FROM audit
WHERE request = 'req' AND object_kind = 'visit' AND after ? 'proposal';
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('technician', :ann, 0), 'D:visit ' || :v3,
    'the moved one left its technician');
SELECT throws_ok(format('SELECT proposal_accept(%s, ''r'', %s)', :dee, :p),
    'CO409', NULL, 'a proposal is accepted once');
SELECT throws_ok(format('SELECT proposal_discard(%s, ''r'', %s)', :dee, :p),
    'CO409', NULL, 'nor discarded then');

-- Two visits that swap: no overlap at the end is no overlap.
SELECT id AS v1 FROM visit WHERE job_id = :j1 \gset
SELECT id AS v2 FROM visit WHERE job_id = :j2 \gset
SELECT pg_temp.proposal(:ny,
    pg_temp.item('move', :j1, :v1, :ann, '2026-03-05 15:00Z'),
    pg_temp.item('move', :j2, :v2, :ann, '2026-03-05 14:00Z')) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted, accepted',
    'two visits swap their times');

-- What changed meanwhile is refused, one by one, the rest goes in.
SELECT pg_temp.job(:root) AS j4 \gset
SELECT pg_temp.job(:root) AS j5 \gset
SELECT pg_temp.job(:root) AS j6 \gset
SELECT pg_temp.job(:root) AS j7 \gset
SELECT pg_temp.proposal(:ny,
    pg_temp.item('move', :j1, :v1, :bob, '2026-03-05 19:00Z'),
    pg_temp.item('move', :j2, :v2, :bob, '2026-03-05 20:00Z'),
    pg_temp.item('add', :j4, NULL, :ann, '2026-03-05 17:00Z'),
    pg_temp.item('add', :j5, NULL, :ann, '2026-03-05 18:00Z'),
    pg_temp.item('add', :j6, NULL, :ann, '2026-03-05 15:30Z'),
    pg_temp.item('add', :j7, NULL, :ann, '2026-03-05 20:00Z'),
    pg_temp.item('remove', :j3, :v3, NULL, NULL)) AS p \gset
UPDATE visit SET state = 'en_route' WHERE id = :v1;
UPDATE visit SET pinned = true WHERE id = :v2;
SELECT version AS ignored FROM job_cancel(:dee, 'r', :j4, NULL, NULL) \gset
SELECT version AS ignored FROM job_update(:dee, 'r', :j5, NULL,
    '{"title": "x"}') \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), format('partly_accepted: '
    'refused (the visit is en_route), refused (the visit was pinned), '
    'refused (the job is cancelled), '
    'refused (the job was changed meanwhile), '
    'refused (Ann is at visit %s then), accepted, accepted', :v1),
    'each refusal says why');
SELECT is(state, 'open', 'a removed one''s job waits again') FROM job
WHERE id = :j3;

-- Certificates are judged by SQL as well; a part; nothing; two upon another.
SELECT pg_temp.job(:root) AS j8 \gset
SELECT pg_temp.job(:root) AS j9 \gset
DELETE FROM technician_skill WHERE technician_id = :bob;
SELECT pg_temp.proposal(:ny,
    pg_temp.item('add', :j8, NULL, :bob, '2026-03-05 19:00Z')) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'stale: refused (Bob has no gas at level 1 '
    'on 2026-03-05)', 'when nothing fits, it is stale');
SELECT pg_temp.proposal(:ny,
    pg_temp.item('add', :j8, NULL, :ann, '2026-03-05 12:00Z'),
    pg_temp.item('add', :j9, NULL, :ann, '2026-03-05 11:00Z')) AS p \gset
SELECT proposal_accept(:dee, 'r', :p, ARRAY[2], false) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'partly_accepted: open, accepted',
    'only the positions that were named');
SELECT is(state, 'planned', 'and not sent') FROM visit WHERE job_id = :j9;
SELECT pg_temp.job(:root) AS j10 \gset
SELECT pg_temp.proposal(:ny,
    pg_temp.item('add', :j8, NULL, :ann, '2026-03-05 12:00Z'),
    pg_temp.item('add', :j10, NULL, :ann, '2026-03-05 12:30Z')) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'partly_accepted: accepted, refused '
    '(overlaps position 1 of the plan)', 'of two that overlap one goes in');

-- The other ends.
SELECT id AS p FROM proposal_start(:dee, 'r', :ny, :from, :to) \gset
SELECT proposal_cancel(:dee, 'r', :p) ->> 'state' AS state \gset
SELECT is(:'state'::text, 'cancelled', 'a run is cancelled');
SELECT throws_ok(format('SELECT proposal_cancel(%s, ''r'', %s)', :dee, :p),
    'CO409', NULL, 'once');
SELECT is(proposal_ready(:p, '{}', '[]'), 'cancelled',
    'what its planner brings then is dropped');
SELECT id AS p FROM proposal_start(:dee, 'r', :ny, :from, :to) \gset
SELECT proposal_fail(:p, 'no shifts') AS ignored \gset
SELECT is(state || ' ' || error, 'failed no shifts', 'a run fails')
FROM proposal WHERE id = :p;
SELECT id AS p FROM proposal_start(:dee, 'r', :ny, :from, :to) \gset
SELECT pg_temp.clock('2026-03-04 15:10Z') AS ignored \gset
SELECT ok(proposal_reap(599) >= 1, 'old runs are reaped');
SELECT is(state, 'failed', 'this one too') FROM proposal WHERE id = :p;
SELECT pg_temp.proposal(:ny,
    pg_temp.item('add', :j10, NULL, :ann, '2026-03-05 22:30Z')) AS p \gset
SELECT proposal_discard(:dee, 'r', :p) ->> 'state' AS state \gset
SELECT is(:'state'::text, 'discarded', 'a proposal is discarded');
SELECT throws_ok(format('SELECT proposal_discard(%s, ''r'', %s)', :dee, :p),
    'CO409', NULL, 'once, too');
SELECT throws_ok(format('SELECT proposal_start(%s, ''r'', %s, now(), now())',
    :dee, :ny), 'CO422', NULL, 'an empty horizon');
SELECT throws_ok(format('SELECT proposal_start(%s, ''r'', %s, now(), '
    'now() + interval ''1 day'')', :dee, :berlin), 'CO404', NULL,
    'somebody else''s territory');
SELECT throws_ok(format('SELECT proposal_get(%s, %s)', :dee, 999999),
    'CO404', NULL, 'no such proposal');
SELECT * FROM finish();
ROLLBACK;
