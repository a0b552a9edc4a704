-- SPDX-License-Identifier: MIT
-- Taking a proposal back, and back again; lists; the wish for a plan; the
-- heartbeat of a run.
BEGIN;
\ir include/world.psql
\ir include/proposals.psql
SELECT no_plan();
SELECT pg_temp.job(:root) AS j1 \gset
SELECT pg_temp.job(:root) AS j2 \gset
SELECT pg_temp.job(:root) AS j3 \gset
SELECT pg_temp.assign(:root, :j2, :ann, '2026-03-05 10:00') AS v2 \gset
SELECT pg_temp.assign(:root, :j3, :ann, '2026-03-05 11:00') AS v3 \gset
UPDATE visit SET arrival_window = '[2026-03-05 14:30Z,2026-03-05 15:30Z]'
WHERE id = :v2;
CREATE FUNCTION pg_temp.places(VARIADIC p_jobs bigint[]) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(pg_temp.place_of(j), '; ' ORDER BY n)
    FROM unnest(p_jobs) WITH ORDINALITY x (j, n)
$$;
SELECT is(pg_temp.places(:j1, :j2, :j3), 'nobody; ann 15:00; ann 16:00',
    'at first');
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :j1, NULL, :ann, '2026-03-05 15:00Z'),
    pg_temp.item('move', :j2, :v2, :bob, '2026-03-05 17:00Z', '{"pinned": true,
        "arrival_window": {"from": "2026-03-05T16:30:00Z",
            "to": "2026-03-05T18:00:00Z"}}'),
    pg_temp.item('remove', :j3, :v3, NULL, NULL))) AS p \gset
SELECT throws_ok(format('SELECT proposal_revert(%s, ''r'', %s)', :dee, :p),
    'CO409', NULL, 'nothing to take back yet');
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.places(:j1, :j2, :j3), 'ann 15:00; bob 17:00; nobody',
    'accepted');
SELECT is(pinned::text || upper(arrival_window)::text, 'true'
    || '2026-03-05 18:00Z'::timestamptz, 'pinned, with a new promise')
FROM visit WHERE id = :v2;
SELECT throws_ok(format('SELECT proposal_revert(%s, ''r'', %s)', :max, :p),
    'CO403', NULL, 'a manager does not take back');
SELECT id AS r, body AS b FROM proposal_revert(:dee, 'back', :p) \gset
SELECT is(pg_temp.verdicts(:r), 'accepted: accepted, accepted, accepted',
    'all of it is taken back');
SELECT is(pg_temp.places(:j1, :j2, :j3), 'nobody; ann 15:00; ann 16:00',
    'and is as it was');
SELECT is(pinned::text || upper(arrival_window)::text, 'false'
    || '2026-03-05 15:30Z'::timestamptz, 'with the old promise')
