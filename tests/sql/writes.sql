-- SPDX-License-Identifier: MIT
-- Visits written by one function for everybody: all or nothing, fenced.
BEGIN;
\ir include/world.psql
SELECT no_plan();
CREATE FUNCTION pg_temp.refusal(p_changes jsonb, p_seen jsonb DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_rule text;
BEGIN
    PERFORM visits_write(NULL, 'req', p_changes, p_seen, 'because', 'follow');
    RETURN 'goes';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_rule = CONSTRAINT_NAME;
    RETURN concat_ws(' ', SQLSTATE, nullif(v_rule, ''));
END
$$;
-- A change of a visit: {op, visit, ...} at a New York time, an hour long.
CREATE FUNCTION pg_temp.change(p_op text, p_of bigint,
    p_technician bigint DEFAULT NULL, p_start timestamp DEFAULT NULL,
    p_more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('op', p_op,
        CASE p_op WHEN 'add' THEN 'job' ELSE 'visit' END, p_of,
        'technician', p_technician,
        'start', p_start AT TIME ZONE 'America/New_York',
        'end', (p_start + interval '1 hour')
            AT TIME ZONE 'America/New_York')) || p_more)
$$;
-- What somebody sees of a technician's day now.
CREATE FUNCTION pg_temp.seen(p_technician bigint,
    p_from timestamptz DEFAULT '2026-03-05 00:00Z',
    p_to timestamptz DEFAULT '2026-03-06 05:00Z') RETURNS jsonb
LANGUAGE sql AS $$
    SELECT jsonb_build_array(jsonb_build_object('technician', t.id,
        'technician_version', t.version, 'from', p_from, 'to', p_to,
        'visits', coalesce((SELECT jsonb_agg(jsonb_build_array(v.id,
                v.version) ORDER BY v.id DESC) FROM visit v
            WHERE v.technician_id = t.id AND visit_live(v.state)
                AND v.planned && tstzrange(p_from, p_to)), '[]')))
    FROM technician t WHERE t.id = p_technician
$$;
CREATE FUNCTION pg_temp.day(p_technician bigint) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(to_char(lower(v.planned)
        AT TIME ZONE 'America/New_York', 'HH24:MI') || ' ' || v.job_id
        || ' ' || v.state, ', ' ORDER BY lower(v.planned))
    FROM visit v WHERE v.technician_id = p_technician AND visit_live(v.state)
$$;
SELECT pg_temp.job(:root) AS j1 \gset
SELECT pg_temp.job(:root) AS j2 \gset
SELECT pg_temp.job(:root) AS j3 \gset

-- Adding.
SELECT visits_write(:dee, 'req', pg_temp.change('add', :j1, :ann,
    '2026-03-05 09:00', '{"travel_s": 300}') || pg_temp.change('add', :j2,
    :ann, '2026-03-05 10:00', '{"pinned": true}'), pg_temp.seen(:ann), 'now',
    'plan') AS ids \gset
SELECT (:'ids'::bigint[])[1] AS v1, (:'ids'::bigint[])[2] AS v2 \gset
SELECT is(pg_temp.day(:ann), format('09:00 %s dispatched, 10:00 %s '
    'dispatched', :j1, :j2), 'two at once, in the order of the changes');
SELECT is(string_agg(state, ' '), 'planned planned', 'their jobs follow')
FROM job WHERE id IN (:j1, :j2);
SELECT is(concat_ws(' ', actor_kind, actor_id, action, before,
    after ->> 'travel_s', why, cause, request),
    format('user %s visit.assigned 300 now plan req', :dee), 'the trail')
FROM audit WHERE object_kind = 'visit' AND object_id = :v1;

-- By hand, out of what the customer was told.
CREATE FUNCTION pg_temp.by_hand(p_visit bigint, p_technician bigint,
    p_start timestamp, p_override boolean) RETURNS text
LANGUAGE sql AS $$
    SELECT pg_temp.refusal(pg_temp.change('move', p_visit, p_technician,
        p_start, jsonb_build_object('by_hand', true, 'override', p_override)))
$$;
SAVEPOINT promised;
UPDATE visit SET arrival_window = tstzrange(lower(planned),
    lower(planned) + interval '30 min', '[]') WHERE id = :v1;
SELECT is(pg_temp.by_hand(:v1, :ann, t::timestamp, o), goes, t || ' ' || goes)
FROM (VALUES ('2026-03-05 08:30', false, 'CO422 promise'),
    ('2026-03-05 08:30', true, 'goes')) x (t, o, goes);
INSERT INTO policy_rule VALUES (:ny, 'promise', 'hard', 1);
SELECT is(pg_temp.by_hand(:v1, :ann, '2026-03-05 07:30', true),
    'CO422 promise', 'where nobody may');
