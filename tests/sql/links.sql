-- SPDX-License-Identifier: MIT
-- Crews, jobs of several days, jobs after others, and another visit after a
-- missing part: what the API takes, what a run reads, what a hand may do.
BEGIN;
\ir include/world.psql
SELECT no_plan();
\set from '''2026-03-05 05:00Z'''
\set to '''2026-03-06 05:00Z'''
\set late '''2026-03-08 05:00Z'''
INSERT INTO technician_skill VALUES (:bob, :gas, 3, '[2026-03-06,)');

-- What the API takes.
CREATE FUNCTION pg_temp.create(p_more text) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT * FROM job_create(NULL, ''r'', %L)',
        jsonb_build_object('site', (SELECT min(id) FROM site),
            'type', 'boiler', 'title', 'x') || p_more::jsonb)
$$;
CREATE FUNCTION pg_temp.patch(p_job bigint, p_more text) RETURNS text
LANGUAGE sql AS $$
    SELECT format('SELECT * FROM job_update(NULL, ''r'', %s, NULL, %L)',
        p_job, p_more)
$$;
SELECT pg_temp.job(:dee) AS a \gset
SELECT pg_temp.job(:dee, jsonb_build_object('days', 3, 'crew_size', 2,
    'after', jsonb_build_array(jsonb_build_object('job', :a, 'min_min', 30,
        'max_min', 600)))) AS b \gset
SELECT is(j ->> 'days' || ' ' || (j ->> 'crew_size') || ' '
    || (j -> 'after' ->> 0), format('3 2 {"job" : %s, "min_min" : 30, '
    '"max_min" : 600}', :a), 'a job of three days after another one')
FROM job_json(:b) j;
SELECT throws_ok(pg_temp.create('{"days": 20, "crew_size": 20}'), 'CO422',
    NULL, 'not more than 60 visits');
SELECT throws_ok(pg_temp.create('{"after": [{"job": 999999}]}'), 'CO422',
    'there is no job 999999', 'after nothing');
SELECT throws_ok(pg_temp.create(format('{"after": [{"job": %s, "min_min": 9, '
    '"max_min": 8}]}', :a)), 'CO422', NULL, 'a gap upside down');
SELECT throws_ok(pg_temp.patch(:a, format('{"after": [{"job": %s}]}', :b)),
    'CO422', format('job %s comes after job %s already: they would wait for '
    'each other', :b, :a), 'no circle');
SELECT throws_ok(pg_temp.patch(:a, format('{"after": [{"job": %s}]}', :a)),
    'CO422', NULL, 'not after itself');
SELECT version AS v0 FROM job WHERE id = :b \gset
SELECT version AS ignored FROM job_update(:dee, 'rel', :b, :v0,
    jsonb_build_object('after', '[]'::jsonb, 'technicians',
        jsonb_build_array(jsonb_build_object('technician', :ann, 'relation',
            'preferred')))) \gset
SELECT is((SELECT version FROM job WHERE id = :b), (:v0 + 1)::bigint,
    'a relation is a change of its job');
SELECT is(before -> 'after' -> 0 ->> 'job', :a::text,
    'and the trail tells what there was') FROM audit WHERE request = 'rel'
    AND object_kind = 'job';
SELECT version AS ignored FROM job_update(:dee, 'same', :b, NULL,
    '{"after": []}') \gset
SELECT is((SELECT version FROM job WHERE id = :b), (:v0 + 1)::bigint,
    'the same again is none');

-- A crew: one assigned by hand, one to be found.
SELECT pg_temp.job(:root, '{"crew_size": 2}') AS crew \gset
SELECT is(missing, 2, 'a crew lacks two') FROM planning_jobs(:ny, :from, :to)
WHERE id = :crew;
SELECT pg_temp.assign(:root, :crew, :ann, '2026-03-05 09:00') AS va \gset
SELECT is(missing || ' ' || coalesce(together_s, 0), '1 0', 'then one')
FROM planning_jobs(:ny, :from, :to) WHERE id = :crew;
SELECT is(fixed, false, 'the other may move') FROM planning_visits(:ny, :from,
    :to) WHERE id = :va;
SELECT is(to_timestamp(together_s), '2026-03-05 14:00Z'::timestamptz,
    'for another day''s run it begins with it')
FROM planning_jobs(:ny, :to, :late) WHERE id = :crew;
SELECT throws_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root, :crew,
    :bob, '2026-03-05 10:00'), 'CO422', format('the others of job %s begin on '
    '2026-03-05 09:00, this one on 2026-03-05 10:00', :crew),
    'a crew begins together');
SELECT lives_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root, :crew,
    :bob, '2026-03-05 09:00'), 'or not at all');
