-- SPDX-License-Identifier: MIT
-- What a desk hears of a territory: all that stands at first, then what has
-- changed, each once, and what is gone.
BEGIN;
\ir include/world.psql
SELECT no_plan();
INSERT INTO policy_rule VALUES (:ny, 'territory', 'off', 0);

CREATE TEMP TABLE heard (scope bigint PRIMARY KEY, version bigint);
CREATE TEMP TABLE news AS SELECT * FROM planning_news(0, 'epoch', 'epoch',
    '{}', '{}');
CREATE FUNCTION pg_temp.hear() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.stamp();
    DELETE FROM news;
    INSERT INTO news SELECT * FROM planning_news(
        (SELECT id FROM territory WHERE code = 'ny'), '2026-03-04 05:00Z',
        '2026-03-19 04:00Z', ARRAY(SELECT scope FROM heard),
        ARRAY(SELECT version FROM heard));
    INSERT INTO heard SELECT n.id, n.version FROM news n
    WHERE n.kind = 'scope'
    ON CONFLICT (scope) DO UPDATE SET version = EXCLUDED.version;
    RETURN (SELECT string_agg(n.kind || ' ' || n.id || coalesce(' ' || n.state,
        ''), ', ' ORDER BY n.kind, n.id) FROM news n WHERE n.kind <> 'scope');
END
$$;

-- The hours.
INSERT INTO shift_pattern (technician_id, weekday, starts, ends)
SELECT :ann, d, '22:00', '06:00' FROM generate_series(1, 5) d;
SELECT is((SELECT array[zone, from_at, to_at] FROM planning_horizon(:ny, 2)),
    '{America/New_York,2026-03-04T03:00:00Z,2026-03-06T05:00:00Z}',
    'from last night''s shift on');
SELECT is((SELECT array[day_s, day_end_s] FROM planning_horizon(:ny, 2)),
    ARRAY[epoch_s('2026-03-04 05:00Z'), epoch_s('2026-03-05 05:00Z')],
    'the day itself');
SELECT is((SELECT count(*) FROM shift WHERE technician_id = :ann), 4::bigint,
    'the shifts are made');
DELETE FROM shift WHERE technician_id = :ann;
INSERT INTO shift_horizon VALUES (:ann, '2026-03-06')
ON CONFLICT (technician_id) DO UPDATE SET until = excluded.until;
SELECT is((SELECT count(*) FROM planning_horizon(:ny, 2) JOIN shift s ON true
    WHERE s.technician_id = :ann), 0::bigint,
    'but not where they were made ahead');
SELECT is((SELECT count(*) FROM planning_horizon(:ny, 3)), 1::bigint, 'further');
SELECT is((SELECT count(*) FROM shift WHERE technician_id = :ann), 4::bigint,
    'than that they are');
SELECT throws_ok('SELECT planning_horizon(999, 2)', 'CO404');

