-- SPDX-License-Identifier: MIT
-- What a person has to look at: who sees it, and what each decision does.
BEGIN;
\ir include/world.psql
SELECT no_plan();
INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:ann, 'phone', app_now())
RETURNING id AS dev \gset
CREATE FUNCTION pg_temp.say(p_device bigint, p_kind text, p_visit bigint,
    p_body jsonb, p_at text DEFAULT '2026-03-04T16:00:00Z') RETURNS text
LANGUAGE sql AS $$
    SELECT p.verdict FROM device d, push_apply(d.id, jsonb_build_array(
        jsonb_build_object('seq', d.acked_seq + 1, 'uid', gen_random_uuid(),
            'kind', p_kind, 'visit', p_visit, 'at', p_at, 'body', p_body)),
        app_now(), 'req') p
    WHERE d.id = p_device
$$;
-- The one that is open, of this kind: its id; settle it.
CREATE FUNCTION pg_temp.open(p_kind text) RETURNS bigint LANGUAGE sql AS $$
    SELECT max(id) FROM review WHERE kind = p_kind AND state = 'open'
$$;
CREATE FUNCTION pg_temp.settle(p_user bigint, p_kind text, p_decision text)
RETURNS text LANGUAGE sql AS $$
    SELECT (body ->> 'state') || coalesce(' ' || (body ->> 'result'), '')
    FROM review_put(p_user, 'r', pg_temp.open(p_kind), NULL,
        jsonb_build_object('decision', p_decision, 'note', 'so be it'))
$$;
CREATE FUNCTION pg_temp.cancelled(p_user bigint, p_job bigint)
RETURNS text LANGUAGE sql AS $$
    SELECT body ->> 'state' FROM job_cancel(p_user, 'r', p_job, NULL, 'no')
$$;

-- Called off, and done all the same.
SELECT pg_temp.job(:dee) AS job \gset
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT is(pg_temp.cancelled(:dee, :job), 'cancelled', 'called off');
SELECT is(pg_temp.say(:dev, 'status', :visit, '{"state": "on_site"}'),
    'conflict', 'she is there');
SELECT is(pg_temp.say(:dev, 'status', :visit, '{"state": "completed",
    "outcome": "fixed"}', '2026-03-04T17:00:00Z'), 'conflict', 'and done');
SELECT is(review_list(:dee, '{"state": "open"}') #>> '{items,0,reports}',
    '2', 'one thing to look at, of two reports');
SELECT is(review_list(:dee, '{"kind": "window"}') ->> 'items', '[]',
    'by kind');
SELECT is(json_array_length(review_list(:max, jsonb_build_object('job',
    :job::bigint, 'territory', :ny::bigint)) -> 'items'), 1,
    'a manager sees it');
SELECT throws_ok(format('SELECT review_list(%s, ''{}'')', :ina), 'CO403',
    NULL, 'intake does not');
SELECT throws_ok(format('SELECT review_list(%s, ''{"territory": %s}'')',
    :dee, :berlin), 'CO404', NULL, 'nor is there a territory unseen');
SELECT is((SELECT body -> 'facts' -> 1 -> 'body' ->> 'outcome'
    FROM review_get(:dee, pg_temp.open('conflict'))), 'fixed',
    'with what was said');
SELECT is((SELECT body -> 'ours' ->> 'state'
    FROM review_get(:dee, pg_temp.open('conflict'))), 'cancelled',
    'and what stood here');
SELECT throws_ok(format('SELECT review_get(%s, 999999)', :dee), 'CO404', NULL,
    'one that is not there');
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''conflict'', ''seen'')',
    :dee), 'CO422', 'a review of kind conflict is settled by technician or '
    'dispatcher', 'another decision');
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''conflict'', '
    '''technician'')', :max), 'CO403', NULL, 'not by a manager');
SELECT throws_ok(format('SELECT review_put(%s, ''r'', %s, 77, '
    '''{"decision": "dispatcher"}'')', :dee, pg_temp.open('conflict')),
    'CO412', NULL, 'nor by whoever saw an older one');
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('notices', :ny) AS heard \gset
SELECT pg_temp.open('conflict') AS review \gset
SELECT is((SELECT body::json ->> 'reviews' FROM board_get(:dee, :ny,
    '2026-03-04', '2026-03-04')), '1', 'the board counts it');
SELECT is((SELECT (n.body::json #>> '{reviews,0,id}') FROM feed_news(ARRAY[(
    SELECT id FROM feed_scope WHERE kind = 'notices' AND object_id = :ny)],
    ARRAY[0::bigint]) n WHERE n.territory = :ny), :'review', 'and hears of it');
SELECT is(pg_temp.settle(:dee, 'conflict', 'technician'),
    format('settled {"state": "completed", "visit": %s}', :visit),
    'the technician is right');
