-- SPDX-License-Identifier: MIT
-- The board, technicians and territories, shifts from patterns, calendars.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- Shifts: 8-16 on weekdays, Sunday nights 22-6, New York, over a change.
INSERT INTO shift_pattern (technician_id, weekday, starts, ends, break_from,
    break_to, break_min)
SELECT :ann, d, '08:00', '16:00', '11:00', '13:00', 30
FROM generate_series(1, 5) d;
INSERT INTO shift_pattern (technician_id, weekday, starts, ends, break_from,
    break_to, break_min)
VALUES (:ann, 7, '22:00', '06:00', '01:00', '03:00', 20),
    (:ann, 6, '22:00', '06:00', NULL, NULL, NULL);
SELECT is(shift_generate(ARRAY[:ann::bigint], '2026-03-05', '2026-03-09'),
    5::bigint, 'Thursday, Friday, the two nights, Monday');
SELECT results_eq(format('SELECT lower(during), upper(during) FROM shift '
    'WHERE technician_id = %s ORDER BY during', :ann), $$VALUES
    ('2026-03-05 13:00Z'::timestamptz, '2026-03-05 21:00Z'::timestamptz),
    ('2026-03-06 13:00Z', '2026-03-06 21:00Z'),
    ('2026-03-08 03:00Z', '2026-03-08 10:00Z'),
    ('2026-03-09 02:00Z', '2026-03-09 10:00Z'),
    ('2026-03-09 12:00Z', '2026-03-09 20:00Z')$$,
    'by the clock on the wall: the night of the change lasts seven hours');
SELECT results_eq(format('SELECT lower(within), upper(within), minutes::integer FROM '
    'shift_break JOIN shift s ON s.id = shift_id WHERE technician_id = %s '
    'ORDER BY within', :ann), $$VALUES
    ('2026-03-05 16:00Z'::timestamptz, '2026-03-05 18:00Z'::timestamptz,
        30),
    ('2026-03-06 16:00Z', '2026-03-06 18:00Z', 30),
    ('2026-03-09 05:00Z', '2026-03-09 07:00Z', 20),
    ('2026-03-09 15:00Z', '2026-03-09 17:00Z', 30)$$,
    'with their breaks, after midnight too');
SELECT is(shift_generate(NULL, '2026-03-05', '2026-03-09'), 0::bigint,
    'a second time makes none');
DELETE FROM shift WHERE lower(during) = '2026-03-06 13:00Z';
INSERT INTO shift (technician_id, during)
VALUES (:ann, '[2026-03-06 15:00Z,2026-03-06 16:00Z)');
SELECT is(shift_generate(NULL, '2026-03-06', '2026-03-06'), 0::bigint,
    'a day that has one by hand is left alone');
INSERT INTO shift_pattern (technician_id, weekday, starts, ends, valid)
VALUES (:bob, 3, '08:00', '16:00', '[2026-06-01,)');
SELECT is(shift_generate(ARRAY[:bob::bigint], '2026-05-20', '2026-07-10'),
    4::bigint, 'while the pattern is valid and he is employed');
SELECT is(shift_generate(ARRAY[:ann::bigint], '2026-03-05', '2026-03-04'),
    0::bigint, 'no days, no shifts');

-- The board.
INSERT INTO absence (technician_id, during, reason)
VALUES (:ann, '[2026-03-05 20:00Z,2026-03-05 21:00Z)', 'sick');
SELECT pg_temp.job(:root) AS job \gset
SELECT pg_temp.assign(:root, :job, :ann, '2026-03-05 09:00') AS visit \gset
SELECT pg_temp.job(:root, '{"priority": 3, "title": "third"}') AS low \gset
SELECT pg_temp.job(:root, '{"priority": 1, "title": "first"}') AS high \gset
SELECT pg_temp.job(:root, '{"priority": 3, "title": "second",
    "due_at": "2026-03-04T18:00:00Z"}') AS due \gset
SELECT body, tag FROM board_get(:dee, :ny, '2026-03-05', '2026-03-05') \gset
SELECT is(:'body'::json -> 'visits' -> 'rows' -> 0 ->> 0, :visit::text,
    'a board has its visits');