UPDATE policy_rule SET mode = 'off' WHERE rule = 'promise';
SELECT is(pg_temp.by_hand(:v1, :ann, '2026-03-05 07:30', false), 'goes',
    'where nobody cares');
ROLLBACK TO promised;

-- A swap, a slide, and the drive of the next one, which is pinned.
SELECT visits_write(NULL, 'req', pg_temp.change('move', :v1, :bob,
    '2026-03-05 09:00') || pg_temp.change('add', :j3, :ann,
    '2026-03-05 08:30') || pg_temp.change('retime', :v2, NULL, NULL,
    '{"travel_s": 77}'), NULL, 'ann is late', 'follow') AS ids \gset
SELECT (:'ids'::bigint[])[2] AS v3 \gset
SELECT is(pg_temp.day(:ann) || ' / ' || pg_temp.day(:bob),
    format('08:30 %s dispatched, 10:00 %s dispatched / 09:00 %s dispatched',
    :j3, :j2, :j1), 'one makes room for another in one write');
SELECT is(travel_s, 77, 'the drive to what comes next') FROM visit
WHERE id = :v2;
SELECT is(string_agg(concat_ws(' ', action, actor_kind,
        before ->> 'technician_id', after ->> 'technician_id'), ', '
        ORDER BY id), format('visit.moved system %s %s, visit.retimed system',
    :ann, :bob), 'each with what was before and after') FROM audit
WHERE object_id IN (:v1, :v2) AND cause = 'follow' AND object_kind = 'visit';
SELECT is((before ->> 'travel_s')::int + (after ->> 'travel_s')::int, 77,
    'and only what differs') FROM audit
WHERE action = 'visit.retimed' AND object_id = :v2;
UPDATE visit SET state = 'accepted' WHERE id = :v3;
SELECT is(pg_temp.refusal(pg_temp.change('retime', :v3, NULL,
    '2026-03-05 08:45')), 'goes', 'a slide');
SELECT is(state, 'accepted', 'need not be accepted anew') FROM visit
WHERE id = :v3;
SELECT count(*) AS trail FROM audit \gset
SELECT is(pg_temp.refusal(pg_temp.change('retime', :v3, NULL,
    '2026-03-05 08:45')), 'goes', 'nothing to do');
SELECT is(count(*)::int, :trail, 'leaves nothing in the trail') FROM audit;
SELECT is(pg_temp.refusal(pg_temp.change('move', :v3, :ann,
    '2026-03-05 08:30')), 'goes', 'a move');
SELECT is(state, 'dispatched', 'must be') FROM visit WHERE id = :v3;
SELECT is(pg_temp.refusal(pg_temp.change('move', :v1, :ann,
    '2026-03-05 08:30') || pg_temp.change('move', :v3, :bob,
    '2026-03-05 09:00')), 'goes', 'two change places');
SELECT is(pg_temp.refusal(pg_temp.change('move', :v3, :ann,
    '2026-03-05 08:30') || pg_temp.change('move', :v1, :bob,
    '2026-03-05 09:00')), 'goes', 'and back');

-- All or nothing.
SELECT pg_temp.day(:ann) AS day, count(*) AS trail FROM audit \gset
SELECT is(pg_temp.refusal(pg_temp.change('remove', :v3)
    || pg_temp.change('move', :v1, :ann, '2026-03-05 09:30')),
    'CO409 visit_no_overlap', 'an overlap');
SELECT is(pg_temp.day(:ann), :'day', 'and nothing of it');
SELECT is(count(*)::int, :trail, 'nor a word') FROM audit;
SELECT throws_like(format('SELECT visits_write(%s, ''r'', %L)', :dee,
    pg_temp.change('move', :v1, :ann, '2026-03-05 09:30')),
    'Ann is at visit % ("No heat") from 10:00 to 11:00: %',
    'who and what is in the way');
SELECT is(pg_temp.refusal(pg_temp.change('move', :v3, :bob,
    '2026-03-05 14:00') || pg_temp.change('move', :v1, :bob,
    '2026-03-05 14:30')), 'CO409 visit_no_overlap', 'one upon the other');