FROM visit WHERE id = :v2;
SELECT is((:'b'::jsonb ->> 'kind') || (:'b'::jsonb ->> 'reverts')
    || (:'b'::jsonb #>> '{visits,1,before,technician}'),
    'revert' || :p || :bob, 'the inverse is a proposal');
SELECT is((SELECT body ->> 'reverted_by' FROM proposal_get(:dee, :p)),
    '[' || :r || ']', 'which the first one names');
SELECT is(why, 'as it was before proposal ' || :p, 'the trail says so')
FROM audit WHERE request = 'back' AND object_id = :v2
    AND object_kind = 'visit';
SELECT id AS r2 FROM proposal_revert(:dee, 'r', :p) \gset
SELECT is(pg_temp.verdicts(:r2), 'stale: refused (the visit is cancelled), '
    'refused (the visit was given to somebody else since), '
    'refused (the job was planned since)', 'once');
SELECT id AS r3 FROM proposal_revert(:dee, 'r', :r) \gset
SELECT is(pg_temp.verdicts(:r3), 'accepted: accepted, accepted, accepted',
    'taking back is taken back');
SELECT is(pg_temp.places(:j1, :j2, :j3), 'ann 15:00; bob 17:00; nobody',
    'and the plan stands again');

-- In part, and what was changed since.
SELECT throws_ok(format('SELECT proposal_revert(%s, ''r'', %s, ARRAY[1, 9])',
    :dee, :r3), 'CO422', format('proposal %s has no position 9', :r3),
    'a position that is not there');
SELECT id AS r4, body AS b FROM proposal_revert(:dee, 'r', :r3, ARRAY[1],
    false) \gset
SELECT is(pg_temp.verdicts(:r4), 'ready: open', 'to be looked at first');
SELECT proposal_discard(:dee, 'r', :r4) AS ignored \gset
SELECT id AS v1 FROM visit WHERE job_id = :j1 AND visit_live(state) \gset
UPDATE visit SET state = 'en_route' WHERE id = :v1;
UPDATE visit SET planned = '[2026-03-05 18:00Z,2026-03-05 19:00Z)'
WHERE id = :v2;
SELECT version AS ignored FROM job_cancel(:dee, 'r', :j3, NULL, 'off') \gset
SELECT id AS r5 FROM proposal_revert(:dee, 'r', :r3) \gset
SELECT is(pg_temp.verdicts(:r5), 'stale: refused (the visit is en_route), '
    'refused (the visit was put at another time since), '
    'refused (the job is cancelled)', 'each refusal says why');
SELECT is(pg_temp.places(:j1, :j2, :j3), 'ann 15:00; bob 18:00; nobody',
    'nothing is overwritten');

-- A place that was taken since, and an hour that has passed.
SELECT pg_temp.job(:root) AS j4 \gset
SELECT pg_temp.job(:root) AS j5 \gset
SELECT pg_temp.job(:root) AS j6 \gset
SELECT pg_temp.assign(:root, :j4, :ann, '2026-03-05 13:00') AS v4 \gset
SELECT pg_temp.assign(:root, :j5, :bob, '2026-03-05 09:00') AS v5 \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('move', :j4, :v4, :bob, '2026-03-05 20:00Z'),
    pg_temp.item('move', :j5, :v5, :bob, '2026-03-05 21:00Z'))) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT pg_temp.assign(:root, :j6, :ann, '2026-03-05 13:30') AS v6 \gset
SELECT pg_temp.clock('2026-03-05 14:30Z') AS ignored \gset
SELECT id AS r6 FROM proposal_revert(:dee, 'r', :p) \gset
SELECT is(pg_temp.verdicts(:r6), format('stale: refused (Ann is at visit %s '
    'then), refused (the time where it was has passed)', :v6),
    'taken, and past');

-- A repair is a proposal that is accepted already, and can be taken back.
SELECT pg_temp.job(:root) AS j7 \gset
SELECT version AS x4 FROM visit WHERE id = :v4 \gset
SELECT proposal_apply_now(NULL, 'fix', :ny, 'repair', 'Bob is late', '{}',
    jsonb_build_array(
        jsonb_build_object('op', 'add', 'job', :j7, 'technician', :bob,
            'start', '2026-03-05T17:00:00Z', 'end', '2026-03-05T18:00:00Z',
            'travel_s', 120, 'why', 'has the time'),
        jsonb_build_object('op', 'retime', 'visit', :v4, 'visit_version', :x4,
            'start', '2026-03-05T20:30:00Z', 'end', '2026-03-05T20:45:00Z')))
    AS b \gset
SELECT is((:'b'::jsonb ->> 'state') || ' ' || (:'b'::jsonb ->> 'kind') || ' '
    || (:'b'::jsonb ->> 'cause'), 'accepted repair Bob is late',
    'a repair is accepted at once');
SELECT is(pg_temp.places(:j7, :j4), 'bob 17:00; bob 20:30', 'and done');
SELECT is(string_agg(coalesce(why, '-') || ' ' || actor_kind, ', '
    ORDER BY id), 'has the time system, Bob is late system, '
    'Bob is late system', 'the trail has each why') FROM audit
WHERE request = 'fix';
SELECT is(:'b'::jsonb #>> '{visits,1,before,start}', '2026-03-05T20:00:00Z',
    'with what was before');
SELECT id AS r7 FROM proposal_revert(:dee, 'r', (:'b'::jsonb ->> 'id')
    ::bigint) \gset
SELECT is(pg_temp.verdicts(:r7), 'accepted: accepted, accepted',
    'a repair is taken back');