SELECT is(json_array_length(:'body'::json -> 'visits' -> 'columns'),
    json_array_length(:'body'::json -> 'visits' -> 'rows' -> 0),
    'as many columns as it says');
SELECT is((SELECT string_agg(e ->> 1, ' ') FROM json_array_elements(
    :'body'::json -> 'unplanned' -> 'rows') e), 'first second third',
    'the tray is in the order of urgency');
SELECT is(json_array_length(:'body'::json -> 'unplanned' -> 'columns'),
    json_array_length(:'body'::json -> 'unplanned' -> 'rows' -> 0),
    'with as many columns');
SELECT is(:'body'::json -> 'unplanned' ->> 'total', '3', 'and its number');
SELECT is(:'body'::json -> 'technicians' -> 0 -> 'shifts' -> 0 -> 'breaks'
    -> 0 ->> 'minutes', '30', 'technicians have their shifts and breaks');
SELECT is(:'body'::json -> 'technicians' -> 0 -> 'absences' -> 0 ->> 'reason',
    'sick', 'and absences');
SELECT is(:'body'::json ->> 'as_of', '2026-03-04T15:00:00Z', 'as of now');
SELECT pg_temp.clock('2026-03-04 15:01Z') AS ignored \gset
SELECT is((SELECT tag FROM board_get(:max, :ny, '2026-03-05', '2026-03-05')),
    :'tag'::text, 'the tag does not move with the time');
UPDATE technician SET name = 'Anna' WHERE id = :ann;
SELECT isnt((SELECT tag FROM board_get(:max, :ny, '2026-03-05',
    '2026-03-05')), :'tag'::text, 'but with everything else');
SELECT is((SELECT json_array_length(body::json -> 'visits' -> 'rows')
    FROM board_get(:dee, :ny, '2026-03-06', '2026-03-06')), 0,
    'another day has other visits');
SELECT version AS ignored FROM visit_unassign(:root, 'r', :visit, NULL)
\gset
SELECT is((SELECT json_array_length(body::json -> 'visits' -> 'rows')
    FROM board_get(:dee, :ny, '2026-03-05', '2026-03-05')), 0,
    'called off is not shown');
SELECT throws_ok(format('SELECT board_get(%s, %s, %L, %L)', u, t, f, l), e,
    NULL, w)
FROM (VALUES (:ina, :ny, '2026-03-05', '2026-03-05', 'CO403', 'intake'),
    (:dee, :berlin, '2026-03-05', '2026-03-05', 'CO404', 'a foreign board'),
    (:dee, 999999, '2026-03-05', '2026-03-05', 'CO404', 'no board'),
    (:dee, :ny, '2026-03-05', '2026-03-04', 'CO422', 'backwards'),
    (:dee, :ny, '2026-03-05', '2026-04-30', 'CO422', 'too long'))
    x (u, t, f, l, e, w);
