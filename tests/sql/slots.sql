-- SPDX-License-Identifier: MIT
-- Slots: questions, holds, bookings; and that nothing comes to lie upon them.
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
-- Ann and Bob work from 8 to 17 on the days of this week.
INSERT INTO shift (technician_id, during)
SELECT t, tstzrange((d + time '08:00') AT TIME ZONE 'America/New_York',
    (d + time '17:00') AT TIME ZONE 'America/New_York')
FROM unnest(ARRAY[:ann, :bob]::bigint[]) t,
    generate_series(timestamp '2026-03-04', '2026-03-10', '1 day') d;

-- An offer for Ann at a New York time: as the daemon would hold it.
CREATE FUNCTION pg_temp.offer(p_technician bigint, p_start timestamp,
    p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('territory', (SELECT id FROM territory
            WHERE code = 'ny'), 'technician', p_technician,
        'start', instant_text(p_start AT TIME ZONE 'America/New_York'),
        'end', instant_text((p_start + interval '1 hour')
            AT TIME ZONE 'America/New_York'),
        'travel_s', 900, 'arrival_window', jsonb_build_object(
            'from', instant_text(date_trunc('hour', p_start)
                AT TIME ZONE 'America/New_York'),
            'to', instant_text((date_trunc('hour', p_start)
                + interval '2 hours') AT TIME ZONE 'America/New_York')),
        'site', (SELECT min(id) FROM site),
        'needs', '{"type": "boiler"}'::jsonb) || p_more
$$;
CREATE FUNCTION pg_temp.hold(p_user bigint, p_technician bigint,
    p_start timestamp, p_more jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE sql AS $$
    SELECT (body ->> 'id')::bigint FROM hold_make(p_user, 'req',
        pg_temp.offer(p_technician, p_start, p_more))
$$;

-- What is retired is offered no more.
INSERT INTO job_type (code, name, duration_min, retired_at)
VALUES ('oven', 'Oven', 60, app_now());
INSERT INTO site (customer_id, territory_id, name, lat, lon, retired_at)
VALUES (:ada, :ny, 'Ruin', 40.7, -74.2, app_now()) RETURNING id AS ruin \gset
INSERT INTO territory (code, name, zone, calendar_id, boundary, retired_at)
VALUES ('ghost', 'Ghost', 'UTC', :cal, '((20,20),(30,20),(30,30),(20,30))',
    app_now());

-- The question.
CREATE TEMP TABLE ask (what text, body jsonb, refusal text);
INSERT INTO ask VALUES
    ('a type and a site', format('{"type": "boiler", "place": {"site": %s}}',
        :mill)::jsonb, 'goes'),
    ('a type and a point', '{"type": "boiler", "place": {"lat": 40.5, '
        '"lon": -74}}', 'goes'),
    ('no type', format('{"place": {"site": %s}}', :mill)::jsonb,
        'CO422 /type missing'),
    ('no such type', format('{"type": "moon", "place": {"site": %s}}',
        :mill)::jsonb, 'CO422 /type unknown'),
    ('no place', '{"type": "boiler"}', 'CO422 /place missing'),
    ('a point in the boundary of no territory', '{"type": "boiler", '
        '"place": {"lat": 10, "lon": 10}}', 'CO422 /territory missing'),
    ('a point in that of a retired one', '{"type": "boiler", '
        '"place": {"lat": 25, "lon": 25}}', 'CO422 /territory missing'),
    ('a retired type', format('{"type": "oven", "place": {"site": %s}}',
        :mill)::jsonb, 'CO422 /type retired'),
    ('a retired site', format('{"type": "boiler", "place": {"site": %s}}',
        :ruin)::jsonb, 'CO422 /place/site retired'),
    ('somebody else''s site', format('{"type": "boiler", "place": '
        '{"site": %s}}', :werk)::jsonb, 'CO422 /place/site unknown'),
    ('somebody else''s territory', format('{"type": "boiler", "territory": '
        '%s, "place": {"lat": 40.5, "lon": -74}}', :berlin)::jsonb,
        'CO404 /territory'),
    ('no such skill', format('{"type": "boiler", "place": {"site": %s}, '
        '"skills": [{"skill": "gas"}, {"skill": "luck"}]}', :mill)::jsonb,
        'CO422 /skills/1/skill unknown'),
    ('no such technician', format('{"type": "boiler", "place": {"site": '
        '%s}, "technicians": [{"technician": %s, "relation": "required"}]}',
        :mill, :cay)::jsonb, 'CO422 /technicians/0 unknown'),
    ('more than 14 days', format('{"type": "boiler", "place": {"site": %s}, '
        '"to": "2026-03-25T00:00:00Z"}', :mill)::jsonb, 'CO422 /to range'),
    ('what nobody knows', '{"type": "boiler", "colour": 1}',
        'CO400 /colour unknown_key');
SELECT is(pg_temp.refusal(format('SELECT slot_question(%s, %L)', :dee,
    body)), refusal, what) FROM ask;
SELECT is(pg_temp.refusal(format('SELECT slot_question(%s, ''{}'')', :max)),
    'CO403 role', 'a manager does not offer slots');
SELECT slot_question(:ina, format('{"type": "boiler", "place": {"site": %s}, '
    '"from": "2026-03-06T00:00:00Z", "to": "2026-03-09T05:00:00Z"}',
    :mill)::jsonb) AS q \gset
SELECT is(:'q'::jsonb ->> 'duration_s', '3600', 'as long as the type says');
SELECT is(:'q'::jsonb -> 'rows' -> 'job_skills', jsonb_build_array(
    jsonb_build_object('job', '0', 'skill', :gas::text, 'level', '1', 'code',
        'gas')), 'the type''s skills');
SELECT is(to_timestamp((:'q'::jsonb -> 'rows' -> 'jobs' -> 0
    ->> 'respond_due_s')::bigint),
    timestamptz '2026-03-05 15:00Z', 'due in business time: 8 hours');
-- Friday to Sunday; the grid follows the wall clock over the change to summer
-- time on Sunday, when 8:00 is 12:00 UTC.
SELECT is((SELECT string_agg(to_char(to_timestamp(w::bigint)
        AT TIME ZONE 'America/New_York', 'Dy HH24'), ' ' ORDER BY n)
    FROM jsonb_array_elements_text(:'q'::jsonb -> 'windows')
        WITH ORDINALITY x (w, n) WHERE n % 2 = 1 AND n % 6 = 1),
    'Fri 08 Fri 11 Fri 14 Sat 08 Sat 11 Sat 14 Sun 08 Sun 11 Sun 14',
    'windows of the wall clock, within the shifts');
SELECT is((SELECT count(*)::integer FROM jsonb_array_elements(
    :'q'::jsonb -> 'windows')), 54, 'each with its end');
SELECT pg_temp.job(:dee) AS waits \gset
SELECT slot_question(:dee, format('{"job": %s}', :waits)::jsonb) AS q2 \gset
SELECT is(:'q2'::jsonb -> 'hold' ->> 'site', :mill::text,
    'of a job: its site');
SELECT is(:'q2'::jsonb -> 'rows', 'null', 'it has its own rows');

-- Holding.
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('pool', :ny) AS pool0,
    pg_temp.scope_version('technician', :ann) AS ann0 \gset
SELECT pg_temp.hold(:ina, :ann, '2026-03-05 10:00',
    '{"customer": "Mrs Hill"}') AS h \gset
SELECT is(state || ' ' || expires_at, 'held ' || (timestamptz
    '2026-03-04 15:10Z'), 'held for ten minutes') FROM slot_hold
WHERE id = :h;
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('pool', :ny, :pool0), 'U:hold ' || :h,
    'the pool hears of it');
SELECT is(pg_temp.scope_version('technician', :ann), :ann0::bigint,
    'no device does');
SELECT is(action, 'slot.held', 'the trail has it') FROM audit
WHERE object_kind = 'slot_hold' AND object_id = :h;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.hold(%s, %s, %L)', :dee,
    :ann, '2026-03-05 10:30')), 'CO409 /start slot_hold',
    'two holds at once');
