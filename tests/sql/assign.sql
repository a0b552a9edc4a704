-- SPDX-License-Identifier: MIT
-- Assigning by hand, and taking back.
BEGIN;
\ir include/world.psql
SELECT no_plan();
CREATE FUNCTION pg_temp.refusal(p_sql text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_pointer text;
    v_rule    text;
BEGIN
    EXECUTE p_sql;
    RETURN 'goes';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_pointer = PG_EXCEPTION_DETAIL,
        v_rule = CONSTRAINT_NAME;
    RETURN concat_ws(' ', SQLSTATE, nullif(v_pointer, ''),
        nullif(v_rule, ''));
END
$$;

SELECT pg_temp.job(:dee) AS job \gset
SELECT body FROM job_assign(:dee, 'req', :job, :ann, '2026-03-04 16:00Z',
    NULL, 600, true, 1) \gset
SELECT :'body'::json ->> 'id' AS visit, :'body'::json ->> 'uid' AS uid \gset
SELECT is(:'body'::json ->> 'state', 'dispatched', 'it is sent at once');
SELECT is(:'body'::json ->> 'end', '2026-03-04T17:00:00Z',
    'as long as the job');
SELECT is(:'body'::json ->> 'pinned', 'true', 'pinned');
SELECT is(state, 'planned', 'the job is planned') FROM job WHERE id = :job;
SELECT is(action || ' ' || (after ->> 'state'), 'visit.assigned dispatched',
    'the trail has it')
FROM audit WHERE object_kind = 'visit' AND object_id = :visit;

SELECT pg_temp.job(:dee) AS job2 \gset
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-04 11:30'')', :dee, :job2, :ann)),
    'CO409 /start visit_no_overlap', 'two visits at once');
SELECT throws_like(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-04 11:30'')', :dee, :job2, :ann),
    'Ann is at visit % ("No heat") from 11:00 to 12:00%',
    'and it says who and what is in the way, in local time');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-04 12:00'')', :dee, :job2, :ann)), 'goes',
    'one after the other is no overlap');

-- The rules, at the visit's date.
CREATE TEMP TABLE try (what text, technician bigint, start timestamp,
    refusal text);
INSERT INTO try VALUES
    ('a certificate on its last day', :bob, '2026-03-05 15:00', 'goes'),
    ('until its midnight', :bob, '2026-03-05 23:00', 'goes'),
    ('beyond', :bob, '2026-03-05 23:01', 'CO422 /technician certificate'),
    ('and on the day after', :bob, '2026-03-06 15:00',
        'CO422 /technician certificate'),
    ('before the employment''s end', :ann, '2026-07-02 15:00', 'goes'),
    ('after it', :bob, '2026-07-01 15:00', 'CO422 /technician employment'),
    ('another territory''s technician', :cay, '2026-03-05 15:00',
        'CO404 /technician'),
    ('nobody', 999999, '2026-03-05 15:00', 'CO404 /technician');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, %L)',
    :dee, :job2, technician, start)), refusal, what) FROM try;
UPDATE job_skill SET min_level = 2 WHERE job_id = :job2;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-05 15:00'')', :dee, :job2, :bob)), 'CO422 /technician level',
    'a level too low');
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-03-05 20:00Z'', NULL, 0, false, NULL, ''he knows this one'')',
    :dee, :job2, :bob)), 'goes', 'a reason overrides the skill');
SELECT is(why, 'he knows this one', 'and stands in the trail') FROM audit
WHERE action = 'visit.moved' ORDER BY id DESC LIMIT 1;
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-07-05 20:00Z'', NULL, 0, false, NULL, ''please'')',
    :dee, :job2, :bob)), 'CO422 /technician employment',
    'no reason overrides employment');
INSERT INTO job_technician VALUES (:job2, :ann, 'excluded');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-07 15:00'')', :dee, :job2, :ann)),
    'CO422 /technician excluded', 'an excluded technician');
UPDATE job_technician SET relation = 'required', technician_id = :cay;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-07 15:00'')', :dee, :job2, :ann)),
    'CO422 /technician required', 'where another one is required');

-- Moving.
UPDATE visit SET state = 'accepted' WHERE id = :visit;
SELECT body ->> 'uid' AS uid2, body ->> 'state' AS state
FROM job_assign(:dee, 'req', :job, :bob, '2026-03-05 14:00Z', NULL, 0, NULL,
    NULL) \gset
SELECT is(:'uid2'::text, :'uid'::text, 'a moved visit keeps its uid');
SELECT is(:'state'::text, 'dispatched', 'and must be accepted anew');
SELECT ok(pinned, 'pinned as before') FROM visit WHERE id = :visit;
SELECT is(count(*)::integer, 1, 'a crew of one has one visit') FROM visit
WHERE job_id = :job;
UPDATE visit SET state = 'en_route' WHERE id = :visit;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-07 15:00'')', :dee, :job, :ann)), 'CO409 visit_begun',
    'who has set out is not moved');
SELECT is(pg_temp.refusal(format('SELECT visit_unassign(%s, ''r'', %s, '
    'NULL)', :dee, :visit)), 'CO409 visit_begun', 'nor taken back');

-- A crew of two.
SELECT pg_temp.job(:dee, '{"crew_size": 2}') AS crew \gset
SELECT pg_temp.assign(:dee, :crew, :ann, '2026-03-05 11:00') AS v1 \gset
SELECT pg_temp.assign(:dee, :crew, :bob, '2026-03-05 11:00') AS v2 \gset
SELECT isnt(:v1::bigint, :v2::bigint, 'a crew has a visit a member');
SELECT is(pg_temp.assign(:dee, :crew, :bob, '2026-03-05 11:00', 90),
    :v2::bigint, 'the second of a member moves his own');

