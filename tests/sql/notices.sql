-- SPDX-License-Identifier: MIT
-- What a dispatcher is told, until somebody has seen it.
BEGIN;
\ir include/world.psql
SELECT no_plan();

SELECT pg_temp.job(:dee) AS job \gset
INSERT INTO notice (at, territory_id, job_id, kind, text)
VALUES (app_now(), :ny, :job, 'sla', '75 % of the time to respond is used')
RETURNING id AS first \gset
INSERT INTO notice (at, territory_id, kind, text)
VALUES (app_now(), :ny, 'shift', 'two') RETURNING id AS second \gset
INSERT INTO notice (at, territory_id, kind, text)
VALUES (app_now(), :berlin, 'shift', 'three') RETURNING id AS third \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('notices', :ny) AS heard \gset

CREATE FUNCTION pg_temp.ids(p_list json) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(e ->> 'text', ' ') FROM
        json_array_elements(p_list -> 'items') e
$$;
SELECT is(pg_temp.ids(notice_list(:dee, jsonb_build_object(
    'limit', 10))),
    'two 75 % of the time to respond is used', 'the newest first, hers only');
SELECT is(pg_temp.ids(notice_list(:max, jsonb_build_object(
    'limit', 1))), 'three',
    'a page');
SELECT is(notice_list(:max, jsonb_build_object(
    'limit', 1)) ->> 'next', :'third',
    'the next one begins there');
SELECT is(pg_temp.ids(notice_list(:max, jsonb_build_object(
    'limit', 1, 'after', :third))), 'two',
    'and so on');
SELECT is(notice_list(:dee, jsonb_build_object(
    'limit', 2)) ->> 'next', NULL, 'a full page that is the last');
SELECT throws_ok(format('SELECT notice_list(%s, ''{"territory": %s}'')', :dee,
    :berlin), 'CO404', NULL, 'a territory that she does not see');
SELECT throws_ok(format('SELECT notice_seen(%s, NULL, %s)', :dee, :third),
    'CO404', NULL, 'nor its notices');
SELECT throws_ok(format('SELECT notice_seen(%s, NULL, %s)', :max, :first),
    'CO403', NULL, 'a manager only reads');
SELECT is((SELECT body::json ->> 'notices' FROM board_get(:dee, :ny,
    '2026-03-04', '2026-03-04')), '2', 'the board has their number');

SELECT is(notice_seen(:dee, 'req', :first) ->> 'seen_by', :'dee',
    'she has seen it');
SELECT is(notice_seen(:root, 'req', :first) ->> 'seen_by', :'dee',
    'the first one counts');
SELECT is((SELECT count(*) FROM audit WHERE action = 'notice.seen'),
    1::bigint, 'once in the trail');
SELECT is(pg_temp.ids(notice_list(:dee, jsonb_build_object(
    'territory', :ny, 'seen', false, 'limit', 10))), 'two',
    'unseen ones');
SELECT is(pg_temp.ids(notice_list(:dee, jsonb_build_object(
    'territory', :ny, 'seen', true, 'limit', 10))),
    '75 % of the time to respond is used', 'seen ones');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('notices', :ny, :heard), 'D:notice ' || :first,
    'it leaves the boards');
SELECT is((SELECT body::json ->> 'notices' FROM board_get(:dee, :ny,
    '2026-03-04', '2026-03-04')), '1', 'one less');

-- What nobody can take: once, and again when it has had a place meanwhile.
SELECT jsonb_build_array(jsonb_build_object('job', :job, 'visit', NULL,
    'rule', 'skill', 'text', 'nobody'), jsonb_build_object('job', :job,
    'visit', NULL, 'rule', 'skill', 'text', 'nobody at all')) AS left_over \gset
SELECT is(follow_tell(:ny, :'left_over'), 1, 'what is left is told');
SELECT pg_temp.clock('2026-03-04 15:01Z') AS ignored \gset
SELECT is(follow_tell(:ny, :'left_over'), 0, 'once');
SELECT proposal_apply_now(NULL, 'r', :ny, 'repair', 'free', '{}',
    jsonb_build_array(jsonb_build_object('op', 'add', 'job', :job,
    'technician', :ann, 'start', '2026-03-05T14:00:00Z', 'end',
    '2026-03-05T15:00:00Z'))) \g /dev/null
SELECT is(follow_tell(:ny, :'left_over'), 1, 'it was planned: told again');
SELECT is(follow_tell(:ny, :'left_over'), 0, 'once');
SELECT pg_temp.clock('2026-03-04 15:02Z') AS ignored \gset
SELECT visit_unassign(:dee, 'r', id, NULL, 'ill') FROM visit
WHERE job_id = :job \g /dev/null
SELECT is(follow_tell(:ny, :'left_over'), 1, 'and when it has lost its place');
SELECT is(count(*)::integer, 3, 'as many notices') FROM notice
WHERE job_id = :job AND kind = 'follow';
SELECT * FROM finish();
ROLLBACK;
