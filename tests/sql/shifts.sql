-- SPDX-License-Identifier: MIT
-- When people work: the usual week, shifts by hand, absences. It is Wednesday,
-- 4 March 2026, 10:00 in New York; on the 8th the clocks go forward.
BEGIN;
\ir include/world.psql
SELECT no_plan();

CREATE FUNCTION pg_temp.hit(p_body json) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg((e ->> 'visit') || ' ' || (e ->> 'rule'), ', '
        ORDER BY e ->> 'start', e ->> 'rule'), '')
    FROM json_array_elements(p_body -> 'affected') e
$$;
-- A technician's shifts of some local days: '05 08:00-16:00, ...'.
CREATE FUNCTION pg_temp.shifts(p_technician bigint, p_from date, p_to date)
RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(to_char(lower(during)
        AT TIME ZONE 'America/New_York', 'DD HH24:MI-') || to_char(
        upper(during) AT TIME ZONE 'America/New_York', 'HH24:MI'), ', '
        ORDER BY during), '')
    FROM shift WHERE technician_id = p_technician
        AND (lower(during) AT TIME ZONE 'America/New_York')::date
            BETWEEN p_from AND p_to
$$;
CREATE FUNCTION pg_temp.week(p_start text, p_end text) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT jsonb_build_object('week', jsonb_agg(jsonb_build_object(
        'weekday', d, 'start', p_start, 'end', p_end, 'break',
        '{"from": "11:00", "to": "13:00", "minutes": 30}'::jsonb)))
    FROM generate_series(1, 5) d
$$;

-- The usual week.
SELECT body, version FROM week_put(:dee, 'req', :ann, 1,
    pg_temp.week('08:00', '16:00')) \gset
SELECT is(:'body'::json -> 'week' -> 0 ->> 'start', '08:00', 'a week');
SELECT is(:'version'::bigint, 2::bigint, 'moves the technician''s version');
SELECT is(pg_temp.shifts(:ann, '2026-03-04', '2026-03-10'),
    '04 08:00-16:00, 05 08:00-16:00, 06 08:00-16:00, 09 08:00-16:00, '
    '10 08:00-16:00', 'and makes shifts');
SELECT is((SELECT max((lower(during) AT TIME ZONE 'America/New_York')::date)
    FROM shift WHERE technician_id = :ann), '2026-04-08'::date,
    'for five weeks');
SELECT is((SELECT version FROM week_put(:dee, NULL, :ann, 2,
    pg_temp.week('08:00', '16:00'))), 2::bigint, 'the same week is nothing');
SELECT is((SELECT body::jsonb -> 'week' FROM week_get(:max, :ann)),
    :'body'::jsonb -> 'week', 'read again');
SELECT throws_ok(format('SELECT * FROM week_put(%s, NULL, %s, 1, ''{}'')',
    :dee, :ann), 'CO412', NULL, 'an old version');
SELECT throws_ok(format('SELECT * FROM week_put(%s, NULL, %s, NULL, %L)',
    :dee, :ann, c.body), 'CO422', NULL, regexp_replace(c.body, '\s+', ' ', 'g'))
FROM (VALUES ('{"week": [{"weekday": 8, "start": "08:00", "end": "09:00"}]}'),
    ('{"week": [{"weekday": 1, "start": "8:00", "end": "09:00"}]}'),
    ('{"week": [{"weekday": 1, "start": "08:00"}]}'),
    ('{"week": [{"weekday": 1, "start": "08:00", "end": "12:00"},
        {"weekday": 1, "start": "11:00", "end": "15:00"}]}'),
    ('{"week": [{"weekday": 7, "start": "22:00", "end": "06:00"},
        {"weekday": 1, "start": "05:00", "end": "15:00"}]}'),
    ('{"week": [{"weekday": 1, "start": "08:00", "end": "12:00",
        "break": {"from": "11:30", "to": "12:30", "minutes": 30}}]}'),
    ('{"week": [{"weekday": 1, "start": "08:00", "end": "12:00",
        "break": {"from": "11:00", "to": "11:15", "minutes": 30}}]}'),
    ('{"week": [{"weekday": 1, "start": "08:00", "end": "12:00",
        "from": "2026-05-01", "to": "2026-04-01"}]}'),
    ('{"week": 5}')) c (body);
