-- SPDX-License-Identifier: MIT
-- Proposals in parts: what belongs together, each way in which a thing can
-- change between the plan and the yes, what is shown of a change.
BEGIN;
\ir include/world.psql
\ir include/proposals.psql
SELECT no_plan();
SELECT pg_temp.job(:root) AS j1 \gset
SELECT pg_temp.job(:root) AS j2 \gset
SELECT pg_temp.job(:root) AS j3 \gset
SELECT pg_temp.assign(:root, :j3, :ann, '2026-03-05 10:00') AS v3 \gset
UPDATE visit SET arrival_window = '[2026-03-05 14:30Z,2026-03-05 15:30Z]',
    travel_s = 600 WHERE id = :v3;

-- A change shows before and after, and whether a promise is kept.
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('move', :j3, :v3, :bob, '2026-03-05 16:00Z',
        '{"saved_s": 840}'),
    pg_temp.item('add', :j1, NULL, :ann, '2026-03-05 15:00Z'))) AS p \gset
SELECT body AS b FROM proposal_get(:dee, :p) \gset
SELECT is((:'b'::jsonb #> '{visits,0}') - 'visit',
    jsonb_build_object('position', 1, 'linked', NULL, 'op', 'move', 'job', :j3,
        'technician', :bob, 'start', '2026-03-05T16:00:00Z',
        'end', '2026-03-05T17:00:00Z', 'travel_s', 60,
        'before', jsonb_build_object('technician', :ann,
            'start', '2026-03-05T15:00:00Z', 'end', '2026-03-05T16:00:00Z',
            'travel_s', 600),
        'after', jsonb_build_object('technician', :bob,
            'start', '2026-03-05T16:00:00Z', 'end', '2026-03-05T17:00:00Z',
            'travel_s', 60),
        'saved_s', 840, 'why', 'nearer', 'promise', jsonb_build_object(
            'from', '2026-03-05T14:30:00Z', 'to', '2026-03-05T15:30:00Z',
            'kept', false), 'verdict', 'open', 'reason', NULL),
    'where the visit was and would be, and the promise');
SELECT is(:'b'::jsonb #> '{visits,1,before}', 'null', 'a new one was nowhere');
SELECT is(:'b'::jsonb #> '{summary,changes}', '{"added": 1, "moved": 1, '
    '"retimed": 0, "removed": 0, "promised_moved": 1, "promises_broken": 1}',
    'counted');
SELECT is(:'b'::jsonb ->> 'kind', 'plan', 'a plan');
SELECT throws_ok(format('SELECT proposal_accept(%s, ''r'', %s, ''{1,7}'')',
    :dee, :p), 'CO422', format('proposal %s has no position 7', :p),
    'a position that is not there');
SELECT proposal_accept(:dee, 'why', :p) AS ignored \gset
SELECT is(why || ' ' || (before ->> 'technician_id'), 'nearer ' || :ann,
    'the trail has why and before') FROM audit
WHERE request = 'why' AND object_id = :v3 AND object_kind = 'visit';

-- What belongs together is accepted together.
SELECT pg_temp.job(:root) AS a \gset
SELECT pg_temp.job(:root) AS b \gset
SELECT pg_temp.job(:root) AS c \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :a, NULL, :ann, '2026-03-05 17:00Z', '{"linked": 1}'),
    pg_temp.item('add', :b, NULL, :bob, '2026-03-05 17:00Z', '{"linked": 1}'),
    pg_temp.item('add', :c, NULL, :bob, '2026-03-05 18:00Z'))) AS p \gset
SELECT proposal_accept(:dee, 'r', :p, ARRAY[2]) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'partly_accepted: accepted, accepted, open',
    'one position takes its set with it');
SELECT pg_temp.job(:root) AS d \gset
SELECT pg_temp.job(:root) AS e \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :d, NULL, :ann, '2026-03-05 19:00Z', '{"linked": 1}'),
    pg_temp.item('add', :e, NULL, :bob, '2026-03-05 17:30Z', '{"linked": 1}'),
    pg_temp.item('add', :c, NULL, :bob, '2026-03-05 19:00Z'))) AS p \gset
SELECT id AS vb FROM visit WHERE job_id = :b \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), format('partly_accepted: refused (belongs '
    'together with position 2: Bob is at visit %s then), refused (Bob is at '
    'visit %s then), accepted', :vb, :vb), 'or is refused together');