SELECT throws_ok(pg_temp.patch(:crew, '{"crew_size": 1}'), 'CO409', NULL,
    'not smaller than who is there');

-- One job after another, by hand.
SELECT pg_temp.job(:root) AS first \gset
SELECT pg_temp.job(:root, jsonb_build_object('after', jsonb_build_array(
    jsonb_build_object('job', :first, 'min_min', 30, 'max_min', 120))))
    AS second \gset
SELECT throws_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root,
    :second, :ann, '2026-03-05 12:00'), 'CO422', format('waits for job %s, '
    'which is not planned', :first), 'not before its predecessor is planned');
SELECT pg_temp.assign(:root, :first, :ann, '2026-03-05 11:00') AS vf \gset
SELECT is(after_job || ' ' || min_s || ' ' || max_s || ' '
    || (to_timestamp(after_end_s) = '2026-03-05 17:00Z') || ' '
    || coalesce(job_start_s, 0), format('%s 1800 7200 true 0', :first),
    'a run knows when it ends')
FROM planning_links(:ny, :from, :to) WHERE job = :second;
SELECT throws_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root,
    :second, :ann, '2026-03-05 12:15'), 'CO422', format('begins on 2026-03-05 '
    '12:15, but job %s before it ends on 2026-03-05 12:00 (30 to 120 min '
    'later)', :first), 'nor too soon');
SELECT pg_temp.assign(:root, :second, :bob, '2026-03-05 13:00') AS vs \gset
SELECT throws_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root,
    :first, :ann, '2026-03-05 12:00'), 'CO422', format('ends on 2026-03-05 '
    '13:00, but job %s after it begins on 2026-03-05 13:00 (30 to 120 min '
    'later)', :second), 'and the first does not move away under it');
SAVEPOINT caring;
INSERT INTO policy_rule VALUES (:ny, 'after', 'off', 0);
SELECT lives_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root,
    :first, :ann, '2026-03-05 12:00'), 'unless the territory does not care');
ROLLBACK TO caring;
SELECT lives_ok(format('SELECT visits_write(NULL, ''r'', %L)',
    jsonb_build_array(
        jsonb_build_object('op', 'retime', 'visit', :vf, 'start',
            '2026-03-05T17:30:00Z', 'end', '2026-03-05T18:30:00Z'),
        jsonb_build_object('op', 'retime', 'visit', :vs, 'start',
            '2026-03-05T19:30:00Z', 'end', '2026-03-05T20:30:00Z'))),
    'both together may');
SELECT throws_ok(format('SELECT visits_write(NULL, ''r'', %L)',
    jsonb_build_array(jsonb_build_object('op', 'remove', 'visit', :vf))),
    'CO422', NULL, 'no machine takes the first back alone');
SELECT lives_ok(format('SELECT * FROM visit_unassign(%s, ''r'', %s, NULL)',
    :root, :vf), 'a person may');
UPDATE visit SET state = 'en_route' WHERE id = :vs;
SELECT lives_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root,
    :first, :ann, '2026-03-05 16:00'), 'one that has begun waits no more');

-- What a plan found is judged with what became of the other part.
SELECT pg_temp.job(:root) AS p1 \gset
SELECT pg_temp.job(:root, jsonb_build_object('after', jsonb_build_array(
    jsonb_build_object('job', :p1, 'min_min', 30)))) AS p2 \gset
SELECT pg_temp.assign(:root, :p1, :ann, '2026-03-06 08:00') AS vp1 \gset
SELECT id AS p FROM proposal_start(NULL, 'r', :ny, :to, :late) \gset
SELECT proposal_ready(:p, '{}', jsonb_build_array(jsonb_build_object('op',
    'add', 'job', :p2, 'technician', :bob, 'start', '2026-03-06T15:00:00Z',
    'end', '2026-03-06T16:00:00Z', 'travel_s', 0, 'job_version',
    (SELECT version FROM job WHERE id = :p2)))) AS ignored \gset
SELECT pg_temp.assign(:root, :p1, :ann, '2026-03-06 09:00') AS vp1 \gset
SELECT proposal_accept(:root, 'r', :p) ->> 'state' AS state \gset
SELECT is(:'state' || ': ' || reason, format('stale: begins on 2026-03-06 '
    '10:00, but job %s before it ends on 2026-03-06 10:00 (at least 30 min '
    'later)', :p1), 'a follower of what was moved meanwhile is refused')
FROM proposal_visit WHERE proposal_id = :p;
SELECT version AS ignored FROM visit_unassign(:root, 'r', :vp1, NULL) \gset