SELECT lives_ok(format('SELECT * FROM week_put(%s, NULL, %s, NULL, %L)',
    :dee, :bob, '{"week": [
        {"weekday": 1, "start": "08:00", "end": "12:00", "to": "2026-05-01"},
        {"weekday": 1, "start": "09:00", "end": "13:00",
            "from": "2026-05-01"},
        {"weekday": 1, "start": "14:00", "end": "24:00"},
        {"weekday": 2, "start": "00:00", "end": "01:00"}]}'),
    'one until May, another from then on, a second one of the day');

-- Visits; the 5th is arranged by hand, the 6th gets an evening as well.
SELECT pg_temp.job(:dee) AS j1 \gset
SELECT pg_temp.job(:dee) AS j2 \gset
SELECT pg_temp.assign(:dee, :j1, :ann, '2026-03-05 14:00') AS v1 \gset
SELECT pg_temp.assign(:dee, :j2, :ann, '2026-03-09 14:00') AS v2 \gset
SELECT id AS s5 FROM shift WHERE technician_id = :ann
    AND during @> '2026-03-05 15:00Z'::timestamptz \gset
SELECT body, version FROM shift_put(:dee, 'req', :s5, 1,
    '{"end": "2026-03-05T20:30:00Z"}') \gset
SELECT is(:'body'::json ->> 'by_hand', 'true', 'arranged by hand');
SELECT is(pg_temp.hit(:'body'), '', 'the visit still fits');
SELECT is(json_array_length(:'body'::json -> 'breaks'), 1, 'and the break');
SELECT throws_ok(format('SELECT * FROM shift_put(%s, NULL, %s, 1, ''{}'')',
    :dee, :s5), 'CO412', NULL, 'an old version');
SELECT body FROM shift_put(:dee, NULL, :s5, :version,
    '{"end": "2026-03-05T17:00:00Z", "breaks": []}') \gset
SELECT is(pg_temp.hit(:'body'), :'v1' || ' shift', 'now it does not');
SELECT is((SELECT kind || ' ' || visits::text FROM notice),
    'shift {' || :'v1' || '}', 'somebody is told');
