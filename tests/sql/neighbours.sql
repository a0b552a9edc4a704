-- SPDX-License-Identifier: MIT
-- Territories that help each other out: whose technicians a run, a desk and a
-- dispatcher may use, what of theirs stands, who hears of it, and that two
-- territories which plan the same hour of one technician do not both have it.
BEGIN;
\ir include/world.psql
\ir include/proposals.psql
SELECT no_plan();

\set day '\'2026-03-05 05:00Z\', \'2026-03-06 05:00Z\''
INSERT INTO shift (technician_id, during)
SELECT t, '[2026-03-05 13:00Z,2026-03-05 21:00Z)'
FROM (VALUES (:ann), (:cay)) x (t);
INSERT INTO technician_skill VALUES (:cay, :gas, 2, '[2020-01-01,)');
SELECT pg_temp.job(:root) AS here \gset
SELECT pg_temp.job(:root, jsonb_build_object('site', :werk, 'type', 'lamp'))
    AS there \gset
SELECT pg_temp.assign(:root, :there, :cay, '2026-03-05 09:00') AS home \gset

-- Alone: nobody of theirs.
SELECT is(territory_reach(:ny), ARRAY[:ny]::bigint[], 'alone');
SELECT is((SELECT count(*) FROM planning_technicians(:ny, :day) p
    WHERE p.id = :cay), 0::bigint, 'no neighbour');
SELECT throws_ok(format('SELECT pg_temp.assign(%s, %s, %s, %L)', :root, :here,
    :cay, '2026-03-05 11:00'), 'CO422', 'Cay does not help out in New York',
    'others than neighbours never');
SELECT throws_ok(format('SELECT * FROM assign_question(%s, %s, %s)', :dee,
    :here, :cay), 'CO422', format('there is no technician %s', :cay),
    'whom a dispatcher does not even see');
INSERT INTO territory_neighbour VALUES (:ny, :berlin), (:berlin, :ny);
SELECT is(territory_reach(:ny), ARRAY[:ny]::bigint[],
    'neighbours, but the policy does not ask them');
SELECT pg_temp.stamp() AS ignored \gset
SELECT territory_means(:ny) AS means \gset
UPDATE policy SET neighbours = true, neighbour_cost = 25
WHERE territory_id = :ny;
SELECT pg_temp.stamp() AS ignored \gset
SELECT cmp_ok(territory_means(:ny), '>', :means::bigint, 'which moves the means');
SELECT is(territory_reach(:ny), ARRAY[:ny, :berlin]::bigint[], 'now it does');
SELECT is(territory_reach(:berlin), ARRAY[:berlin]::bigint[],
    'one side helps, the other need not');

-- What a run reads.
SELECT is((SELECT string_agg(t.code || ' ' || p.lent, ', ' ORDER BY t.code)
        FROM planning_technicians(:ny, :day) p JOIN technician t USING (id)),
    'ann false, bob false, cay true', 'who is there, and who is lent');
SELECT is((SELECT count(*) FROM planning_shifts(:ny, :day) p
    WHERE p.technician = :cay), 1::bigint, 'with shifts');
SELECT is((SELECT p.level FROM planning_skills(:ny, :day) p
    WHERE p.technician = :cay), 2, 'and skills');
SELECT is((SELECT array[p.fixed::text, p.job::text]
        FROM planning_visits(:ny, :day) p WHERE p.id = :home),
    array['true', :'there'], 'what she does at home is fixed');
SELECT is((SELECT array_agg(j.id) FROM planning_jobs(:ny, :day) j),
    ARRAY[:here]::bigint[], 'and is no job of ours');
SELECT is((SELECT p.value FROM planning_policy(:ny, :day) p
    WHERE p.key = 'neighbour_cost'), 1500::double precision, 'at this cost');

-- What a desk hears: her scopes, her territory's pool (for holds) and means.
SELECT is((SELECT string_agg(n.state || ' ' || coalesce(n.title, ''), ', '
            ORDER BY n.state, n.title)
        FROM planning_news(:ny, :day, '{}', '{}') n WHERE n.kind = 'scope'),
    'lent Cay, means , means , pool , pool , technician Ann, technician Bob',
    'whom it listens to');