-- What machines may not move.
CREATE TEMP TABLE try (what text, change jsonb, refusal text);
INSERT INTO try VALUES
    ('a pinned visit is not moved',
        pg_temp.change('move', :v2, :bob, '2026-03-05 15:00'),
        'CO409 pinned'),
    ('not begun later', pg_temp.change('retime', :v2, NULL,
        '2026-03-05 15:00'), 'CO409 pinned'),
    ('not taken', pg_temp.change('remove', :v2), 'CO409 pinned'),
    ('but by hand', pg_temp.change('retime', :v2, NULL, '2026-03-05 15:00',
        '{"by_hand": true}'), 'goes'),
    ('a crew of one', pg_temp.change('add', :j1, :ann, '2026-03-05 18:00'),
        'CO409 crew'),
    ('a skill', pg_temp.change('move', :v1, :bob, '2026-03-06 09:00'),
        'CO422 certificate'),
    ('overruled', pg_temp.change('move', :v1, :bob, '2026-03-06 09:00',
        '{"override": true}'), 'goes'),
    ('who only begins later keeps what she may do',
        pg_temp.change('retime', :v1, NULL, '2026-03-06 09:30'), 'goes'),
    ('no employment', pg_temp.change('move', :v1, :bob, '2026-07-06 09:00',
        '{"override": true}'), 'CO422 employment'),
    ('an old version', pg_temp.change('move', :v3, :ann, '2026-03-06 10:00',
        '{"visit_version": 99}'), 'CO409 moved'),
    ('of the job', pg_temp.change('move', :v3, :ann, '2026-03-06 10:00',
        '{"job_version": 99}'), 'CO409 moved'),
    ('no visit', pg_temp.change('remove', 999999), 'CO400 visits_write'),
    ('no job', pg_temp.change('add', 999999, :ann, '2026-03-06 10:00'),
        'CO409 moved'),
    ('no time', pg_temp.change('add', :j1, :ann), 'CO400 visits_write'),
    ('no such op', pg_temp.change('swap', :v1), 'CO400 visits_write'),
    ('one visit twice', pg_temp.change('remove', :v3)
        || pg_temp.change('remove', :v3), 'CO400 visits_write'),
    ('a promise', pg_temp.change('retime', :v3, NULL, NULL,
        '{"arrival_window": {"from": "2026-03-05T13:00:00Z",
          "to": "2026-03-05T15:00:00Z"}}'), 'goes'),
    ('is kept', pg_temp.change('retime', :v3, NULL, '2026-03-05 10:00'),
        'goes'),
    ('to the minute', pg_temp.change('retime', :v3, NULL,
        '2026-03-05 10:01'), 'CO409 promised'),
    ('is not taken', pg_temp.change('remove', :v3), 'CO409 promised'),
    ('is taken back', pg_temp.change('retime', :v3, NULL, NULL,
        '{"arrival_window": null, "by_hand": true}'), 'goes'),
    ('then it moves', pg_temp.change('retime', :v3, NULL,
        '2026-03-05 10:01'), 'goes');
SELECT is(pg_temp.refusal(change), refusal, what) FROM try;
UPDATE visit SET state = 'en_route' WHERE id = :v3;
SELECT is(pg_temp.refusal(pg_temp.change(op, :v3, :ann, start,
    '{"by_hand": true}')), 'CO409 visit_begun',
    'who has set out is left alone: ' || op)
FROM (VALUES ('move', '2026-03-05 12:00'::timestamp), ('remove', NULL),
    ('retime', '2026-03-05 12:00')) o (op, start);
UPDATE visit SET state = 'cancelled' WHERE id = :v3;
SELECT is(pg_temp.refusal(pg_temp.change('remove', :v3)), 'CO409 legal_step',
    'what is over is over');
SELECT version AS ignored FROM job_cancel(:dee, 'r', :j3, NULL, NULL) \gset
SELECT is(pg_temp.refusal(pg_temp.change('add', :j3, :ann,
    '2026-03-05 18:00')), 'CO409 job_state', 'a cancelled job');

-- Removing.
SELECT is(pg_temp.refusal(pg_temp.change('remove', :v1)), 'goes', 'taken');
SELECT is(j.state || ' ' || v.state || ' ' || (v.ended_at IS NOT NULL),
    'open cancelled true', 'the job waits again')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :v1;

-- What was seen.
SELECT pg_temp.job(:root) AS j4 \gset
SELECT pg_temp.seen(:ann) AS seen, pg_temp.seen(:bob) AS bobs \gset
SELECT is(pg_temp.refusal(pg_temp.change('add', :j4, :ann,
    '2026-03-05 11:00'), :'seen'::jsonb || :'bobs'), 'goes',
    'as it was seen');
SELECT is(pg_temp.refusal(pg_temp.change('add', :j1, :ann,
    '2026-03-05 12:00'), :'seen'), 'CO409 moved', 'another visit came');
SELECT is(pg_temp.refusal(pg_temp.change('add', :j1, :ann,
    '2026-03-05 12:00'), pg_temp.seen(:ann, '2026-03-05 20:00Z')), 'goes',
    'beyond what was looked at');