-- Taking back.
SELECT is(pg_temp.refusal(format('SELECT visit_unassign(%s, ''r'', %s, 99)',
    :dee, :v2)), 'CO412 version', 'an old version');
SELECT is(pg_temp.refusal(format('SELECT visit_unassign(%s, ''r'', 999999, '
    'NULL)', :dee)), 'CO404', 'no such visit');
SELECT pg_temp.job(:root, jsonb_build_object('site', :werk, 'type', 'lamp'))
    AS far \gset
SELECT pg_temp.assign(:root, :far, :cay, '2026-03-05 09:00') AS away \gset
SELECT throws_ok(format('SELECT visit_unassign(%s, ''r'', %s, NULL)', :dee,
    :away), 'CO404', format('there is no visit %s', :away),
    'somebody else''s visit: the same words, and not its job''s number');
SELECT body ->> 'state' AS state FROM visit_unassign(:dee, 'req', :v2, NULL,
    'sick') \gset
SELECT is(:'state'::text, 'cancelled', 'taken back');
SELECT is(state, 'planned', 'the other half of the crew stays') FROM job
WHERE id = :crew;
SELECT version AS ignored FROM visit_unassign(:dee, 'req', :v1, NULL) \gset
SELECT is(state, 'open', 'without any the job waits again') FROM job
WHERE id = :crew;
SELECT is(pg_temp.refusal(format('SELECT visit_unassign(%s, ''r'', %s, '
    'NULL)', :dee, :v1)), 'CO409 /state legal_step', 'not twice');

-- A day that ends without a report.
SELECT pg_temp.job(:dee) AS stale \gset
SELECT pg_temp.assign(:dee, :stale, :ann, '2026-03-05 22:30') AS vs \gset
SELECT pg_temp.clock('2026-03-06 04:59Z') AS ignored \gset
SELECT is((SELECT count(*)::integer FROM visit WHERE id = :vs
    AND visits_miss() IS NOT NULL AND state = 'dispatched'), 1,
    'before midnight nothing is missed');
SELECT pg_temp.clock('2026-03-06 05:01Z') AS ignored \gset
SELECT ok(visits_miss() >= 1, 'after it there is');
SELECT is(v.state || ' ' || j.state, 'missed open',
    'and the job waits again')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :vs;
SELECT is(state, 'en_route', 'who has set out is not missed') FROM visit
WHERE id = :visit;
SELECT is(actor_kind, 'system', 'the trail says that nobody did it')
FROM audit WHERE action = 'visit.missed' AND object_id = :vs;
SELECT is(visits_miss(), 0, 'once');
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset

-- Who and what may not.
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-07 15:00'')', u, :crew, :ann)), 'CO403 role',
    'only dispatchers assign') FROM unnest(ARRAY[:max, :ina]) u;
SELECT version AS ignored FROM job_cancel(:dee, 'r', :crew, NULL, NULL) \gset
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, '
    '''2026-03-07 15:00'')', :dee, :crew, :ann)), 'CO409 job_state',
    'a cancelled job');
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-03-07 15:00Z'', ''2026-03-07 15:00Z'', 0, false, NULL)', :dee,
    :job2, :ann)), 'CO422 /end range', 'an end that is no later');
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-03-07 15:00Z'', NULL, 0, false, 1)', :dee, :job2, :ann)),
    'CO412 version', 'an old version of the job');

-- What a desk is asked with, and what its answer is fenced by.
SELECT is(territory || ' ' || duration_s || ' ' || (rules::json -> 'skill'
    ->> 'mode'), :ny || ' 3600 hard', 'the ground of a question')
FROM assign_question(:dee, :job2, :ann);
SELECT is(pg_temp.refusal(format('SELECT assign_question(%s, %s, %s)', u, j,
    t)), r, 'no ground: ' || r)
FROM (VALUES (:dee, :job2, 999999, 'CO422 /technician unknown'),
    (:dee, :job2, :cay, 'CO422 /technician unknown'),
    (:dee, :far, :cay, 'CO404'), (:dee, 999999, :ann, 'CO404'),
    (:max, :job2, :ann, 'CO403 role')) x (u, j, t, r);
SELECT pg_temp.job(:dee) AS j \gset
SELECT pg_temp.assign(:dee, :j, :ann, '2026-03-08 11:00') AS v \gset
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-03-09 15:00Z'', NULL, 0, false, NULL, NULL, ''[]'', NULL, %L)',
    :dee, :j, :ann, fence)), r, 'fenced: ' || r)
FROM (VALUES (format('{"visit": %s}', :v + 1), 'CO409 moved'),
    (format('{"visit": %s, "visit_version": 999}', :v), 'CO409 moved'),
    ('{"job_version": 999}', 'CO409 moved'),
    (format('{"visit": %s}', :v), 'goes')) x (fence, r);
INSERT INTO absence (technician_id, during, reason)
VALUES (:ann, '[2026-03-10 12:00Z,2026-03-10 20:00Z)', 'sick');
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-03-10 15:00Z'', NULL, 0, false, NULL, ''please'')', :dee, :j,
    :ann)), 'CO422 /technician absence', 'no reason overrides an absence');
INSERT INTO policy_rule VALUES (:ny, 'level', 'off', 1);
UPDATE job_skill SET min_level = 9 WHERE job_id = :j;
SELECT is(pg_temp.refusal(format('SELECT job_assign(%s, ''r'', %s, %s, '
    '''2026-03-11 15:00Z'', NULL, 0, false, NULL)', :dee, :j, :ann)), 'goes',
    'a rule that is off is none');
SELECT * FROM finish();
ROLLBACK;