-- Each way in which a thing can change. One job a way, on a free hour.
CREATE FUNCTION pg_temp.meanwhile(p_what text, p_technician bigint,
    p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_ny  bigint := (SELECT id FROM territory WHERE code = 'ny');
    v_job bigint := pg_temp.job((SELECT id FROM app_user
        WHERE login = 'root'));
    v_id  bigint := pg_temp.proposal(v_ny, jsonb_build_array(pg_temp.item(
        'add', v_job, NULL, p_technician, '2026-03-05 21:00Z', p_more)));
BEGIN
    EXECUTE format(p_what, v_job);
    PERFORM proposal_accept(NULL, 'r', v_id);
    RETURN (SELECT reason FROM proposal_visit WHERE proposal_id = v_id);
END
$$;
CREATE FUNCTION pg_temp.moved_meanwhile(p_what text, p_from bigint,
    p_to bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_ny    bigint := (SELECT id FROM territory WHERE code = 'ny');
    v_root  bigint := (SELECT id FROM app_user WHERE login = 'root');
    v_job   bigint := pg_temp.job(v_root);
    v_visit bigint := pg_temp.assign(v_root, v_job, p_from,
        '2026-03-05 17:00');
    v_id    bigint := pg_temp.proposal(v_ny, jsonb_build_array(pg_temp.item(
        'move', v_job, v_visit, p_to, '2026-03-05 21:00Z')));
    v_place text;
    v_reason text;
BEGIN
    EXECUTE format(p_what, v_visit);
    v_place := pg_temp.place_of(v_job);
    PERFORM proposal_accept(NULL, 'r', v_id);
    SELECT reason INTO v_reason FROM proposal_visit WHERE proposal_id = v_id;
    IF pg_temp.place_of(v_job) <> v_place THEN
        v_reason := 'it was overwritten';
    END IF;
    UPDATE visit SET state = 'cancelled'
    WHERE id = v_visit AND visit_live(state);
    RETURN v_reason;
END
$$;
SELECT is(pg_temp.meanwhile('SELECT job_update(NULL, ''r'', %s, NULL, '
    '''{"title": "x"}'')', :ann), 'the job was changed meanwhile', 'edited');
SELECT is(pg_temp.meanwhile('SELECT job_cancel(NULL, ''r'', %s, NULL, NULL)',
    :ann), 'the job is cancelled', 'cancelled');
SELECT is(pg_temp.meanwhile('SELECT job_update(NULL, ''r'', %s, NULL, '
    '''{"state": "on_hold", "hold_reason": "key"}'')', :ann),
    'the job is on_hold', 'held');
SELECT is(pg_temp.meanwhile(format('SELECT job_assign(NULL, ''r'', %%s, %s, '
    '''2026-03-05 23:00Z'', NULL, 0, false, NULL)', :ann), :ann),
    'the job was planned meanwhile', 'taken by hand');
SELECT is(pg_temp.meanwhile(format('INSERT INTO absence (technician_id, '
    'during, reason) VALUES (%s, ''[2026-03-05 21:30Z,2026-03-06 05:00Z)'', '
    '''sick'') -- %%s', :ann), :ann), 'Ann is away then', 'absent');
DELETE FROM absence WHERE technician_id = :ann;
SELECT is(pg_temp.meanwhile(format('UPDATE technician SET employed = '
    '''[2020-01-01,2026-03-05)'' WHERE id = %s -- %%s', :ann), :ann),
    'Ann is not employed on 2026-03-05', 'left');
UPDATE technician SET employed = '[2020-01-01,)' WHERE id = :ann;
SELECT is(pg_temp.meanwhile(format('DELETE FROM technician_skill WHERE '
    'technician_id = %s -- %%s', :ann), :ann),
    'Ann has no gas at level 1 on 2026-03-05', 'skill lost');
INSERT INTO technician_skill VALUES (:ann, :gas, 3, '[2020-01-01,)');
INSERT INTO shift (technician_id, during)
VALUES (:ann, '[2026-03-05 13:00Z,2026-03-05 22:00Z)');
\set ends '''{"shift_ends": "2026-03-05 22:00Z"}'''
SELECT is(pg_temp.meanwhile(format('UPDATE shift SET during = '
    '''[2026-03-05 13:00Z,2026-03-05 21:30Z)'' WHERE technician_id = %s '
    '-- %%s', :ann), :ann, :ends), 'Ann does not work then any more',
    'shift changed');
SELECT is(pg_temp.moved_meanwhile('UPDATE visit SET state = ''en_route'' '
    'WHERE id = %s', :bob, :ann), 'the visit is en_route', 'begun');
SELECT is(pg_temp.moved_meanwhile('UPDATE visit SET pinned = true '
    'WHERE id = %s', :bob, :ann), 'the visit was pinned', 'pinned');
SELECT is(pg_temp.moved_meanwhile('UPDATE visit SET planned = '
    '''[2026-03-05 23:00Z,2026-03-06 00:00Z)'' WHERE id = %s', :bob, :ann),
    'the visit was changed meanwhile', 'moved by hand');
SELECT is(pg_temp.moved_meanwhile('UPDATE visit SET state = ''declined'' '
    'WHERE id = %s', :bob, :ann), 'the visit is declined', 'declined');
SELECT is(pg_temp.moved_meanwhile('SELECT visit_unassign(NULL, ''r'', %s, '
    'NULL)', :bob, :ann), 'the visit is cancelled', 'taken back');

SELECT is(pg_temp.meanwhile(format('INSERT INTO slot_hold (territory_id, '
    'technician_id, planned, arrival_window, lat, lon, needs, expires_at, '
    'created_at) SELECT %s, %s, '
    '''[2026-03-05 21:30Z,2026-03-05 22:30Z)'', '
    '''[2026-03-05 21:00Z,2026-03-05 22:00Z)'', 40.7, -74.1, ''{}'', '
    'app_now() + interval ''10 min'', app_now() -- %%s', :ny, :ann), :ann),
    'a slot was promised meanwhile', 'held');
DELETE FROM slot_hold;

-- The way to a neighbour whom the planner did not know there.
SELECT pg_temp.job(:root) AS near \gset
SELECT pg_temp.job(:root) AS far \gset
INSERT INTO site (customer_id, name, address, lat, lon, territory_id)
SELECT customer_id, 'Far', '', 40.9, -74, territory_id FROM site
WHERE id = (SELECT site_id FROM job WHERE id = :near) RETURNING id AS s \gset
UPDATE job SET site_id = :s WHERE id = :far;
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :near, NULL, :bob, '2026-03-05 21:00Z')), '[]')
    AS p \gset
SELECT pg_temp.assign(:root, :far, :bob, '2026-03-05 17:10') AS vf \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT matches(pg_temp.verdicts(:p), format('^stale: refused .Bob is at '
    'visit %s at 17:10: [0-9]+ min away, there are 10.$', :vf),
    'a drive that has become impossible is no overlap, and refused');
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :near, NULL, :bob, '2026-03-05 21:00Z')),
    jsonb_build_array(jsonb_build_array(:vf, :bob,
        extract(epoch FROM '2026-03-05 22:10Z'::timestamptz)::bigint,
        extract(epoch FROM '2026-03-05 23:10Z'::timestamptz)::bigint)))
    AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted',
    'one that the planner knew is its own affair');

-- So is the time for a break: half an hour between 12:00 and 13:40. Bob is at
-- the Mill until 12:00 and from 13:10 on; the plan would begin that later.
CREATE FUNCTION pg_temp.seen(VARIADIC p_visits bigint[]) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(v.id, v.technician_id,
        extract(epoch FROM lower(v.planned))::bigint,
        extract(epoch FROM upper(v.planned))::bigint)), '[]')
    FROM visit v WHERE v.id = ANY (p_visits)
$$;
UPDATE visit SET state = 'cancelled' WHERE technician_id = :bob
    AND visit_live(state);
INSERT INTO shift (technician_id, during)
VALUES (:bob, '[2026-03-05 13:00Z,2026-03-05 23:00Z)') RETURNING id AS sb \gset
INSERT INTO shift_break
VALUES (:sb, '[2026-03-05 17:00Z,2026-03-05 18:40Z)', 30);
SELECT pg_temp.job(:root) AS b1 \gset
SELECT pg_temp.job(:root) AS b2 \gset
SELECT pg_temp.job(:root) AS b3 \gset
SELECT pg_temp.assign(:root, :b1, :bob, '2026-03-05 11:00') AS vb1 \gset
SELECT pg_temp.assign(:root, :b3, :bob, '2026-03-05 13:10') AS vb3 \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :b2, NULL, :bob, '2026-03-05 17:00Z'),
    pg_temp.item('move', :b3, :vb3, :bob, '2026-03-05 18:35Z')),
    pg_temp.seen(:vb1)) AS p \gset
SAVEPOINT whole;
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted, accepted',
    'a plan that leaves time for a break');
ROLLBACK TO whole;
SELECT proposal_accept(:dee, 'r', :p, ARRAY[1]) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'stale: refused (no time would be left for a '
    'break of Bob), open', 'but half of it leaves none');
UPDATE visit SET planned = '[2026-03-05 18:30Z,2026-03-05 19:30Z)'
WHERE id = :vb3;
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :b2, NULL, :bob, '2026-03-05 17:00Z')), '[]') AS p
    \gset
SAVEPOINT just;
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted',
    'half an hour is enough, to the second');
ROLLBACK TO just;
UPDATE visit SET planned = '[2026-03-05 18:29:59Z,2026-03-05 19:30Z)'
WHERE id = :vb3;
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'stale: refused (no time would be left for a '
    'break of Bob)', 'one second less is not');
UPDATE visit SET planned = '[2026-03-05 18:00Z,2026-03-05 19:00Z)'
WHERE id = :vb3;
INSERT INTO absence (technician_id, during, reason)
VALUES (:bob, '[2026-03-05 17:15Z,2026-03-05 17:30Z)', 'other');
SELECT pg_temp.job(:root) AS b4 \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :b4, NULL, :bob, '2026-03-05 19:00Z')), '[]') AS p
    \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted',
    'what comes after it is not to blame');
DELETE FROM absence WHERE technician_id = :bob;

-- A hold that the planner did not know, whenever it was made.
SELECT pg_temp.job(:root) AS h1 \gset
INSERT INTO slot_hold (territory_id, technician_id, planned, arrival_window,
    site_id, lat, lon, needs, expires_at, created_at)
SELECT :ny, :bob, '[2026-03-05 22:10Z,2026-03-05 22:50Z)',
    '[2026-03-05 22:00Z,2026-03-05 23:00Z)', id, lat, lon,
    '{"type": "boiler", "duration_min": 40}', app_now() + interval '10 min',
    app_now() - interval '1 min'
FROM site WHERE id = :s RETURNING id AS h \gset
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :h1, NULL, :bob, '2026-03-05 21:00Z')), '[]')
    AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT matches(pg_temp.verdicts(:p), format('^stale: refused .Bob is held for '
    'a customer .hold %s. at 17:10: [0-9]+ min away, there are 10.$', :h),
    'a drive to a slot that the planner did not know of');
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :h1, NULL, :bob, '2026-03-05 21:00Z')),
    jsonb_build_array(jsonb_build_array(-:h, :bob,
        extract(epoch FROM '2026-03-05 22:10Z'::timestamptz)::bigint,
        extract(epoch FROM '2026-03-05 22:50Z'::timestamptz)::bigint)))
    AS p \gset
SAVEPOINT held;
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted', 'one that it knew');
ROLLBACK TO held;
SELECT version AS ignored FROM hold_book(:dee, 'r', :h, NULL,
    '{"title": "Booked"}') \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted',
    'and knows when it is booked');

-- A crew begins together, a sequence in its order: what is left of them after
-- a refusal may not be torn.
SELECT pg_temp.job(:root, '{"crew_size": 2}') AS k \gset
INSERT INTO technician_skill VALUES (:bob, :gas, 1, '[2026-03-06,)');
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :k, NULL, :ann, '2026-03-06 17:00Z'),
    pg_temp.item('add', :k, NULL, :bob, '2026-03-06 18:00Z'))) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT matches(pg_temp.verdicts(:p), '^stale: refused .*, refused ',
    'a crew that would not begin together is refused');
SELECT pg_temp.proposal(:ny, jsonb_build_array(
    pg_temp.item('add', :k, NULL, :ann, '2026-03-06 17:00Z', '{"linked": 1}'),
    pg_temp.item('add', :k, NULL, :bob, '2026-03-06 17:00Z', '{"linked": 1}')
    )) AS p \gset
SELECT proposal_accept(:dee, 'r', :p) AS ignored \gset
SELECT is(pg_temp.verdicts(:p), 'accepted: accepted, accepted',
    'one that does goes in');
SELECT id AS r FROM proposal_revert(:dee, 'r', :p, ARRAY[2]) \gset
SELECT is(pg_temp.verdicts(:r), 'accepted: accepted, accepted',
    'and is taken back as a whole');
SELECT * FROM finish();
ROLLBACK;