-- Three days of one person.
SELECT pg_temp.job(:root, '{"days": 3}') AS long \gset
SELECT is(days || ' ' || missing, '3 3', 'three visits')
FROM planning_jobs(:ny, :from, :late) WHERE id = :long;
SELECT pg_temp.assign(:root, :long, :ann, '2026-03-05 20:00') AS d1 \gset
SELECT pg_temp.assign(:root, :long, :ann, '2026-03-05 19:00') AS again \gset
SELECT is(:again::bigint, :d1::bigint, 'a day''s visit is moved');
SELECT throws_ok(format('SELECT visits_write(NULL, ''r'', %L)',
    jsonb_build_array(jsonb_build_object('op', 'add', 'job', :long,
        'technician', :bob, 'start', '2026-03-06T20:00:00Z', 'end',
        '2026-03-06T21:00:00Z'))), 'CO422', format('job %s has all its people '
    'already', :long), 'of the same person');
SELECT throws_ok(format('SELECT visits_write(NULL, ''r'', %L)',
    jsonb_build_array(jsonb_build_object('op', 'add', 'job', :long,
        'technician', :ann, 'start', '2026-03-06T03:00:00Z', 'end',
        '2026-03-06T04:00:00Z'))), 'CO422', format('Ann is at job %s that day '
    'already', :long), 'one a day');
SELECT lives_ok(format('SELECT visits_write(NULL, ''r'', %L)',
    jsonb_build_array(jsonb_build_object('op', 'add', 'job', :long,
        'technician', :ann, 'start', '2026-03-06T20:00:00Z', 'end',
        '2026-03-06T21:00:00Z'))), 'the second');
SELECT isnt(pg_temp.assign(:root, :long, :ann, '2026-03-07 15:00'), :d1::bigint,
    'the third by hand');
SELECT is(count(*)::integer, 0, 'a run of one day does not tear them')
FROM planning_jobs(:ny, :from, :to) WHERE id = :long;
SELECT is(bool_and(fixed), true, 'and plans around them')
FROM planning_visits(:ny, :from, :to) WHERE job = :long;
SELECT is(bool_or(fixed), false, 'a run of all days may move them')
FROM planning_visits(:ny, :from, :late) WHERE job = :long;

-- A part was missing.
SELECT pg_temp.job(:root) AS part \gset
SELECT pg_temp.assign(:root, :part, :bob, '2026-03-04 08:00') AS vp \gset
UPDATE visit SET state = 'en_route' WHERE id = :vp;
UPDATE visit SET state = 'on_site' WHERE id = :vp;
UPDATE job SET state = 'in_progress' WHERE id = :part;
SELECT visit_report(NULL, 'r', v, '{"state": "completed", "outcome": "no_part"}',
    '2026-03-04 14:00Z') AS ignored FROM visit v WHERE id = :vp \gset
SELECT is(state || ' ' || outcome, 'open no_part', 'the job is open again')
FROM job WHERE id = :part;
SELECT is(waits || ' ' || last_technician, 'parts ' || :bob,
    'it waits, and remembers who was there')
FROM planning_jobs(:ny, :from, :to) WHERE id = :part;
SELECT version AS ignored FROM job_update(:dee, 'r', :part, NULL,
    '{"parts_expected_at": "2026-03-05T16:00:00Z"}') \gset
SELECT is(to_timestamp(earliest_s), '2026-03-05 16:00Z'::timestamptz,
    'till the part is there')
FROM planning_jobs(:ny, :from, :to) WHERE id = :part AND waits IS NULL;
SELECT is(count(*)::integer, 0, 'not before')
FROM planning_jobs(:ny, :from, '2026-03-05 15:00Z') WHERE id = :part;
SELECT is(last_technician, :bob::bigint, 'so does the customer')
FROM planning_jobs(:ny, :from, :to) WHERE id = :b;
-- How it weighs.
SELECT is(count(*) FILTER (WHERE p.key LIKE 'off_%') || ' '
    || max(p.value) FILTER (WHERE p.key = 'respond_rate'), '0 4',
    'all rules hold at first') FROM planning_policy(:ny, :from, :to) p;
UPDATE policy SET move_cost = 20, overtime_min = 30 WHERE territory_id = :ny;
INSERT INTO policy_rule VALUES (:ny, 'tools', 'off', 0);
SELECT is(string_agg(p.key || ' ' || p.value, ', ' ORDER BY p.key),
    'move_cost 1200, off_tools 1, overtime_max_s 1800', 'minutes are seconds')
FROM planning_policy(:ny, :from, :to) p
WHERE p.key IN ('move_cost', 'overtime_max_s') OR p.key LIKE 'off_%';
SELECT * FROM finish();
ROLLBACK;