-- What stands.
SELECT pg_temp.job(:root) AS one \gset
SELECT pg_temp.assign(:root, :one, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.job(:root) AS past \gset
SELECT pg_temp.assign(:root, :past, :ann, '2026-04-04 11:00') AS far \gset
SELECT is(pg_temp.hear(), 'visit ' || :visit || ' dispatched',
    'at first all that stands in these hours');
SELECT is((SELECT count(*) FROM heard), 4::bigint,
    'two technicians, the pool, the means');
SELECT is((SELECT array[n.title, n.technician_version::text] FROM news n
        WHERE n.technician = :bob AND n.kind = 'scope'),
    (SELECT array[t.name, t.version::text] FROM technician t
        WHERE t.id = :bob), 'who they are');
SELECT is((SELECT array[n.job, n.technician, n.end_s - n.start_s, n.travel_s,
        n.version] FROM news n WHERE n.kind = 'visit'),
    ARRAY[:one, :ann, 3600, 300, 1]::bigint[], 'what it is');
SELECT is((SELECT array[n.lat, n.lon] FROM news n WHERE n.kind = 'visit'),
    ARRAY[40.7, -74.1]::double precision[], 'where');
SELECT is(pg_temp.hear(), NULL, 'nothing new');
SELECT is((SELECT count(*) FROM news), 0::bigint, 'no scope either');

-- What changes.
SELECT pg_temp.job(:root) AS two \gset
SELECT is(pg_temp.hear(), NULL, 'a job in the pool does not stand');
SELECT pg_temp.assign(:root, :two, :bob, '2026-03-05 11:00') AS other \gset
SELECT is(pg_temp.hear(), 'visit ' || :other || ' dispatched', 'a new visit');
SELECT pg_temp.assign(:root, :two, :ann, '2026-03-05 12:00') AS other \gset
SELECT is(pg_temp.hear(), 'visit ' || :other || ' dispatched', 'it moves');
SELECT is((SELECT n.technician FROM news n WHERE n.kind = 'visit'),
    :ann::bigint, 'to her');
UPDATE visit SET arrival_window = tstzrange('2026-03-05 17:00Z',
    '2026-03-05 19:00Z') WHERE id = :other;
SELECT is(pg_temp.hear(), 'visit ' || :other || ' dispatched', 'a promise');
SELECT is((SELECT n.promise_to_s FROM news n WHERE n.kind = 'visit'),
    epoch_s('2026-03-05 19:00Z'), 'until when');
UPDATE visit SET arrival_window = NULL WHERE id = :other;
SELECT pg_temp.hear() AS ignored \gset
UPDATE visit SET state = 'en_route', en_route_at = '2026-03-04 15:00Z'
WHERE id = :visit;
SELECT is(pg_temp.hear(), 'visit ' || :visit || ' en_route', 'on the way');
UPDATE visit SET state = 'on_site', on_site_at = '2026-03-04 15:30Z'
WHERE id = :visit;
UPDATE visit SET state = 'completed', ended_at = '2026-03-04 16:30Z',
    outcome = 'fixed' WHERE id = :visit;
SELECT is(pg_temp.hear(), 'gone ' || :far || ', visit ' || :visit
    || ' completed, visit ' || :other || ' dispatched',
    'where she was last; the others at that site show it on their sheets');
SELECT is((SELECT array[n.en_route_s, n.on_site_s, n.ended_s] FROM news n
        WHERE n.id = :visit), ARRAY[epoch_s('2026-03-04 15:00Z'),
    epoch_s('2026-03-04 15:30Z'), epoch_s('2026-03-04 16:30Z')], 'when');
INSERT INTO technician_skill VALUES (:cay, :gas, 1, '[2020-01-01,)');
UPDATE visit SET arrival_window = NULL WHERE id = :other;
SELECT pg_temp.hear() AS ignored \gset
SELECT FROM pg_temp.assign(:root, :two, :cay, '2026-03-05 11:00');
SELECT is(pg_temp.hear(), 'gone ' || :other, 'given to another territory');
SELECT FROM pg_temp.assign(:root, :two, :bob, '2026-03-05 11:00');
SELECT is(pg_temp.hear(), 'visit ' || :other || ' dispatched', 'and back');
SELECT FROM pg_temp.assign(:root, :two, :ann, '2026-04-05 11:00');
SELECT is(pg_temp.hear(), 'gone ' || :other, 'behind the horizon');
SELECT FROM job_cancel(:root, 'req', :past, NULL, 'no more');
SELECT is(pg_temp.hear(), 'gone ' || :far, 'called off');
UPDATE technician SET end_lat = 41 WHERE id = :bob;
SELECT is(pg_temp.hear(), NULL, 'a technician is no visit');
SELECT is((SELECT string_agg(n.state, ',') FROM news n), 'means',
    'but the means have moved');

-- Places that are held.
INSERT INTO slot_hold (territory_id, technician_id, planned, travel_s,
    arrival_window, lat, lon, needs, created_at, expires_at)
VALUES (:ny, :ann, '[2026-03-06 15:00Z,2026-03-06 16:00Z)', 600,
    '[2026-03-06 14:00Z,2026-03-06 16:00Z)', 40.7, -74.1, '{}', app_now(),
    app_now() + interval '10 minutes')
RETURNING id AS hold \gset
SELECT is(pg_temp.hear(), 'visit -' || :hold || ' hold', 'a place is held');
SELECT is((SELECT array[n.job, n.technician, n.end_s - n.start_s, n.travel_s,
        n.ended_s] FROM news n WHERE n.kind = 'visit'),
    ARRAY[-:hold, :ann, 3600, 600, epoch_s(app_now()) + 600]::bigint[],
    'until it runs out');
UPDATE slot_hold SET state = 'released', ended_at = app_now()
WHERE id = :hold;
SELECT is(pg_temp.hear(), 'gone -' || :hold, 'and let go');

-- The rows of some jobs alone.
SELECT is((SELECT array_agg(j.id) FROM planning_jobs(:ny, '2026-03-04 05:00Z',
        '2026-03-05 05:00Z', ARRAY[:one, :past]::bigint[]) j),
    ARRAY[:one, :past]::bigint[], 'whatever became of them');
SELECT is((SELECT count(*) FROM planning_job_skills(:ny, '2026-03-04 05:00Z',
    '2026-03-05 05:00Z', ARRAY[:one]::bigint[])), 1::bigint, 'their skills');
-- A question begins.
SELECT is((SELECT array[a.territory, a.version, a.resolve_due_s]
        FROM job_asked(:dee, :two) a),
    (SELECT array[j.territory_id, j.version, epoch_s(c.due_at)]
        FROM job j JOIN sla_clock c ON c.job_id = j.id AND c.kind = 'resolve'
        WHERE j.id = :two), 'where a job is and what is promised');
SELECT throws_ok(format('SELECT job_asked(%s, 999999)', :dee), 'CO404');
SELECT * FROM finish();
ROLLBACK;