SELECT is((SELECT array[n.tied, n.pinned] FROM planning_news(:ny, :day, '{}',
        '{}') n WHERE n.kind = 'visit' AND n.id = :home),
    '{t,f}', 'her visit at home is tied');

-- By hand: a dispatcher who does not see Berlin sends her.
SELECT is((SELECT q.territory FROM assign_question(:dee, :here, :cay) q),
    :ny::bigint, 'our desk judges');
SELECT pg_temp.assign(:dee, :here, :cay, '2026-03-05 11:00') AS visit \gset
SELECT is((SELECT technician_id FROM visit WHERE id = :visit), :cay::bigint,
    'she goes');
SELECT is((SELECT array[p.fixed::text, p.technician::text]
        FROM planning_visits(:ny, :day) p WHERE p.id = :visit),
    array['false', :'cay'], 'a run of ours may move it');
SELECT is((SELECT p.fixed FROM planning_visits(:berlin, :day) p
    WHERE p.id = :visit), true, 'theirs does not');
SELECT is((SELECT array[n.tied, n.pinned] FROM planning_news(:ny, :day, '{}',
        '{}') n WHERE n.kind = 'visit' AND n.id = :visit),
    '{f,f}', 'nor is it tied here');
SELECT is((SELECT n.tied FROM planning_news(:berlin, :day, '{}',
        '{}') n WHERE n.kind = 'visit' AND n.id = :visit),
    true, 'but there');
SELECT is((SELECT count(*) FROM visit_troubles(:cay) t
    WHERE t.rule = 'territory'), 0::bigint, 'nothing is wrong with that');

-- Boards.
SELECT body FROM board_get(:dee, :ny, '2026-03-05', '2026-03-05') \gset
SELECT is(:'body'::json -> 'helpers' -> 0 ->> 'name', 'Cay',
    'a row of a helper');
SELECT is((:'body'::json -> 'helpers' -> 0 ->> 'territory')::bigint,
    :berlin::bigint, 'from there');
SELECT is(json_array_length(:'body'::json -> 'helpers' -> 0 -> 'shifts'), 1,
    'with her shift');
SELECT is((SELECT string_agg(e ->> 0, ' ') FROM json_array_elements(
    :'body'::json -> 'visits' -> 'rows') e), :'visit',
    'and her visit for us, not the one at home');
SELECT body FROM board_get(:root, :berlin, '2026-03-05', '2026-03-05') \gset
SELECT is((SELECT string_agg(e ->> 0, ' ' ORDER BY e ->> 4)
        FROM json_array_elements(:'body'::json -> 'visits' -> 'rows') e),
    :'home' || ' ' || :'visit', 'her own board has both');
SELECT is(json_array_length(:'body'::json -> 'helpers'), 0, 'and no helper');