SELECT is(v.state || ' ' || v.outcome || ' ' || instant_text(v.ended_at) || ' '
    || j.state || ' ' || instant_text(j.completed_at),
    'completed fixed 2026-03-04T17:00:00Z completed 2026-03-04T17:00:00Z',
    'it is done, at her time')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :visit;
SELECT is(after ->> 'decision' || ' ' || why, 'technician so be it',
    'the trail has it') FROM audit WHERE action = 'review.settled';
SELECT throws_ok(format('SELECT review_put(%s, ''r'', %s, NULL, '
    '''{"decision": "dispatcher"}'')', :dee, :review), 'CO409', NULL,
    'it is settled once');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is((SELECT n.body::json ->> 'reviews_gone' FROM feed_news(ARRAY[(
    SELECT id FROM feed_scope WHERE kind = 'notices' AND object_id = :ny)],
    ARRAY[:heard::bigint]) n WHERE n.territory = :ny),
    format('[%s]', :review), 'and leaves the boards');

-- The dispatcher is right.
SELECT pg_temp.job(:dee) AS j2 \gset
SELECT pg_temp.assign(:dee, :j2, :ann, '2026-03-04 12:00') AS v2 \gset
SELECT pg_temp.cancelled(:dee, :j2) AS ignored \gset
SELECT pg_temp.say(:dev, 'status', :v2, '{"state": "on_site"}') AS ignored
\gset
SELECT is(pg_temp.settle(:dee, 'conflict', 'dispatcher'), 'settled',
    'the dispatcher is right');
SELECT is(v.state || ' ' || j.state, 'cancelled cancelled', 'nothing moves')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :v2;
SELECT is(pg_temp.say(:dev, 'status', :v2, '{"state": "paused"}'), 'conflict',
    'it goes on');
SELECT is(count(*)::integer, 2, 'that is another review') FROM review
WHERE visit_id = :v2;
SELECT is(pg_temp.settle(:dee, 'conflict', 'technician'),
    format('settled {"state": "paused", "visit": %s}', :v2),
    'now the technician is');
SELECT is(v.state || ' ' || j.state, 'paused in_progress', 'she goes on')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :v2;
SELECT is(pg_temp.say(:dev, 'status', :v2, '{"state": "declined"}'),
    'conflict', 'she leaves');
SELECT is(pg_temp.settle(:dee, 'conflict', 'technician'),
    format('settled {"state": "declined", "visit": %s}', :v2), 'she may');
SELECT is(state, 'open', 'the job waits for somebody') FROM job
WHERE id = :j2;

-- Somebody else's visit, and she did it.
SELECT pg_temp.job(:dee) AS j3 \gset
SELECT pg_temp.assign(:dee, :j3, :bob, '2026-03-04 12:00') AS v3 \gset
SELECT is(pg_temp.say(:dev, 'status', :v3, '{"state": "completed",
    "outcome": "fixed"}'), 'out_of_scope', 'she did what was Bob''s');
SELECT is(pg_temp.settle(:dee, 'out_of_scope', 'technician'),
    format('settled {"state": "completed", "visit": %s}', :v3), 'she did');
SELECT is(v.state || ' ' || (v.technician_id = :ann) || ' ' || j.state,
    'completed true completed', 'it is hers, and done')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :v3;
SELECT is(after ->> 'technician_id', :'ann', 'the trail has that')
FROM audit WHERE object_kind = 'visit' AND object_id = :v3
    AND action = 'visit.moved' AND actor_id = :dee;

-- The same, upon another visit of hers.
SELECT pg_temp.job(:dee) AS j5 \gset
SELECT pg_temp.job(:dee) AS j6 \gset
SELECT pg_temp.assign(:dee, :j5, :ann, '2026-03-04 14:00') AS v5 \gset
SELECT pg_temp.assign(:dee, :j6, :bob, '2026-03-04 14:30') AS v6 \gset
SELECT pg_temp.say(:dev, 'status', :v6, '{"state": "on_site"}') AS ignored
\gset
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''out_of_scope'', '
    '''technician'')', :dee), 'CO409', format('Ann is at visit %s ("No heat") '
    'from 14:00 to 15:00: choose another time or move that one', :v5),
    'she is elsewhere');
SELECT pg_temp.say(:dev, 'status', :v6, '{"state": "completed",
    "outcome": "fixed"}', '2026-03-04T17:00:00Z') AS ignored \gset