SELECT throws_like(format('SELECT pg_temp.hold(%s, %s, %L)', :dee, :ann,
    '2026-03-05 10:30'), 'Ann is held for Mrs Hill from 10:00 to 11:00 '
    '(hold %, until 10:10)%', 'and it says for whom');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, %L)',
    :dee, :waits, :ann, '2026-03-05 10:30')), 'CO409 /start slot_hold',
    'no visit comes upon a hold');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, %L)',
    :dee, :waits, :ann, '2026-03-05 11:00')), 'goes', 'one after it does');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, %L)',
    :dee, :waits, :ann, '2026-03-05 10:45')), 'CO409 /start slot_hold',
    'but is not moved upon it');
-- Whoever judged left the rest of the day to the hold that was in the way.
CREATE FUNCTION pg_temp.blind(p_job bigint, p_technician bigint,
    p_start timestamp) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.refusal(format('SELECT job_assign(NULL, ''r'', %s, %s, '
        '%L, NULL, 0, false, NULL, NULL, ''[]'', NULL, '
        '''{"in_the_way": true}'')', p_job, p_technician,
        p_start AT TIME ZONE 'America/New_York'))
$$;
SELECT is(pg_temp.blind(:waits, :ann, '2026-03-05 10:30'),
    'CO409 /start slot_hold', 'it is: it says whose');
SELECT is(pg_temp.blind(:waits, :ann, '2026-03-05 12:30'), 'CO409 moved',
    'it went: all is to be judged anew');
UPDATE slot_hold SET job_id = :waits WHERE id = :h;
SELECT is(pg_temp.blind(:waits, :ann, '2026-03-05 10:30'),
    'CO409 /start slot_hold', 'its own is booked, or released');
UPDATE slot_hold SET job_id = NULL WHERE id = :h;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.hold(%s, %s, %L)', :dee,
    :ann, '2026-03-05 11:30')), 'CO409 /start visit_no_overlap',
    'no hold upon a visit');
INSERT INTO absence (technician_id, during, reason)
VALUES (:bob, '[2026-03-05 14:00Z, 2026-03-05 18:00Z)', 'training');
CREATE TEMP TABLE try (what text, technician bigint, start timestamp,
    more jsonb, refusal text);
INSERT INTO try VALUES
    ('in the past', :ann, '2026-03-04 09:00', '{}', 'CO409 /start past'),
    ('without a shift', :ann, '2026-03-05 07:00', '{}',
        'CO409 /start shift'),
    ('over the end of a shift', :ann, '2026-03-05 16:30', '{}', 'goes'),
    ('in an absence', :bob, '2026-03-05 12:30', '{}',
        'CO409 /start absence'),
    ('with a certificate on its last day', :bob, '2026-03-05 14:00', '{}',
        'goes'),
    ('with one that has ended', :bob, '2026-03-06 14:00', '{}',
        'CO409 /technician skill'),
    ('with a level too low', :bob, '2026-03-05 16:00', '{"needs": {"type": '
        '"boiler", "skills": [{"skill": "gas", "level": 2}]}}',
        'CO409 /technician skill'),
    ('that begins after the window', :ann, '2026-03-05 13:00',
        '{"arrival_window": {"from": "2026-03-05T14:00:00Z", '
        '"to": "2026-03-05T16:00:00Z"}}', 'CO422 /start range'),
    ('of another territory''s technician', :cay, '2026-03-05 13:00', '{}',
        'CO404 /technician');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.hold(%s, %s, %L, %L)', :dee,
    technician, start, more)), refusal, 'a hold ' || what) FROM try;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.hold(%s, %s, %L)', :max,
    :ann, '2026-03-05 13:00')), 'CO403 role', 'a manager holds nothing');

-- What was decided without having seen a hold, is decided anew.
CREATE FUNCTION pg_temp.see(p_technician bigint, p_at timestamp,
    p_visits jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.refusal(format('SELECT seen_check(%L)',
        jsonb_build_array(jsonb_build_object('technician', p_technician,
            'technician_version', (SELECT version FROM technician
                WHERE id = p_technician),
            'from', p_at AT TIME ZONE 'America/New_York', 'to', (p_at
                + interval '1 hour') AT TIME ZONE 'America/New_York',
            'visits', p_visits))))
$$;
SELECT is(pg_temp.see(:ann, '2026-03-05 10:00', '[]'), 'CO409 moved',
    'a hold that came');
SELECT is(pg_temp.see(:ann, '2026-03-05 10:00', jsonb_build_array(
    jsonb_build_array(-:h, 0))), 'goes', 'a hold that was seen');
SELECT is(pg_temp.see(:ann, '2026-03-05 09:00', '[[-9999, 0]]'), 'goes',
    'a hold that went');

-- What the planner and the board see.
SELECT is((SELECT format('%s %s %s %s', job, technician, fixed,
        to_timestamp(start_s) AT TIME ZONE 'UTC')
    FROM planning_visits(:ny, '2026-03-05 05:00Z', '2026-03-06 05:00Z')
    WHERE id = -:h), format('-%s %s t 2026-03-05 15:00:00', :h, :ann),
    'the planner plans around it, by a negative number');
SELECT is((SELECT format('%s %s', r ->> 1, r ->> 7)
    FROM board_get(:dee, :ny, '2026-03-05', '2026-03-05') b,
        json_array_elements(b.body::json -> 'holds' -> 'rows') r
    WHERE r ->> 0 = :'h'), :ann || ' Mrs Hill', 'the board shows it');
SELECT is((SELECT (body::json -> 'holds' -> 0 ->> 0)::bigint
    FROM feed_news(ARRAY[(SELECT id FROM feed_scope WHERE kind = 'pool'
        AND object_id = :ny)], ARRAY[:pool0::bigint])
    WHERE territory = :ny), :h::bigint, 'boards hear of it');

-- A proposal is refused by position: upon it, and near it if it was made
-- while the planner ran.
SELECT pg_temp.job(:dee) AS j1 \gset
SELECT pg_temp.job(:dee) AS j2 \gset
SELECT pg_temp.job(:dee) AS j3 \gset
SELECT pg_temp.clock('2026-03-04 15:01Z') AS ignored \gset
SELECT id AS p FROM proposal_start(:dee, 'req', :ny, '2026-03-05 05:00Z',
    '2026-03-08 05:00Z') \gset
SELECT pg_temp.clock('2026-03-04 15:02Z') AS ignored \gset
SELECT proposal_ready(:p, '{}', (SELECT jsonb_agg(jsonb_build_object('op',
        'add', 'job', c.job, 'technician', :ann, 'start', c.start, 'end',
        c.start + interval '1 hour', 'travel_s', 60, 'job_version', j.version))
    FROM (VALUES (:j1::bigint, timestamptz '2026-03-05 14:30Z'),
        (:j2, timestamptz '2026-03-06 15:00Z'),
        (:j3, timestamptz '2026-03-07 15:00Z')) c (job, start)
    JOIN job j ON j.id = c.job)) AS ignored \gset
SELECT pg_temp.hold(:dee, :ann, '2026-03-06 14:00') AS h2 \gset
SELECT proposal_accept(:dee, 'req', :p) AS ignored \gset
SELECT is((SELECT string_agg(verdict || ': ' || coalesce(reason, ''), '; '
        ORDER BY position) FROM proposal_visit WHERE proposal_id = :p),
    format('refused: Ann is held for a customer then (hold %s); refused: a '
        'slot was promised meanwhile; accepted: ', :h),
    'a plan gives way to holds, visit by visit');

-- Booking a new job.
SELECT pg_temp.scope_version('pool', :ny) AS pool1 \gset
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{}'')', :ina, :h)), 'CO422 /title missing', 'a job needs a title');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"title": "x", "duration_min": 5}'')', :ina, :h)),
    'CO400 /duration_min unknown_key', 'what was computed is not changed');
SELECT body AS booked FROM hold_book(:ina, 'req', :h, NULL,
    '{"title": "Cold again", "priority": 1}') \gset
SELECT is(concat_ws(' ', v.state, lower(planned), pinned, travel_s,
        lower(arrival_window), upper(arrival_window), j.state, j.priority),
    concat_ws(' ', 'dispatched', timestamptz '2026-03-05 15:00Z', 'f', 900,
        timestamptz '2026-03-05 15:00Z', timestamptz '2026-03-05 17:00Z',
        'planned', 1), 'the visit stands where it was held')
FROM visit v JOIN job j ON j.id = v.job_id
WHERE v.id = (:'booked'::json -> 'visit' ->> 'id')::bigint;
SELECT is(:'booked'::json -> 'hold' ->> 'state', 'booked', 'and is booked');
SELECT is((SELECT count(*)::integer FROM sla_clock WHERE job_id
    = (:'booked'::json -> 'job' ->> 'id')::bigint), 1, 'its clock runs');
SELECT pg_temp.stamp() AS ignored \gset
SELECT matches(pg_temp.feed_of('pool', :ny, :pool1), 'D:hold ' || :h,
    'the hold leaves the pool');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"title": "x"}'')', :dee, :h)), 'CO409 /state legal_step',
    'not twice');
SELECT is(pg_temp.refusal(format('SELECT hold_release(%s, ''r'', %s)', :dee,
    :h)), 'CO409 /state legal_step', 'nor released then');

-- A place that is no site yet.
SELECT pg_temp.hold(:dee, :ann, '2026-03-09 10:00', '{"site": null, '
    '"lat": 40.55, "lon": -74.05, "offer": "o1"}') AS h3 \gset
SELECT is(pg_temp.hold(:dee, :ann, '2026-03-09 10:00', '{"site": null, '
    '"lat": 40.55, "lon": -74.05, "offer": "o1"}'), :h3::bigint,
    'the same offer is the same hold');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', NULL, ''o1'', '
    '''{"title": "x"}'')', :dee)), 'CO422 /site missing',
    'a new place needs a name');