SELECT is(pg_temp.places(:j7, :j4), 'nobody; bob 20:00', 'and is undone');
SELECT throws_ok(format('SELECT proposal_apply_now(NULL, ''r'', %s, '
    '''repair'', ''x'', NULL, %L)', :ny, jsonb_build_array(
        jsonb_build_object('op', 'remove', 'visit', :v4),
        jsonb_build_object('op', 'retime', 'visit', :v5, 'visit_version', 1,
            'start', '2026-03-05T22:00:00Z', 'end', '2026-03-05T23:00:00Z'))),
    'CO409', NULL, 'all or nothing');
SELECT is(pg_temp.places(:j4), 'bob 20:00', 'nothing then');

-- Lists, latest first.
SELECT proposal_list(:dee, jsonb_build_object('territory', :ny, 'limit', 2,
    'after', :r6 + 1)) AS l \gset
SELECT is((:'l'::jsonb #>> '{items,0,id}') || (:'l'::jsonb #>> '{items,1,id}')
    || (:'l'::jsonb ->> 'next'), :'r6' || :'p' || :'p'::text, 'a page');
SELECT ok(NOT :'l'::jsonb #> '{items,0}' ? 'visits', 'without their changes');
SELECT proposal_list(:dee, jsonb_build_object('territory', :ny, 'limit', 2,
    'after', :p)) AS l \gset
SELECT is(:'l'::jsonb #>> '{items,0,id}', :'r5'::text, 'the next page');
SELECT proposal_list(:max, '{"state": "stale", "kind": "revert"}') AS l \gset
SELECT is(string_agg(i ->> 'id', ','), concat_ws(',', :r6, :r5, :r2),
    'by state and kind') FROM jsonb_array_elements(:'l'::jsonb -> 'items') i;
CREATE FUNCTION pg_temp.sorted(p_sort text) RETURNS bigint[] LANGUAGE plpgsql
AS $$
DECLARE     -- page by page
    v_ids  bigint[] := '{}';
    v_page json;
BEGIN
    LOOP
        v_page := proposal_list((SELECT id FROM app_user WHERE login = 'root'),
            jsonb_strip_nulls(jsonb_build_object('sort', p_sort, 'limit', 2,
                'after', v_page ->> 'next')));
        v_ids := v_ids || ARRAY(SELECT (e ->> 'id')::bigint
            FROM json_array_elements(v_page -> 'items') e);
        EXIT WHEN v_page ->> 'next' IS NULL OR cardinality(v_ids) > 99;
    END LOOP;
    RETURN v_ids;
END
$$;
SELECT is(pg_temp.sorted(k), (SELECT array_agg(id ORDER BY
        CASE WHEN k = 'state' THEN state END,
        CASE WHEN k = '-state' THEN state END DESC,
        CASE WHEN k = 'day' THEN lower(horizon) END,
        CASE WHEN k = '-day' THEN lower(horizon) END DESC,
        CASE WHEN k ~ '-' THEN -id ELSE id END) FROM proposal), 'by ' || k)
FROM unnest(ARRAY['id', '-id', 'day', '-day', 'state', '-state']) k;
SELECT throws_ok(format('SELECT proposal_list(%s, ''{"territory": %s}'')',
    :dee, :berlin), 'CO404', NULL, 'of territories that one sees');

-- What one may ask for.
CREATE FUNCTION pg_temp.ask(p_actor bigint, p_more jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_text text; v_rule text;
BEGIN
    SELECT body ->> 'from' || ' ' || (body ->> 'to') || ' '
        || (body ->> 'asked') INTO v_text FROM proposal_ask(p_actor, 'r',
        jsonb_build_object('territory', (SELECT id FROM territory
            WHERE code = 'ny')) || p_more);
    RETURN v_text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_text = PG_EXCEPTION_DETAIL,
        v_rule = CONSTRAINT_NAME;
    RETURN SQLSTATE || ' ' || v_text || ' ' || v_rule;
END
$$;
SELECT is(pg_temp.ask(:dee, p), want, p::text) FROM (VALUES
    ('{"day": "2026-03-06"}'::jsonb, '2026-03-06T05:00:00Z '
        '2026-03-07T05:00:00Z {"day": "2026-03-06"}'),
    ('{"rest_of_day": true, "move": "none"}', '2026-03-05T14:30:00Z '
        '2026-03-06T05:00:00Z {"move": "none", "rest_of_day": true}'),
    ('{"from": "2026-03-08T00:00:00Z", "to": "2026-03-20T00:00:00Z"}',
        '2026-03-08T00:00:00Z 2026-03-20T00:00:00Z {}'),
    ('{}', 'CO422 /day required'),
    ('{"day": "2026-03-04"}', 'CO422 /day past'),
    ('{"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}',
        'CO422 /to past'),
    ('{"from": "2026-03-08T00:00:00Z", "to": "2026-04-20T00:00:00Z"}',
        'CO422 /to range'),
    ('{"territory": 99}', 'CO404 /territory '),
    ('{"day": "2026-03-06", "jobs": [999999]}', 'CO422 /jobs/0 unknown'),
    ('{"day": "2026-03-06", "technicians": [999999]}',
        'CO422 /technicians/0 unknown')) x (p, want);
SELECT is(pg_temp.ask(:dee, jsonb_build_object('day', '2026-03-06', 'jobs',
    jsonb_build_array(:j4, :j3))), 'CO422 /jobs/1 job_state',
    'a job that is cancelled');
SELECT is(pg_temp.ask(:dee, jsonb_build_object('day', '2026-07-06',
    'technicians', jsonb_build_array(:ann, :bob))),
    'CO422 /technicians/1 employment', 'somebody who has left');
SELECT is(pg_temp.ask(:dee, jsonb_build_object('day', '2026-07-06',
    'technicians', jsonb_build_array(:cay))),
    'CO422 /technicians/0 unknown', 'somebody else''s technician');
SELECT is(pg_temp.ask(:max, '{"day": "2026-03-06"}'), 'CO403  role',
    'not by a manager');

-- A heartbeat keeps a run alive, and says how far it is.
SELECT id AS p FROM proposal_ask(:dee, 'r', jsonb_build_object('territory',
    :ny, 'day', '2026-03-06')) \gset
SELECT id AS q FROM proposal_start(:dee, 'r', :ny, '2026-03-05 05:00Z',
    '2026-03-06 05:00Z') \gset
SELECT is(proposal_beat(:p, '{"spent": 0.5}'), 'running', 'still running');
SELECT is(body #>> '{progress,spent}', '0.5', 'half of it')
FROM proposal_get(:dee, :p);
UPDATE proposal SET seen_at = clock_timestamp() - interval '5 seconds',
    epoch = 1, tries = 2 WHERE id = :p;
SELECT proposal_reap(600) AS ignored \gset
SELECT is(state, 'running', 'five seconds of silence are few') FROM proposal
WHERE id = :p;
UPDATE proposal SET seen_at = clock_timestamp() - interval '8 seconds'
WHERE id = :p;
SELECT proposal_reap(600) AS ignored \gset
SELECT is(string_agg(state, ' ' ORDER BY id), 'failed running',
    'eight are the end; without a heartbeat age counts') FROM proposal
WHERE id IN (:p, :q);
SELECT is(proposal_beat(:p, '{}', 1), 'failed', 'and the run is told');
-- A place to which there is no way any more: a customer was promised the next.
INSERT INTO site (customer_id, name, address, lat, lon, territory_id)
SELECT customer_id, 'Far', '', 40.9, -74, territory_id FROM site
WHERE id = :mill RETURNING id AS far \gset
SELECT pg_temp.job(:root) AS w1 \gset
SELECT pg_temp.job(:root, format('{"site": %s}', :far)::jsonb) AS w2 \gset
SELECT pg_temp.assign(:root, :w1, :ann, '2026-03-05 18:00') AS vw1 \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('move', :w1, :vw1, :bob, '2026-03-06 01:00Z'))) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT pg_temp.assign(:root, :w2, :ann, '2026-03-05 19:10') AS vw2 \gset
SAVEPOINT told;
SELECT id AS rw FROM proposal_revert(:dee, 'r', :p) \gset
SELECT is(pg_temp.verdicts(:rw), 'accepted: accepted',
    'what a hand put there is its own affair');
ROLLBACK TO told;
UPDATE visit SET arrival_window = '[2026-03-06 00:00Z,2026-03-06 01:00Z]'
WHERE id = :vw2;
SELECT id AS rw FROM proposal_revert(:dee, 'r', :p) \gset
SELECT matches(pg_temp.verdicts(:rw), format('^stale: refused .Ann is at '
    'visit %s at 19:10: [0-9]+ min away, there are 10.$', :vw2),
    'what was promised meanwhile stands');
SELECT * FROM finish();
ROLLBACK;