SELECT results_eq(format('SELECT * FROM territory_day(%s, %s, '
    '''2026-03-08'')', :dee, :ny), $$VALUES ('2026-03-08 05:00Z'::timestamptz,
    '2026-03-09 04:00Z'::timestamptz)$$, 'a day of 23 hours');
SELECT is(json_array_length(territory_list(:dee)), 1, 'what one sees');
SELECT ok(json_array_length(territory_list(:root)) >= 2, 'or all');
SELECT is((SELECT body -> 'skills' -> 0 ->> 'level'
    FROM technician_get(:max, :ann)), '3', 'a technician');
SELECT throws_ok(format('SELECT technician_get(%s, %s)', :dee, :cay),
    'CO404', NULL, 'a foreign one');
SELECT is(json_array_length(technician_list(:dee,
    jsonb_build_object('territory', :ny, 'limit', 1)) -> 'items'),
    1, 'a page of technicians');
SELECT is((technician_list(:dee,
    jsonb_build_object('territory', :ny, 'limit', 1)) ->> 'next')::bigint,
    :ann::bigint, 'says where it ended');
SELECT ok(jobs_open >= 3 AND technicians >= 3 AND feed_rows_waiting > 0,
    'counts for the metrics') FROM metrics_row();
SELECT ok(ready_check() >= 5, 'the schema''s number');

-- Calendar links.
SELECT calendar_link_create(:max, 'r', :ann, ' Anna''s week ',
    pg_temp.hash('l1'), 'full', true) ->> 'id' AS link \gset
SELECT calendar_link_create(:max, 'r', :ann, 'wall', pg_temp.hash('l2'),
    'busy', false) ->> 'id' AS link2 \gset
SELECT is(calendar_link_list(:max, :ann) -> 'items' -> 0 ->> 'label', 'Anna''s week',
    'links are listed');
SELECT throws_ok(format('SELECT calendar_link_create(%s, ''r'', %s, %L, '
    '''\x00'', %L, true)', u, t, l, d), e, NULL, w)
FROM (VALUES (:ina, :ann, 'x', 'full', 'CO403', 'intake makes no links'),
    (:dee, :cay, 'x', 'full', 'CO404', 'nor for a foreign technician'),
    (:dee, :ann, ' ', 'full', 'CO422', 'a label says something'),
    (:dee, :ann, 'x', 'all', 'CO422', 'an unknown detail'))
    x (u, t, l, d, e, w);
SELECT pg_temp.stamp() AS ignored \gset
SELECT results_eq('SELECT link_id, technician_name, zone, detail, revoked, '
    'today, scope_version FROM calendar_find(pg_temp.hash(''l1''))',
    format($$VALUES (%s::bigint, 'Anna', 'America/New_York', 'full', false,
        '2026-03-04'::date, %s::bigint)$$, :link,
        pg_temp.scope_version('technician', :ann)), 'a secret opens a link');
SELECT is_empty('SELECT * FROM calendar_find(pg_temp.hash(''l9''))',
    'another one none');
SELECT pg_temp.job(:root) AS job2 \gset
SELECT pg_temp.assign(:root, :job2, :ann, '2026-03-05 12:00') AS v2 \gset
SELECT results_eq(format('SELECT visit_id, state, start, sequence, title, '
    'site_name, phone FROM calendar_visits(%s, %L, %L)', :link, '2026-03-05',
    '2026-03-06'), format($$VALUES (%s::bigint, 'cancelled',
        '2026-03-05T14:00:00Z', 1, 'No heat', 'Mill', '555-1'),
    (%s, 'dispatched', '2026-03-05T17:00:00Z', 0, 'No heat', 'Mill',
        '555-1')$$, :visit, :v2), 'with what was called off');
SELECT is(count(*)::integer, 1, 'or without')
FROM calendar_visits(:link2, '2026-03-05', '2026-03-06');
SELECT is(count(*)::integer, 0, 'the end of the window is not in it')
FROM calendar_visits(:link, '2026-03-04', '2026-03-05');
SELECT revised AS r, sequence AS s FROM calendar_visits(:link2, '2026-03-05',
    '2026-03-06') \gset
SELECT pg_temp.clock('2026-03-04 15:02Z') AS ignored \gset
UPDATE site SET address = 'Elsewhere' WHERE id = :mill;
SELECT is(revised || ' ' || sequence, '2026-03-04T15:02:00Z 1',
    'a new address moves SEQUENCE and the revision')
FROM calendar_visits(:link2, '2026-03-05', '2026-03-06');
SELECT pg_temp.clock('2026-03-20 15:00Z') AS ignored \gset
SELECT is(count(*)::integer, 1, 'after two weeks what was called off goes')
FROM calendar_visits(:link, '2026-03-05', '2026-03-06');
SELECT calendar_link_revoke(:max, 'r', :link) AS ignored \gset
SELECT ok(revoked, 'a revoked link says so')
FROM calendar_find(pg_temp.hash('l1'));
SELECT is(count(*)::integer, 0, 'and shows nothing')
FROM calendar_visits(:link, '2026-03-05', '2026-03-06');
SELECT lives_ok(format('SELECT calendar_link_revoke(%s, ''r'', %s)', :max,
    :link), 'revoked twice is the same');
SELECT throws_ok(format('SELECT calendar_link_revoke(%s, ''r'', 999999)',
    :max), 'CO404', NULL, 'no such link');
SELECT * FROM finish();
ROLLBACK;