SELECT is((SELECT body -> 'job' -> 'site' ->> 'lat' FROM hold_book(:dee, 'r',
    NULL, 'o1', '{"title": "x", "site": {"name": "Barn"}}')), '40.55',
    'booked by its offer, at its place');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', NULL, ''o1'', '
    '''{"title": "x"}'')', :dee)), 'CO404 not_held', 'an offer only once');

-- For a job that there is: it waits for its slot, and may be moved to it.
SELECT pg_temp.job(:dee) AS mine \gset
SELECT pg_temp.hold(:dee, :bob, '2026-03-05 15:00',
    jsonb_build_object('job', :mine, 'needs', '{}'::jsonb)) AS h4 \gset
SELECT is((SELECT count(*)::integer FROM planning_candidates(:ny,
    '2026-03-05 05:00Z', '2026-03-06 05:00Z') WHERE job = :mine), 0,
    'the planner leaves its job alone');
SELECT pg_temp.assign(:dee, :mine, :bob, '2026-03-05 15:30') AS moved \gset
SELECT is((SELECT (body -> 'visit' ->> 'id')::bigint FROM hold_book(:dee,
    'r', :h4, NULL, '{}')), :moved::bigint,
    'its own visit is not in the way, and moves');
SELECT is(lower(planned), timestamptz '2026-03-05 20:00Z', 'to the slot')
FROM visit WHERE id = :moved;

-- Its site has gone to another territory since, and she still has the job.
SELECT pg_temp.job(:root, format('{"site": %s, "territory": %s}', :werk,
    :ny)::jsonb) AS away \gset
SELECT pg_temp.hold(:dee, :bob, '2026-03-05 08:00',
    jsonb_build_object('job', :away)) AS h11 \gset
SELECT is(body ->> 'site', :'werk', 'a job that she sees, at a site that she '
    'does not') FROM hold_release(:dee, 'r', :h11);
SELECT is(pg_temp.refusal(format('SELECT pg_temp.hold(%s, %s, %L, %L)', :dee,
    :bob, '2026-03-05 09:00', jsonb_build_object('site', :werk))),
    'CO422 /site unknown', 'not at that site without it');

SELECT pg_temp.job(:dee, '{"duration_min": 90}') AS longer \gset
SELECT pg_temp.hold(:dee, :ann, '2026-03-09 14:00') AS h10 \gset
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"job": %s}'')', :dee, :h10, :longer)), 'CO409 needs',
    'a job that is longer than the slot');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"job": %s, "title": "x"}'')', :dee, :h10, :waits)),
    'CO400 /title unknown_key', 'a job has its fields already');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"job": %s}'')', :dee, :h10, :waits)), 'goes',
    'a job that there is may be booked');

-- Facts may take a place: said, not booked.
SELECT pg_temp.hold(:dee, :ann, '2026-03-10 10:00') AS h5 \gset
INSERT INTO absence (technician_id, during, reason)
VALUES (:ann, '[2026-03-10 12:00Z, 2026-03-10 18:00Z)', 'sick');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"title": "x"}'')', :dee, :h5)), 'CO409 /start absence',
    'an absence takes a hold''s place');
SELECT is((SELECT count(*)::integer FROM job WHERE title = 'x'), 1,
    'and no job is made then');

-- Running out: it gives way to whoever comes first, and to the chore.
SELECT pg_temp.hold(:dee, :ann, '2026-03-05 13:00') AS h6 \gset
SELECT pg_temp.hold(:dee, :ann, '2026-03-05 14:00') AS h7 \gset
SELECT pg_temp.hold(:dee, :ann, '2026-03-05 15:15') AS h8 \gset
SELECT pg_temp.clock('2026-03-04 15:12:01Z') AS ignored \gset
SELECT is((SELECT count(*)::integer FROM planning_visits(:ny,
    '2026-03-05 05:00Z', '2026-03-06 05:00Z') WHERE id < 0), 0,
    'one that has run out is not planned around');
SELECT is((SELECT body -> 'hold' ->> 'state' FROM hold_book(:dee, 'r', :h6,
    NULL, '{"title": "late"}')), 'booked',
    'it may still be booked while nobody wanted it');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.assign(%s, %s, %s, %L)',
    :dee, :j1, :ann, '2026-03-05 14:00')), 'goes', 'a visit takes its place');
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"title": "x"}'')', :dee, :h8)), 'CO410 /state expired',
    'nor while the day is another one than it was held on');
SELECT is(state, 'expired', 'and it is over') FROM slot_hold WHERE id = :h7;
SELECT is(pg_temp.refusal(format('SELECT hold_book(%s, ''r'', %s, NULL, '
    '''{"title": "x"}'')', :dee, :h7)), 'CO410 /state expired',
    'too late to book it');
