-- SPDX-License-Identifier: MIT
-- Travel times: places, turns, what is kept and told, what is learnt, and what
-- dispatchers hear of a provider that is away.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- --- places ---------------------------------------------------------------
-- The same number as planner/ways.c (tests/unit/test_ways.c).
SELECT is(travel_cell(42.36, -71.06), 4764962413000,
    'the number of a cell, as the planner counts');
SELECT isnt(travel_cell(1, 1), travel_cell(1, 1.0001), 'about 10 m wide');
SELECT pg_temp.job(:dee) AS first \gset
SELECT set_eq(format('SELECT cell FROM travel_places(%s)', :ny),
    'SELECT travel_cell(lat, lon) FROM (VALUES (40.5::float8, -74::float8),
        (40.6, -74), (40.7, -74.1)) v (lat, lon)',
    'homes and jobs, each once');
SELECT is((SELECT count(*) FROM travel_places(:ny) WHERE known), 0::bigint,
    'nothing was asked for yet');

-- --- turns ----------------------------------------------------------------
SELECT is(ARRAY[travel_next(60), travel_next(60), travel_next(60)],
    ARRAY[:ny, :berlin, NULL]::bigint[], 'each territory in its turn');
SELECT pg_temp.clock('2026-03-04 15:00:59Z') AS ignored \gset
SELECT is(travel_next(60), NULL, 'not before its time');
SELECT pg_temp.clock('2026-03-04 15:01Z') AS ignored \gset
SELECT is(travel_next(60), :ny::bigint, 'and again');

-- --- what is kept ---------------------------------------------------------
SELECT travel_cell(40.5, -74) AS a, travel_cell(40.6, -74) AS b,
    travel_cell(40.7, -74.1) AS c \gset
SELECT is(travel_store(:ny, 'car', ARRAY[:a], ARRAY[:a, :b, :a, :c],
    ARRAY[:b, :a, :c, :a], ARRAY[900, 950, NULL, 1900],
    ARRAY[12000, 12100, NULL, NULL]), 4, 'four ways are kept');
SELECT is_empty(format('SELECT * FROM planning_ways(%s, now(), now())', :ny),
    'which nobody reads while distances decide');
SELECT pg_temp.stamp() AS ignored \gset
SELECT territory_means(:ny) AS means \gset
SELECT ok(travel_configure('osrm', 'car', false), 'configured');
SELECT ok(NOT travel_configure('osrm', 'car', false), 'that is no news');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(territory_means(:ny), (:means + 1)::bigint,
    'plans in memory are made anew, once');
SELECT results_eq(format('SELECT * FROM planning_ways(%s, now(), now())', :ny),
    format('VALUES (%1$s::bigint, %4$L), (%2$s, %5$L), (%3$s, %6$L)', :a, :b,
        :c, :b || ',900,12000', :a || ',950,12100', :a || ',1900,'),
    'a row for each place, without the way that is not there');
SELECT is_empty(format('SELECT * FROM planning_ways(%s, now(), now())',
    :berlin), 'others drive elsewhere');
SELECT set_eq(format('SELECT cell FROM travel_places(%s) WHERE known', :ny),
    ARRAY[:a::bigint], 'one place was asked for');
SELECT travel_store(:ny, 'car', ARRAY[:b], ARRAY[:a], ARRAY[:b], ARRAY[800],
    ARRAY[11000]) AS ignored \gset
SELECT is((SELECT seconds FROM travel_time WHERE from_cell = :a
    AND to_cell = :b), 800, 'the last word counts');
SELECT is((SELECT ROW(provider, profile, failing)::text
    FROM planning_travel(:ny, now(), now())), '(osrm,car,)', 'who told it');
SELECT pg_temp.clock('2026-06-05 15:01Z') AS ignored \gset
SELECT is((SELECT count(*) FROM travel_places(:ny) WHERE known), 0::bigint,
    'after 90 days it is asked for again');
SELECT is(travel_purge(), 0, 'and not forgotten');
SELECT pg_temp.clock('2026-10-05 15:01Z') AS ignored \gset
SELECT is(travel_purge(3), 3, 'until nobody asked for 200');
SELECT pg_temp.clock('2026-03-04 15:01Z') AS ignored \gset