-- What boards hear.
SELECT pg_temp.stamp() AS ignored \gset
CREATE TEMP TABLE heard AS SELECT n.scope, n.version
FROM feed_news('{}', '{}') n;
CREATE FUNCTION pg_temp.told(p_key text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.stamp();
    RETURN (SELECT string_agg((SELECT code FROM territory
            WHERE id = n.territory) || ' ' || coalesce((
        SELECT string_agg(CASE WHEN json_typeof(e) = 'array' THEN e ->> 0
            ELSE e #>> '{}' END, ' ')
        FROM json_array_elements(n.body::json -> p_key) e), '-'), ', '
        ORDER BY n.territory)
    FROM feed_news(ARRAY(SELECT scope FROM heard),
        ARRAY(SELECT version FROM heard)) n WHERE n.territory IS NOT NULL);
END
$$;
SAVEPOINT hear;
UPDATE visit SET planned = '[2026-03-05 17:00Z,2026-03-05 18:00Z)'
WHERE id = :visit;
SELECT is(pg_temp.told('visits'), format('ny %s, berlin %1$s', :visit),
    'both hear of it');
ROLLBACK TO hear;
UPDATE visit SET planned = '[2026-03-05 15:00Z,2026-03-05 15:20Z)'
WHERE id = :home;
SELECT is(pg_temp.told('visits'), format('berlin %s', :home),
    'what she does at home concerns home');
ROLLBACK TO hear;
SELECT FROM pg_temp.assign(:dee, :here, :ann, '2026-03-05 11:00');
SELECT is(pg_temp.told('visits'), format('ny %s, berlin -', :visit),
    'given to one of ours: put here');
SELECT is(pg_temp.told('visits_gone'), format('ny -, berlin %s', :visit),
    'gone there');
ROLLBACK TO hear;
SELECT FROM visit_unassign(:dee, 'req', :visit, NULL, 'not needed');
SELECT is(pg_temp.told('visits_gone'), format('ny %s, berlin %1$s', :visit),
    'a dispatcher takes back what is hers');
ROLLBACK TO hear;
INSERT INTO slot_hold (territory_id, technician_id, planned, travel_s,
    arrival_window, lat, lon, needs, created_at, expires_at)
VALUES (:ny, :cay, '[2026-03-05 19:00Z,2026-03-05 20:00Z)', 600,
    '[2026-03-05 19:00Z,2026-03-05 20:00Z)', 40.7, -74.1, '{}', app_now(),
    app_now() + interval '10 minutes')
RETURNING id AS hold \gset
SELECT is((SELECT count(*) FROM planning_visits(:berlin, :day) p
    WHERE p.id = -:hold), 1::bigint, 'a place that we hold stands there');
SELECT is(pg_temp.told('holds'), format('ny %s, berlin %1$s', :hold),
    'and both hear of it');
SELECT is((SELECT string_agg(n.id::text, ' ') FROM planning_news(:berlin, :day,
        ARRAY(SELECT scope FROM heard), ARRAY(SELECT version FROM heard)) n
    WHERE n.kind = 'visit'), '-' || :hold, 'also its desk');
ROLLBACK TO hear;

-- Both territories plan the same hour of hers: whoever accepts first has it.
SELECT pg_temp.job(:root) AS ours \gset
SELECT pg_temp.job(:root, jsonb_build_object('site', :werk, 'type', 'lamp'))
    AS theirs \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(pg_temp.item('add', :ours,
    NULL, :cay, '2026-03-05 19:00Z'), pg_temp.item('add', pg_temp.job(:root),
    NULL, :ann, '2026-03-05 19:00Z'))) AS a \gset
SELECT pg_temp.proposal(:berlin, jsonb_build_array(pg_temp.item('add',
    :theirs, NULL, :cay, '2026-03-05 19:30Z'))) AS b \gset
SELECT FROM proposal_accept(:root, 'req', :b, NULL);
SELECT is(pg_temp.verdicts(:b), 'accepted: accepted', 'the first');
SELECT FROM proposal_accept(:dee, 'req', :a, NULL);
SELECT is(pg_temp.verdicts(:a), (SELECT format('partly_accepted: refused '
    '(%s), accepted', p.reason) FROM proposal_visit p
    WHERE p.proposal_id = :a AND p.position = 1), 'the second but for her');
SELECT matches((SELECT p.reason FROM proposal_visit p
    WHERE p.proposal_id = :a AND p.position = 1), 'Cay', 'and is told why');

-- The policy asks them no more.
UPDATE policy SET neighbours = false WHERE territory_id = :ny;
SELECT is((SELECT count(*) FROM visit_troubles(:cay) t
    WHERE t.rule = 'territory'), 1::bigint, 'a visit that should not be');
SELECT pg_temp.proposal(:ny, jsonb_build_array(pg_temp.item('add', :ours,
    NULL, :cay, '2026-03-05 13:00Z'))) AS c \gset
SELECT FROM proposal_accept(:dee, 'req', :c, NULL);
SELECT is(pg_temp.verdicts(:c), 'stale: refused (Cay does not help out in '
    'New York)', 'a proposal of before is refused');
INSERT INTO policy_rule VALUES (:ny, 'territory', 'off', 0);
SELECT is(territory_reach(:ny), ARRAY[:ny, :berlin]::bigint[],
    'a territory that does not care asks its neighbours');
SELECT is((SELECT p.value FROM planning_policy(:ny, :day) p
    WHERE p.key = 'neighbour_cost'), 0::double precision, 'for nothing');
SELECT * FROM finish();
ROLLBACK;