SELECT is(hold_reap(100), 5, 'the chore reaps the others');
SELECT is(hold_reap(100), 0, 'once');

-- Releasing.
SELECT pg_temp.hold(:dee, :bob, '2026-03-05 13:00') AS h9 \gset
SELECT is((SELECT body ->> 'state' FROM hold_release(:dee, 'r', :h9)),
    'released', 'released');
SELECT is((SELECT body ->> 'state' FROM hold_release(:dee, 'r', :h9)),
    'released', 'twice is no harm');
SELECT is((SELECT body ->> 'state' FROM hold_get(:max, :h9)), 'released',
    'it can be read');
SELECT is(pg_temp.refusal(format('SELECT hold_get(%s, 999999)', :dee)),
    'CO404', 'no such hold');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.hold(%s, %s, %L)', :dee,
    :bob, '2026-03-05 13:00')), 'goes', 'its place is free again');
-- A change of people hits what is held as well.
SELECT pg_temp.hold(:ina, :ann, '2026-03-06 13:00',
    '{"customer": "Mr Hit"}') AS hit \gset
SELECT body AS away FROM absence_put(:dee, 'req', NULL, NULL,
    format('{"technician": %s, "start": "2026-03-06T16:00:00Z", "end": '
        '"2026-03-06T20:00:00Z", "reason": "sick"}', :ann)::jsonb) \gset
SELECT is(concat_ws(' ', a ->> 'hold', a ->> 'visit', a ->> 'rule',
    a ->> 'title'), :'hit' || ' absence held for Mr Hit', 'it is told')
FROM json_array_elements(:'away'::json -> 'affected') a;
SELECT is(text || ' ' || visits::text, 'Ann is away (sick): look after the '
    'slot that is held for Mr Hit {}', 'a notice asks to look after it')
FROM notice ORDER BY id DESC LIMIT 1;
SELECT is((SELECT count(*) FROM hold_troubles(:ann)), 1::bigint,
    'it stays, and cannot be booked');
SELECT * FROM finish();
ROLLBACK;