-- --- the provider is away -------------------------------------------------
SELECT is(travel_failing('connection refused'), 0, 'it is away');
SELECT pg_temp.clock('2026-03-04 15:11Z') AS ignored \gset
SELECT is(travel_failing('timeout'), 600, 'for ten minutes');
SELECT is(travel_failing('timeout'), 600, 'and still');
SELECT is((SELECT string_agg(text, '|') FROM notice
    WHERE kind = 'travel' AND territory_id = :ny),
    'Travel times: the OSRM service does not answer since 10:01 (timeout). '
    'Ways that are not known yet are estimated.', 'dispatchers are told once');
SELECT is((SELECT failing FROM planning_travel(:ny, now(), now())), 'timeout',
    'a plan says so');
SELECT is(travel_failing(NULL), 0, 'back again');
SELECT is((SELECT failing FROM planning_travel(:ny, now(), now())), NULL,
    'a plan says nothing');

-- --- what devices report --------------------------------------------------
INSERT INTO site (customer_id, territory_id, name, lat, lon)
SELECT :ada, :ny, n, lat, -74.2 FROM (VALUES ('x', 40.61), ('y', 40.62))
    v (n, lat);
-- A day of Ann's as it was told; no trigger asks how it came to that.
CREATE FUNCTION pg_temp.day(p_day date, p_drive integer, p_wait integer)
RETURNS void LANGUAGE sql SET session_replication_role = replica AS $$
    INSERT INTO visit (job_id, technician_id, state, planned, en_route_at,
        on_site_at, ended_at, outcome, created_at, revised_at)
    SELECT (SELECT (body ->> 'id')::bigint FROM job_create(
            (SELECT id FROM app_user WHERE login = 'dee'), 'req',
            jsonb_build_object('site', s.id, 'type', 'lamp',
                'title', 'Dark'))),
        (SELECT id FROM technician WHERE code = 'ann'), 'completed',
        tstzrange(p_day + o.begins, p_day + o.begins + interval '30 min'),
        p_day + o.begins, p_day + o.begins + o.drive * interval '1 s',
        p_day + o.begins + interval '30 min', 'fixed', app_now(), app_now()
    FROM (VALUES ('x', interval '9 h', 600),
        ('y', interval '9 h 30 min' + p_wait * interval '1 s', p_drive))
        o (name, begins, drive)
    JOIN site s ON s.name = o.name
$$;
SELECT travel_cell(40.61, -74.2) AS x, travel_cell(40.62, -74.2) AS y \gset
SELECT pg_temp.day('2026-02-23', 300, 60), pg_temp.day('2026-02-24', 320, 60),
    pg_temp.day('2026-02-25', 9000, 60), pg_temp.day('2026-02-26', 310, 60)
\gset ignored_
SELECT is(travel_learn(), 0, 'nothing is learnt unless it is configured');
SELECT travel_configure('osrm', 'car', true) AS ignored \gset
SELECT is(travel_learn(), 8, 'each report is looked at');
SELECT is(travel_learn(), 0, 'once');
SELECT is((SELECT ROW(from_cell, to_cell, seconds, samples)::text
    FROM travel_time WHERE source = 'learnt'),
    format('(%s,%s,310,4)', :x, :y), 'the median of four');
SELECT is((SELECT count(*) FROM travel_report WHERE from_cell IS NULL),
    4::bigint, 'nothing of those that came from anywhere');
SELECT pg_temp.day('2026-02-27', 330, 1900), pg_temp.day('2026-03-02', 20, 60)
\gset ignored_
SELECT is(travel_learn(), 4, 'neither after a long while nor in no time');
SELECT is((SELECT samples FROM travel_time WHERE source = 'learnt'), 4,
    'four it stays');
INSERT INTO travel_time VALUES ('car', :x, :y, 'osrm', 200, 2000, 1,
    app_now());
SELECT pg_temp.job(:dee, jsonb_build_object('site', s.id)) FROM site s
WHERE s.name IN ('x', 'y') \g /dev/null
SELECT is((SELECT ways FROM planning_ways(:ny, now(), now())
    WHERE from_cell = :x), :y || ',200,2000', 'four do not win');
SELECT pg_temp.day('2026-03-03', 340, 60) \gset ignored_
SELECT travel_learn() AS ignored \gset
SELECT is((SELECT ways FROM planning_ways(:ny, now(), now())
    WHERE from_cell = :x), :y || ',320,', 'the median of five does');
SELECT travel_configure('crow', 'car', true) AS ignored \gset
SELECT is((SELECT count(*) FROM planning_ways(:ny, now(), now())), 1::bigint,
    'without a provider it is all that is known');
SELECT * FROM finish();
ROLLBACK;