SAVEPOINT begun;
UPDATE visit SET state = 'en_route' WHERE id = :v6;
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''out_of_scope'', '
    '''technician'')', :dee), 'CO409', format('visit %s is Bob''s, and '
    'en_route: call that one back first', :v6), 'Bob is on his way');
ROLLBACK TO begun;
SELECT is(pg_temp.settle(:dee, 'out_of_scope', 'technician'),
    format('settled {"state": "completed", "visit": %s}', :v6),
    'what is done lies upon nothing');
SELECT is(v.state || ' ' || (v.technician_id = :ann) || ' ' || j.state,
    'completed true completed', 'and is hers')
FROM visit v JOIN job j ON j.id = v.job_id WHERE v.id = :v6;

-- Called off, its time given away, and she is there all the same.
SELECT pg_temp.job(:dee) AS j7 \gset
SELECT pg_temp.job(:dee) AS j8 \gset
SELECT pg_temp.assign(:dee, :j7, :ann, '2026-03-04 16:00') AS v7 \gset
SELECT pg_temp.cancelled(:dee, :j7) AS ignored \gset
SELECT pg_temp.assign(:dee, :j8, :ann, '2026-03-04 16:00') AS v8 \gset
SELECT pg_temp.say(:dev, 'status', :v7, '{"state": "on_site"}') AS ignored
\gset
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''conflict'', '
    '''technician'')', :dee), 'CO409', format('Ann is at visit %s ("No heat") '
    'from 16:00 to 17:00: choose another time or move that one', :v8),
    'both at once is said in words');
SELECT is(pg_temp.settle(:dee, 'conflict', 'dispatcher'), 'settled',
    'so it stays');
-- Proposals.
SELECT pg_temp.job(:dee) AS j4 \gset
SELECT pg_temp.assign(:dee, :j4, :ann, '2026-03-05 12:00') AS v4 \gset
SELECT pg_temp.say(:dev, 'window', :v4, '{"start": "2026-03-06T15:00:00Z",
    "end": "2026-03-06T17:00:00Z", "text": "pm"}') AS ignored \gset
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''window'', '
    '''technician'')', :dee), 'CO422', 'a review of kind window is settled '
    'by accept or refuse', 'a proposal is accepted or not');
SELECT is(pg_temp.settle(:dee, 'window', 'accept'),
    format('settled {"job": %s}', :j4), 'another time');
SELECT is(instant_text(earliest_start) || ' ' || instant_text(due_at),
    '2026-03-06T15:00:00Z 2026-03-06T17:00:00Z', 'is the customer''s')
FROM job WHERE id = :j4;
SELECT pg_temp.say(:dev, 'window', :v4, '{"start": "2026-03-07T15:00:00Z",
    "end": "2026-03-07T17:00:00Z"}') AS ignored \gset
SELECT is(pg_temp.settle(:dee, 'window', 'refuse'), 'settled', 'or not');
SELECT is(instant_text(due_at), '2026-03-06T17:00:00Z', 'as it was')
FROM job WHERE id = :j4;
SELECT pg_temp.say(:dev, 'address', :v4, '{"text": "2 Mill St",
    "lat": 40.71, "lon": -74.1}') AS ignored \gset
SELECT is(pg_temp.settle(:dee, 'address', 'accept'),
    format('settled {"site": %s}', :mill), 'another address');
SELECT is(address || ' ' || lat, '2 Mill St 40.71', 'is the site''s')
FROM site WHERE id = :mill;
SELECT pg_temp.say(:dev, 'followup', :v4, '{"title": "Flue", "minutes": 45,
    "text": "rust", "priority": 2}') AS ignored \gset
SELECT ok(pg_temp.settle(:dee, 'followup', 'accept') LIKE 'settled {"job": %',
    'another job');
SELECT is(concat_ws(' ', j.title, j.description, j.duration_min, j.priority,
    p.after_id = :j4), 'Flue rust 45 2 t', 'is made, after this one')
FROM job j LEFT JOIN job_precedence p ON p.job_id = j.id
WHERE j.title = 'Flue';
SELECT pg_temp.say(:dev, 'followup', :v4, '{"title": "X",
    "type": "nonsense"}') AS ignored \gset
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''followup'', '
    '''accept'')', :dee), 'CO422', 'there is no job type "nonsense"',
    'one that cannot be made is not settled');
SELECT is(pg_temp.settle(:dee, 'followup', 'refuse'), 'settled', 'so refuse');

-- The contact.
SELECT version AS ignored FROM contact_put(:root, 'r', :ida, NULL,
    '{"phone": "555-3"}') \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.say(:dev, 'contact', :v4, '{"phone": "555-4"}',
    '2026-03-04T14:00:00Z') AS ignored \gset
SELECT is(phone, '555-4', 'the technician wins') FROM contact
WHERE id = :ida;
SELECT is(pg_temp.settle(:dee, 'contact', 'dispatcher'),
    format('settled {"contact": %s}', :ida), 'the dispatcher knows better');