SELECT pg_temp.seen(:ann) AS seen \gset
UPDATE visit SET travel_s = 1 WHERE job_id = :j1 AND visit_live(state);
SELECT is(pg_temp.refusal('[]', :'seen'), 'CO409 moved', 'one changed');
SELECT pg_temp.seen(:ann) AS seen \gset
UPDATE visit SET state = 'cancelled' WHERE job_id = :j1 AND visit_live(state);
SELECT is(pg_temp.refusal('[]', :'seen'), 'CO409 moved', 'one went');
SELECT pg_temp.seen(:ann) AS seen \gset
UPDATE technician SET phone = '1' WHERE id = :ann;
SELECT is(pg_temp.refusal('[]', :'seen'), 'CO409 moved',
    'she herself is another');
SELECT is(pg_temp.refusal('[]', jsonb_set(pg_temp.seen(:ann),
    '{0,technician}', '999999')), 'CO409 moved', 'she is gone');
SELECT throws_like(format('SELECT visits_write(%s, ''r'', ''[]'', %L)', :dee,
    :'seen'), 'the day of Ann has changed meanwhile%', 'in words');

-- A crew keeps its others.
SELECT pg_temp.job(:root, '{"crew_size": 2}') AS crew \gset
SELECT visits_write(:dee, 'req', pg_temp.change('add', :crew, :ann,
    '2026-03-05 16:00') || pg_temp.change('add', :crew, :bob,
    '2026-03-05 16:00')) AS ids \gset
SELECT is(pg_temp.refusal(pg_temp.change('remove',
    (:'ids'::bigint[])[1])), 'goes', 'one of a crew is taken');
SELECT is(j.state || ' ' || count(*) FILTER (WHERE visit_live(v.state)),
    'planned 1', 'the other one stays')
FROM job j JOIN visit v ON v.job_id = j.id WHERE j.id = :crew GROUP BY j.id;
SELECT is(pg_temp.refusal(pg_temp.change('add', :crew, :ann,
    '2026-03-05 16:00')), 'goes', 'and she can come back');

-- Many at once.
CREATE TEMP TABLE many AS SELECT n, pg_temp.job(:root) AS job
FROM generate_series(1, 200) n;
SELECT is(array_length(visits_write(NULL, 'r', (SELECT jsonb_agg(x.c)
    FROM (SELECT pg_temp.change('add', job, :ann, timestamp '2026-05-01'
        + n * interval '1 hour') -> 0 AS c FROM many ORDER BY n) x)), 1),
    200, 'two hundred');
SELECT is(count(*)::int, 200, 'each with its row of the trail') FROM audit
WHERE action = 'visit.assigned' AND actor_kind = 'command';

-- Pinning, and what the customer was told.
SELECT id AS v, version FROM visit WHERE job_id = :j4 AND visit_live(state)
\gset
SELECT is(body ->> 'pinned' || ' ' || version, 'true ' || :version + 1,
    'a visit is pinned') FROM visit_update(:dee, 'req', :v, :version,
    '{"pinned": true, "why": "she asked"}');
SELECT is(why, 'she asked', 'with a reason') FROM audit
WHERE action = 'visit.retimed' AND object_id = :v;
SELECT throws_ok(format('SELECT visit_update(%s, ''r'', %s, %s, %L)', :dee,
    :v, :version, '{"pinned": false}'), 'CO412', NULL, 'an old version');
SELECT throws_ok(format('SELECT visit_update(%s, ''r'', %s, NULL, %L)', :dee,
    :v, '{"start": 1}'), 'CO400', NULL, 'only that');
SELECT throws_ok(format('SELECT visit_update(%s, ''r'', %s, NULL, %L)', :max,
    :v, '{"pinned": false}'), 'CO403', NULL, 'only by dispatchers');
SELECT is(body -> 'arrival_window' ->> 'to', '2026-03-05T17:00:00Z',
    'what was told') FROM visit_update(:dee, 'req', :v, NULL,
    '{"arrival_window": {"from": "2026-03-05T15:00:00Z",
      "to": "2026-03-05T12:00:00-05:00"}, "pinned": false}');
SELECT throws_ok(format('SELECT visit_update(%s, ''r'', %s, NULL, %L)', :dee,
    :v, '{"arrival_window": {"from": "2026-03-05T15:00:00Z"}}'), 'CO422',
    NULL, 'half a window');
SELECT is(body ->> 'arrival_window', NULL, 'and no more')
FROM visit_update(:dee, 'req', :v, NULL, '{"arrival_window": null}');
SELECT is(body ->> 'id', :'v', 'a visit can be read')
FROM visit_get(:max, :v);
SELECT throws_ok(format('SELECT visit_get(%s, 999999)', :max), 'CO404', NULL,
    'or is not there');
SELECT * FROM finish();
ROLLBACK;