SELECT body FROM shift_put(:dee, NULL, NULL, NULL, format('{"technician": %s,
    "start": "2026-03-06T23:00:00Z", "end": "2026-03-07T02:00:00Z",
    "breaks": [{"from": "2026-03-07T00:00:00Z", "to": "2026-03-07T01:00:00Z",
        "minutes": 15}]}', :ann)::jsonb) \gset
SELECT is(json_array_length(:'body'::json -> 'breaks'), 1,
    'a shift by hand has its breaks');
SELECT throws_ok(format('SELECT * FROM shift_put(%s, NULL, NULL, NULL, %L)',
    :dee, c.body), c.code, NULL, regexp_replace(c.body, '\s+', ' ', 'g'))
FROM (SELECT code, replace(body, 'ANN', :'ann') AS body FROM (VALUES
    ('CO409', '{"technician": ANN, "start": "2026-03-06T20:00:00Z",
        "end": "2026-03-06T22:00:00Z"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-07T20:00:00Z"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-07T20:00:00Z",
        "end": "2026-03-07T20:00:00Z"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-07T20:00:00Z",
        "end": "2026-03-09T20:00:00Z"}'),
    ('CO422', '{"technician": ANN, "start": "2019-03-07T20:00:00Z",
        "end": "2019-03-07T21:00:00Z"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-07T20:00:00Z",
        "end": "2026-03-07T22:00:00Z", "breaks": [{"minutes": 5,
        "from": "2026-03-07T19:00:00Z", "to": "2026-03-07T21:00:00Z"}]}'),
    ('CO404', '{"technician": 999999, "start": "2026-03-07T20:00:00Z",
        "end": "2026-03-07T22:00:00Z"}')) v (code, body)) c;
SELECT id AS s10 FROM shift WHERE technician_id = :ann
    AND during @> '2026-03-10 15:00Z'::timestamptz \gset
SELECT lives_ok(format('SELECT shift_delete(%s, ''req'', %s, 1, '
    '''dentist'')', :dee, :s10), 'the 10th is free');

-- Another week: what is arranged or begun stays.
SELECT body FROM week_put(:dee, NULL, :ann, NULL,
    pg_temp.week('09:00', '14:30')) \gset
SELECT is(pg_temp.shifts(:ann, '2026-03-03', '2026-03-12'),
    '04 08:00-16:00, 05 08:00-12:00, 06 08:00-16:00, 06 18:00-21:00, '
    '09 09:00-14:30, 11 09:00-14:30, 12 09:00-14:30',
    'but for today and the days arranged by hand');
SELECT is(pg_temp.hit(:'body'), :'v2' || ' shift', 'a visit is outside now');
SELECT is((SELECT count(*) FROM notice), 2::bigint, 'that is told');
SELECT is((SELECT count(*) FROM shift s WHERE s.technician_id = :ann
    AND NOT EXISTS (SELECT FROM shift_break b WHERE b.shift_id = s.id)),
    1::bigint, 'each has its break, but for the one that has none');
SELECT pg_temp.clock('2026-03-14 15:00Z') AS ignored \gset
SELECT is(shifts_ahead(1), 1::bigint, 'the chore goes on');
SELECT is(shifts_ahead(5), 1::bigint, 'with whom is left');
SELECT is(shifts_ahead(5), 0::bigint, 'once a day');
SELECT is(pg_temp.shifts(:ann, '2026-04-17', '2026-04-20'),
    '17 09:00-14:30', 'to the eighteenth');
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT is(json_array_length(shift_list(:max, format('{"technician": %s,
    "from": "2026-03-04", "to": "2026-03-06"}', :ann)::jsonb) -> 'items'), 4,
    'a list');
SELECT throws_ok(format('SELECT shift_get(%s, id) FROM shift WHERE '
    'technician_id = %s LIMIT 1', :ina, :ann), 'CO403', NULL,
    'not for everybody');

-- Absences.
SELECT version AS before FROM technician WHERE id = :ann \gset
SELECT body FROM absence_put(:dee, 'req', NULL, NULL, format('{"technician":
    %s, "start": "2026-03-05T00:00:00Z", "reason": "sick"}', :ann)::jsonb)
\gset
SELECT :'body'::json ->> 'id' AS away \gset
SELECT is(pg_temp.hit(:'body'), format('%s absence, %s absence', :v1, :v2),
    'nobody knows until when: both visits');
SELECT is(:'body'::json ->> 'end', NULL, 'no end');
SELECT is((SELECT version FROM technician WHERE id = :ann), :before::bigint
    + 1, 'verdicts about her are old');
SELECT is((SELECT visits::text FROM notice WHERE kind = 'absence'),
    format('{%s,%s}', :v1, :v2), 'one notice for both');
SELECT is((SELECT pg_temp.hit(body) FROM absence_put(:dee, NULL, :away, 1,
    '{"end": "2026-03-07T05:00:00Z", "note": "flu"}')),
    :'v1' || ' absence', 'back sooner');
SELECT is((SELECT count(*) FROM notice WHERE kind = 'absence'), 1::bigint,
    'that is nothing to look after');
SELECT throws_ok(format('SELECT * FROM absence_put(%s, NULL, NULL, NULL, '
    '%L)', :dee, replace(c.body, 'ANN', :'ann')), c.code, NULL, regexp_replace(c.body, '\s+', ' ', 'g'))
FROM (VALUES
    ('CO409', '{"technician": ANN, "start": "2026-03-06T00:00:00Z",
        "reason": "leave"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-16T00:00:00Z",
        "end": "2026-03-15T00:00:00Z", "reason": "leave"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-16T00:00:00Z",
        "reason": "bored"}'),
    ('CO422', '{"technician": ANN, "start": "2026-03-16T00:00:00Z"}'),
    ('CO422', '{"technician": ANN, "reason": "leave"}'),
    ('CO422', '{"technician": ANN, "reason": "leave",
        "start": "2026-03-16"}')) c (code, body);
SELECT is(json_array_length(absence_list(:max, format('{"technician": %s}',
    :ann)::jsonb) -> 'items'), 1, 'a list');
SELECT throws_ok(format('SELECT absence_delete(%s, NULL, %s, 1, NULL)', :dee,
    :away), 'CO412', NULL, 'an old version');
SELECT lives_ok(format('SELECT absence_delete(%s, NULL, %s, 2, ''no flu'')',
    :dee, :away), 'she is not away after all');
SELECT throws_ok(format('SELECT * FROM absence_get(%s, %s)', :dee, :away),
    'CO404', NULL, 'gone');
SELECT is((SELECT string_agg(action, ' ' ORDER BY id) FROM audit
    WHERE object_kind = 'absence'),
    'absence.created absence.changed absence.deleted', 'in the trail');
SELECT is((SELECT count(*) FROM visit WHERE id IN (:v1, :v2)
    AND visit_live(state)), 2::bigint, 'the visits have stayed all the time');
SELECT * FROM finish();
ROLLBACK;