SELECT is(phone, '555-3', 'it is as it was') FROM contact WHERE id = :ida;

-- What was changed again since stays; the rest goes back.
CREATE FUNCTION pg_temp.office(p_user bigint, p_contact bigint, p_body jsonb)
RETURNS void LANGUAGE sql AS $$
    SELECT version FROM contact_put(p_user, 'r', p_contact, NULL, p_body)
$$;
SELECT pg_temp.say(:dev, 'contact', :v4, '{"phone": "555-5",
    "email": "ida@b.example", "name": ""}', '2026-03-04T14:01:00Z')
AS ignored \gset
SELECT pg_temp.office(:root, :ida, '{"phone": "555-6"}') AS ignored \gset
SELECT is(pg_temp.settle(:dee, 'contact', 'dispatcher'),
    format('settled {"contact": %s}', :ida), 'of two, one was changed again');
SELECT is(concat_ws(' ', name, phone, coalesce(email, 'none')),
    'Ida 555-6 none', 'only the other one goes back')
FROM contact WHERE id = :ida;
SELECT pg_temp.say(:dev, 'contact', :v4, '{"phone": "555-7"}',
    '2026-03-04T14:02:00Z') AS ignored \gset
SELECT pg_temp.office(:root, :ida, '{"phone": "555-8",
    "email": "i@c.example"}') AS ignored \gset
SELECT throws_ok(format('SELECT pg_temp.settle(%s, ''contact'', '
    '''dispatcher'')', :dee), 'CO409', 'somebody has changed the contact '
    'since (phone): leave it as it is, or change it there',
    'nothing is left to put back');
SELECT is(pg_temp.settle(:dee, 'contact', 'technician'), 'settled',
    'it stays');
SELECT pg_temp.say(:dev, 'contact', :v4, '{"phone": "555-9"}',
    '2026-03-04T14:03:00Z') AS ignored \gset
SELECT pg_temp.office(:root, :ida, '{"phone": "555-8"}') AS ignored \gset
SELECT is(pg_temp.settle(:dee, 'contact', 'dispatcher'),
    format('settled {"contact": %s}', :ida), 'put back by hand already');
SELECT is(phone || ' ' || email, '555-8 i@c.example',
    'what the report left alone is as the office has it') FROM contact
WHERE id = :ida;

-- The job's time, in one list.
SELECT is((SELECT string_agg(concat_ws(' ', e ->> 'source', e ->> 'what',
        e ->> 'who', nullif(e ->> 'text', ''), e ->> 'verdict'), ' / '
        ORDER BY n)
    FROM json_array_elements(job_timeline(:dee, :job) -> 'items')
        WITH ORDINALITY x (e, n)),
    'trail job.created Dee / trail visit.assigned Dee / trail '
    'visit.cancelled Dee no / trail job.cancelled Dee no / trail '
    'review.settled Dee so be it / report status Ann on site conflict / '
    'report status Ann completed, fixed conflict', 'what happened when');
SELECT throws_ok(format('SELECT job_timeline(%s, %s)', :ina, :job), 'CO403',
    NULL, 'not for intake');
SELECT throws_ok(format('SELECT job_timeline(%s, 999999)', :dee), 'CO404',
    NULL, 'of a job that is there');
SELECT is(fact_words(k, b::jsonb), words, k) FROM (VALUES
    ('status', '{"state": "paused", "reason": "parts", "note": "n"}',
        'paused (parts): n'),
    ('note', '{"text": "Dog", "for": "site"}', 'note for the site: Dog'),
    ('time', '{"kind": "work", "from": "a", "to": "b"}', 'work from a to b'),
    ('part', '{"use": "used", "quantity": 2, "code": "pump"}',
        'used 2 pump'),
    ('meter', '{"name": "gas", "value": 1.5}', 'meter gas 1.5'),
    ('task', '{"task": 9, "done": false}', 'task 9 not done'),
    ('contact', '{"name": "Ida", "phone": "5"}', 'contact: Ida, 5'),
    ('address', '{"text": "Rear", "lat": 1, "lon": 2}',
        'address: Rear, 1 2'),
    ('window', '{"start": "a", "end": "b", "text": "t"}',
        'another time, from a to b: t'),
    ('followup', '{"title": "Flue"}', 'another job: Flue'),
    ('photo', '{"text": "Joint"}', 'photo: Joint'),
    ('signature', '{"name": "Ida"}', 'signed by Ida'),
    ('positions', '{"count": 2}', '2 places'),
    ('correction', '{"kind": "note", "content": {"text": "x"}}',
        'corrected, note: x'),
    ('correction', '{}', 'taken back'), ('xyz', '{"xml": "<x/>"}', 'xyz')
) w (k, b, words);
SELECT * FROM finish();
ROLLBACK;
