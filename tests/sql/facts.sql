-- SPDX-License-Identifier: MIT
-- Every kind of report: its verdict, what it comes to, what a person has to
-- look at; and that the order in which devices deliver changes nothing.
BEGIN;
\ir include/world.psql
SELECT no_plan();

INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:ann, 'phone', app_now())
RETURNING id AS dev \gset
INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:ann, 'tablet', app_now())
RETURNING id AS tab \gset
INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:bob, 'phone', app_now())
RETURNING id AS bobs \gset
INSERT INTO part (code, name) VALUES ('pump', 'Pump') RETURNING id AS pump \gset
INSERT INTO technician_part VALUES (:ann, :pump, 2);
INSERT INTO asset (site_id, name) VALUES (:mill, 'Boiler')
RETURNING id AS asset \gset
INSERT INTO asset (site_id, name) VALUES (:werk, 'Lift')
RETURNING id AS lift_asset \gset
SELECT pg_temp.job(:dee) AS job \gset
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.job(:dee) AS job2 \gset
SELECT pg_temp.assign(:dee, :job2, :bob, '2026-03-04 11:00') AS visit2 \gset

-- A mutation: device, seq (the uid is made of both), kind, visit, body.
CREATE FUNCTION pg_temp.uid(p_device bigint, p_seq bigint) RETURNS uuid
LANGUAGE sql AS $$ SELECT md5(p_device || '/' || p_seq)::uuid $$;
CREATE FUNCTION pg_temp.m(p_device bigint, p_seq bigint, p_kind text,
    p_visit bigint, p_body jsonb, p_at text DEFAULT '2026-03-04T16:00:00Z')
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('seq', p_seq,
        'uid', pg_temp.uid(p_device, p_seq), 'kind', p_kind,
        'visit', p_visit, 'at', p_at, 'body', p_body))
$$;
CREATE FUNCTION pg_temp.push(p_device bigint, VARIADIC p_m jsonb[])
RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(verdict, ' ' ORDER BY seq)
    FROM push_apply(p_device, to_jsonb(p_m), app_now(), 'req')
$$;
-- One mutation, the next of the device: verdict and text.
CREATE FUNCTION pg_temp.say(p_device bigint, p_kind text, p_visit bigint,
    p_body jsonb, p_more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(': ', p.verdict, nullif(p.text, ''))
    FROM device d, push_apply(d.id, jsonb_build_array(pg_temp.m(d.id,
        d.acked_seq + 1, p_kind, p_visit, p_body) || p_more), app_now(),
        'req') p
    WHERE d.id = p_device
$$;
CREATE FUNCTION pg_temp.van() RETURNS integer LANGUAGE sql AS $$
    SELECT coalesce((SELECT amount FROM technician_part
        WHERE technician_id = (SELECT id FROM technician
            WHERE code = 'ann')), 0)
$$;
CREATE FUNCTION pg_temp.reviews() RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(kind || ' ' || jsonb_array_length(facts), ', '
        ORDER BY kind, id), '') FROM review WHERE state = 'open'
$$;

-- Hours.
SELECT is(pg_temp.say(:dev, 'time', :visit, '{"kind": "work",
    "from": "2026-03-04T15:00:00Z", "to": "2026-03-04T16:00:00Z"}'),
    'applied', 'time worked');
SELECT is(pg_temp.say(:dev, 'time', NULL, '{"kind": "break",
    "from": "2026-03-04T17:00:00Z", "to": "2026-03-04T17:30:00Z"}'),
    'applied', 'a break is of no visit');
SELECT is(pg_temp.say(:dev, 'time', :visit, '{"kind": "work",
    "from": "2026-03-04T16:00:00Z", "to": "2026-03-04T16:00:00Z"}'),
    'invalid: the end must be after the beginning', 'no time at all');
SELECT is(string_agg(kind || ' ' || coalesce(job_id = :job, false) || ' '
    || (upper(during) - lower(during)), ', ' ORDER BY kind),
    'break false 00:30:00, work true 01:00:00', 'hours are kept')
FROM time_entry WHERE technician_id = :ann;

-- Parts.
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "pump", "quantity": 1,
    "use": "used"}'), 'applied', 'a part is used');
SELECT is(pg_temp.van(), 1, 'and is not on the van any more');
SELECT throws_ok(format('SELECT technician_put(%s, ''r'', %s, 1, '
    '''{"parts": [{"part": "pump", "amount": 2}]}'')', :dee, :ann), 'CO412',
    NULL, 'who counted the van before that counts again');
SELECT is(pg_temp.say(:dev, 'part', NULL, '{"code": "pump", "quantity": 3,
    "use": "taken"}'), 'applied', 'more are taken from the depot');
SELECT is(pg_temp.van(), 4, 'to the van');
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "pump", "quantity": 4,
    "use": "broken"}'), 'applied', 'some break');
SELECT is((SELECT count(*) FROM technician_part), 0::bigint,
    'a part that is out has no row');
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "pump", "quantity": 2,
    "use": "used"}'), 'applied: the van has -2 of pump now',
    'what was used was used');
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "pump", "quantity": 1,
    "use": "used"}'), 'applied: the van has -3 of pump now', 'and again');
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "cork", "quantity": 1,
    "use": "used"}'), 'conflict: there is no part "cork": it is kept, the '
    'stock is as it was', 'a part that nobody knows');
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "pump",
    "quantity": 0, "use": "used"}'), 'invalid: a part needs its code, a '
    'quantity and its use', 'none is no part');
SELECT is(pg_temp.reviews(), 'invalid 2, stock 2, stock 1',
    'a person looks at the stock, once a part');

-- Readings.
SELECT is(pg_temp.say(:dev, 'meter', :visit, jsonb_build_object('asset',
    :asset::bigint, 'name', 'gas', 'value', 12.5, 'unit', 'm3')), 'applied',
    'a reading');
SELECT is(pg_temp.say(:dev, 'meter', :visit, '{"name": "kWh",
    "value": -1}'), 'applied', 'of the site');
SELECT is(pg_temp.say(:dev, 'meter', :visit, jsonb_build_object('asset',
    :lift_asset::bigint, 'name', 'gas', 'value', 1)), 'conflict: that asset '
    'is not at this site: it is kept', 'of a thing that is elsewhere');
SELECT is(string_agg(name || ' ' || value || coalesce(' of ' || asset_id, ''),
    ', ' ORDER BY name), 'gas 12.5 of ' || :asset || ', kWh -1',
    'readings are kept') FROM meter_reading;

-- Tasks: the last report counts.
INSERT INTO job_task (job_id, position, text) VALUES (:job, 1, 'Bleed it')
RETURNING id AS task \gset
SELECT is(pg_temp.say(:dev, 'task', :visit, jsonb_build_object('task',
    :task::bigint, 'done', true)), 'applied', 'a task is done');
SELECT is(pg_temp.say(:dev, 'task', :visit, jsonb_build_object('task',
    :task::bigint, 'done', true)), 'merged: it was so already', 'twice');
SELECT is(pg_temp.say(:tab, 'task', :visit, jsonb_build_object('task',
    :task::bigint, 'done', false), '{"at": "2026-03-04T15:59:00Z"}'),
    'superseded: there is a later report of it', 'an older one comes later');
SELECT is(done_by || ' ' || instant_text(done_at), :ann
    || ' 2026-03-04T16:00:00Z', 'who and when') FROM job_task
WHERE id = :task;
SELECT is(pg_temp.say(:dev, 'task', :visit, '{"task": 999999,
    "done": true}'), 'superseded: the job has no such task any more',
    'a task that is gone');

-- Notes.
SELECT is(pg_temp.say(:dev, 'note', :visit, '{"text": "Dog!",
    "for": "site"}'), 'applied', 'a note for whoever comes next');
SELECT is(string_agg(text || ' ' || technician_id, ','), 'Dog! ' || :ann,
    'stands at the site') FROM site_note WHERE site_id = :mill;
SELECT is(pg_temp.say(:dev, 'note', NULL, '{"text": "Van is dirty",
    "for": "office"}'), 'applied', 'a note for the office');
SELECT is(pg_temp.say(:dev, 'note', NULL, '{"text": "x"}'), 'invalid: a note '
    'needs the visit or the job that it belongs to', 'of nothing');
SELECT is(string_agg(text, ','), 'Ann says: Van is dirty', 'is a notice')
FROM notice WHERE kind = 'note';

-- The contact: the technician wins.
SELECT is(pg_temp.say(:dev, 'contact', :visit, '{"phone": "555-2"}'),
    'applied', 'another number');
SELECT is(name || ' ' || phone, 'Ida 555-2', 'counts') FROM contact
WHERE id = :ida;
SELECT is(before ->> 'phone' || ' ' || (after ->> 'phone'), '555-1 555-2',
    'the old one is in the trail') FROM audit
WHERE object_kind = 'contact' AND actor_kind = 'device';
SELECT version AS ignored FROM contact_put(:root, 'r', :ida, NULL,
    '{"phone": "555-3"}') \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.say(:dev, 'contact', :visit, '{"phone": "555-4"}',
    '{"base": 0}'), 'applied: the office had changed it meanwhile: a '
    'dispatcher looks at it', 'over the head of the office');
SELECT is(ours ->> 'phone' || ' ' || (theirs #>> '{body,phone}'),
    '555-3 555-4', 'both sides are kept') FROM review
WHERE kind = 'contact';
SELECT is(pg_temp.say(:tab, 'contact', :visit, '{"phone": "555-0"}',
    '{"at": "2026-03-04T15:00:00Z"}'), 'superseded: there is a later '
    'correction', 'an older one comes later');
SELECT is(phone, '555-4', 'and changes nothing') FROM contact
WHERE id = :ida;
SELECT is(pg_temp.say(:dev, 'contact', :visit, '{}'), 'invalid: a contact '
    'needs a name, a phone or an email', 'nothing at all');

-- Proposals are for a person; nothing changes by itself.
SELECT is(pg_temp.say(:dev, 'window', :visit, '{"start":
    "2026-03-05T15:00:00Z", "end": "2026-03-05T17:00:00Z", "text": "pm"}'),
    'applied: proposed: a dispatcher decides', 'another time');
SELECT is(pg_temp.say(:dev, 'address', :visit, '{"text": "2 Mill St",
    "lat": 40.71, "lon": -74.1}'), 'applied: proposed: a dispatcher decides',
    'another address');
SELECT is(pg_temp.say(:dev, 'followup', :visit, '{"title": "Flue",
    "text": "rust", "minutes": 45}'), 'applied: proposed: a dispatcher '
    'decides', 'another job');
SELECT is(pg_temp.say(:dev, 'window', NULL, '{"start":
    "2026-03-05T15:00:00Z", "end": "2026-03-05T17:00:00Z"}'), 'invalid: it '
    'needs the visit that it belongs to', 'of which visit');
SELECT is(pg_temp.say(:dev, 'address', :visit, '{"lat": 91, "lon": 0}'),
    'invalid: a place needs lat (-90 to 90) and lon (-180 to 180)',
    'off the globe');
SELECT is(string_agg(kind || ' ' || text, ' / ' ORDER BY id),
    'window Ann reports of "No heat": proposed: a dispatcher decides / '
    'address Ann reports of "No heat": proposed: a dispatcher decides / '
    'followup Ann reports of "No heat": proposed: a dispatcher decides',
    'three things to decide') FROM review
WHERE kind IN ('window', 'address', 'followup');
SELECT is(address, '1 Mill St', 'the site is where it was') FROM site
WHERE id = :mill;

-- Pictures: the fact names the blob.
SELECT is(pg_temp.say(:dev, 'photo', :visit, jsonb_build_object('blob',
    gen_random_uuid(), 'sha256', repeat('a', 64), 'bytes', 10, 'type',
    'image/jpeg')), 'applied', 'a photo');
SELECT is(pg_temp.say(:dev, 'signature', :visit, jsonb_build_object('blob',
    gen_random_uuid(), 'sha256', repeat('a', 64), 'name', 'Ada')), 'applied',
    'a signature');
SELECT is(pg_temp.say(:dev, 'photo', :visit, '{"blob": "x"}'), 'invalid: a '
    'picture needs the uuid and the sha256 of its blob', 'of no blob');

-- Where she was.
SELECT is(pg_temp.say(:dev, 'positions', NULL, '{"points": [
    {"at": "2026-03-04T15:00:00Z", "lat": 40.7, "lon": -74.1},
    {"at": "2026-03-04T15:01:00Z", "lat": 40.8, "lon": -74, "accuracy": 5}]}'),
    'applied', 'where she was');
SELECT is(string_agg(lat || ' ' || coalesce(accuracy_m, 0), ', ' ORDER BY at),
    '40.7 0, 40.8 5', 'is kept apart') FROM position
WHERE device_id = :dev AND technician_id = :ann;
SELECT is(body, '{"count": 2}', 'and pruned one day: the fact knows how many')
FROM fact WHERE kind = 'positions';

-- What cannot be carried out is kept all the same, and holds up nothing.
SELECT is(pg_temp.push(:dev,
    pg_temp.m(:dev, (SELECT acked_seq + 1 FROM device WHERE id = :dev),
        'meter', :visit, '{"name": "x", "value": 1, "asset": 1e400}'),
    pg_temp.m(:dev, (SELECT acked_seq + 2 FROM device WHERE id = :dev),
        'part', :visit, jsonb_build_object('code', 'pump', 'quantity',
        100000, 'use', 'used')),
    pg_temp.m(:dev, (SELECT acked_seq + 3 FROM device WHERE id = :dev),
        'note', :visit, '{"text": "after"}')), 'invalid conflict applied',
    'an amount beyond all bounds is a conflict');
SELECT is(verdict_text, 'it could not be carried out: a value of it is beyond '
    'what can be kept', 'in words that name no table') FROM fact
WHERE device_id = :dev AND verdict = 'conflict' AND kind = 'part'
ORDER BY seq DESC LIMIT 1;
SELECT is(fact_refusal(state, rule, 'raw "words"'), text, 'words of ' || state)
FROM (VALUES ('CO409', 'stale', 'raw "words"'),
    ('23P01', 'visit_no_overlap', 'the technician has another visit at that '
        'time'),
    ('23P01', 'position_during_excl', 'it overlaps with what is there'),
    ('23503', 'fact_device_id_fkey', 'something that it names is not there'),
    ('23505', 'review_open', 'it is there already'),
    ('23514', 'fact_seq_check', 'a value of it is beyond what can be kept'),
    ('22003', '', 'a value of it is beyond what can be kept'))
    v (state, rule, text);
-- One that another device of hers brought since it was looked for: also where
-- it cannot be carried out.
SELECT count(*) AS facts, (SELECT count(*) FROM audit) AS audits,
    (SELECT count(*) FROM review) AS reviews, pg_temp.van() AS van
FROM fact \gset before_
SELECT is((fact_apply(d, pg_temp.m(:tab, 999, m.kind, :visit, m.body)
        || jsonb_build_object('uid', pg_temp.uid(:dev, 1)), 0, 'req')).uid,
    NULL, 'a ' || m.kind || ' that is there is not kept twice')
FROM device d, (VALUES ('note', '{"text": "twice"}'::jsonb),
    ('part', '{"code": "pump", "quantity": 1, "use": "used"}'),
    ('part', '{"code": "pump", "quantity": 100000, "use": "used"}'),
    ('status', '{"state": "cancelled"}')) m (kind, body)
WHERE d.id = :tab;
SELECT is(format('%s %s %s %s', count(*), (SELECT count(*) FROM audit),
    (SELECT count(*) FROM review), pg_temp.van()),
    format('%s %s %s %s', :before_facts, :before_audits, :before_reviews,
    :before_van), 'nor done')
FROM fact;
SELECT is(pg_temp.van(), -3, 'and moves nothing');
SELECT is(count(*)::bigint, (SELECT acked_seq FROM device WHERE id = :dev),
    'all of it is kept') FROM fact WHERE device_id = :dev;

-- Somebody else's.
SELECT is(pg_temp.say(:dev, 'part', :visit2, '{"code": "pump",
    "quantity": 1, "use": "used"}'), 'out_of_scope: this visit is not yours, '
    'or no longer', 'a part at a job that was taken away');
SELECT is(pg_temp.van(), -4, 'is gone from the van nevertheless');
SELECT is(pg_temp.say(:dev, 'status', :visit2, '{"state": "en_route"}'),
    'out_of_scope: this visit is not yours, or no longer', 'on her way');
SELECT is(pg_temp.say(:dev, 'status', :visit2, '{"state": "completed",
    "outcome": "fixed"}'), 'out_of_scope: this visit is not yours, or no '
    'longer', 'done');
SELECT is(pg_temp.say(:dev, 'note', NULL, '{"text": "x"}',
    jsonb_build_object('job', :job2::bigint)), 'out_of_scope: this job is not '
    'yours, or no longer', 'nor a job without a visit of hers');
SELECT is(jsonb_array_length(facts), 2, 'the work is looked at, together')
FROM review WHERE kind = 'out_of_scope' AND visit_id = :visit2;
SELECT is(pg_temp.say(:dev, 'positions', :visit2, '{"points": [
    {"at": "2026-03-04T16:00:00Z", "lat": 40.9, "lon": -74}]}'),
    'out_of_scope: this visit is not yours, or no longer', 'where she was');
SELECT is(count(*)::integer, 1, 'is kept all the same') FROM position
WHERE device_id = :dev AND lat = 40.9;
SELECT ok(pg_temp.say(:dev, 'positions', NULL, '{"points": [
    {"at": "2026-03-04T16:00:00Z", "lat": 41}]}') LIKE 'conflict: it could '
    'not be carried out: %', 'half a place');
SELECT is(body #>> '{points,0,lat}', '41', 'stays with the report')
FROM fact WHERE kind = 'positions' AND verdict = 'conflict';
SELECT is(state, 'dispatched', 'Bob''s visit is where it was') FROM visit
WHERE id = :visit2;

-- Corrections.
SELECT acked_seq + 1 AS part FROM device WHERE id = :dev \gset
SELECT is(pg_temp.say(:dev, 'part', :visit, '{"code": "pump", "quantity": 5,
    "use": "taken"}'), 'applied', 'five taken');
SELECT is(pg_temp.van(), 1, 'one on the van');
SELECT is(pg_temp.say(:dev, 'correction', :visit, jsonb_build_object('of',
    pg_temp.uid(:dev, :part), 'kind', 'part', 'content',
    '{"code": "pump", "quantity": 6, "use": "taken"}'::jsonb)), 'applied',
    'no, six');
SELECT is(pg_temp.van(), 2, 'two on the van');
SELECT is(pg_temp.say(:bobs, 'correction', :visit2, jsonb_build_object('of',
    pg_temp.uid(:dev, :part))), 'out_of_scope: what it corrects is not yours',
    'Bob corrects her not');
SELECT is(pg_temp.say(:dev, 'correction', :visit, jsonb_build_object('of',
    pg_temp.uid(:dev, :part), 'kind', 'note', 'content',
    '{"text": "hm"}'::jsonb)), 'conflict: it corrects a report of kind part '
    'by one of kind note', 'nor does a note');
SELECT is(pg_temp.say(:dev, 'correction', :visit, jsonb_build_object('of',
    pg_temp.uid(:dev, :part + 1))), 'applied', 'none at all');
SELECT is(pg_temp.van(), -4, 'as before');
SELECT is(pg_temp.say(:dev, 'correction', :visit, '{"of": "x"}'), 'invalid: a '
    'correction needs the uid of what was wrong', 'of what');
SELECT is(pg_temp.say(:dev, 'correction', :visit, jsonb_build_object('of',
    gen_random_uuid(), 'kind', 'status', 'content', '{"state":
    "on_site"}'::jsonb)), 'invalid: this is corrected by reporting it anew',
    'a status');

-- A clock that goes wrong.
SELECT is((SELECT verdict FROM push_apply(:bobs, jsonb_build_array(pg_temp.m(
    :bobs, 2, 'note', :visit2, '{"text": "x"}')),
    app_now() + interval '301 s', 'r')), 'applied', 'it is taken');
SELECT is(text, 'the clock of Bob''s device "phone" is 5 minutes fast',
    'and said') FROM review WHERE kind = 'clock';
SELECT is((SELECT verdict FROM push_apply(:bobs, jsonb_build_array(pg_temp.m(
    :bobs, 2, 'note', :visit2, '{"text": "x"}')),
    app_now() - interval '2 h', 'r')), 'duplicate', 'a duplicate');
SELECT is(count(*)::integer, 1, 'is no news') FROM review
WHERE kind = 'clock';

-- An instant that cannot be read: the report is kept, as of now.
SELECT is(pg_temp.say(:bobs, 'note', :visit2, '{"xml": "<m/>"}',
    '{"at": null, "invalid": "at is no instant"}'), 'invalid: at is no '
    'instant', 'a bad instant');
SELECT is(at, app_now(), 'is now') FROM fact
WHERE device_id = :bobs AND seq = 3;

-- The order of delivery. Two devices of one technician say these of a visit;
-- in all orders of their batches it comes to the same.
CREATE TEMP TABLE said (name text, tablet boolean, seq bigint, kind text,
    body jsonb, at text);
INSERT INTO said
SELECT s.name, s.tablet, row_number() OVER (PARTITION BY s.name, s.tablet
    ORDER BY s.n), s.kind, s.body, '2026-03-04T' || s.at || 'Z'
FROM (VALUES
    (1, 'steps', false, 'status', '{"state": "en_route"}'::jsonb, '15:00:00'),
    (2, 'steps', false, 'status', '{"state": "on_site"}', '15:20:00'),
    (3, 'steps', true, 'status', '{"state": "paused"}', '15:40:00'),
    (4, 'steps', true, 'status', '{"state": "completed", "outcome": "fixed"}',
        '16:00:00'),
    (1, 'pause', false, 'status', '{"state": "on_site"}', '15:00:00'),
    (2, 'pause', false, 'status', '{"state": "on_site"}', '16:00:00'),
    (3, 'pause', true, 'status', '{"state": "paused"}', '15:30:00'),
    (1, 'twice', false, 'status', '{"state": "completed", "outcome": "fixed",
        "note": "a"}', '15:00:00'),
    (2, 'twice', true, 'status', '{"state": "completed", "outcome":
        "no_part"}', '15:10:00'),
    (1, 'fixed', true, 'status', '{"state": "completed", "outcome":
        "no_part"}', '15:00:00'),
    (2, 'fixed', false, 'status', '{"state": "on_site"}', '14:00:00'),
    (3, 'fixed', false, 'status', '{"state": "completed", "outcome":
        "fixed"}', '15:10:00'),
    (1, 'declined', false, 'status', '{"state": "declined"}', '15:00:00'),
    (2, 'declined', true, 'status', '{"state": "accepted"}', '14:00:00'),
    (3, 'declined', true, 'status', '{"state": "en_route"}', '14:30:00'),
    (1, 'clock', false, 'status', '{"state": "on_site"}', '19:00:00'),
    (2, 'clock', false, 'status', '{"state": "paused"}', '14:00:00'),
    (3, 'clock', true, 'status', '{"state": "on_site"}', '15:00:00'),
    (1, 'same', false, 'status', '{"state": "completed", "outcome": "fixed"}',
        '15:00:00'),
    (2, 'same', true, 'status', '{"state": "completed", "outcome": "fixed"}',
        '15:00:00'),
    (1, 'parts', false, 'part', '{"code": "pump", "quantity": 9,
        "use": "taken"}', '15:00:00'),
    (2, 'parts', true, 'correction', '{"of": "1", "kind": "part", "content":
        {"code": "pump", "quantity": 7, "use": "taken"}}', '15:10:00'),
    (3, 'parts', true, 'correction', '{"of": "1", "kind": "part", "content":
        {"code": "pump", "quantity": 3, "use": "taken"}}', '15:05:00'),
    (4, 'parts', false, 'correction', '{"of": "1", "kind": "part", "content":
        {"code": "pump", "quantity": 5, "use": "taken"}}', '15:07:00'),
    (1, 'task', false, 'task', '{"done": true}', '15:00:00'),
    (2, 'task', true, 'task', '{"done": false}', '15:10:00'),
    (3, 'task', true, 'task', '{"done": true}', '15:05:00'),
    (4, 'task', false, 'task', '{"done": false}', '15:20:00'),
    (1, 'contact', false, 'contact', '{"phone": "1", "name": "A"}',
        '20:00:00'),
    (2, 'contact', false, 'contact', '{"email": "e", "name": "B"}',
        '20:30:00'),
    (3, 'contact', true, 'contact', '{"phone": "2"}', '20:20:00'),
    (4, 'contact', true, 'contact', '{"email": "f"}', '20:10:00'),
    (1, 'twice done', false, 'task', '{"done": true}', '15:00:00'),
    (2, 'twice done', true, 'task', '{"done": true}', '15:10:00'),
    (1, 'undone', false, 'task', '{"done": true}', '15:00:00'),
    (2, 'undone', true, 'correction', '{"of": "1"}', '15:10:00'),
    (3, 'undone', true, 'task', '{"done": false}', '14:00:00'),
    (1, 'redone', false, 'task', '{"done": false}', '15:00:00'),
    (2, 'redone', true, 'correction', '{"of": "1", "kind": "task", "content":
        {"done": true}}', '15:10:00'),
    (3, 'redone', true, 'task', '{"done": false}', '15:05:00'),
    (4, 'redone', false, 'part', '{"code": "pump", "quantity": 1,
        "use": "used"}', '15:30:00')
) s (n, name, tablet, kind, body, at);

-- Deliver in an order: 'pt' is one of the phone, one of the tablet. What it
-- comes to; and all is undone.
CREATE FUNCTION pg_temp.deliver(p_name text, p_order text, p_ann bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_dev    bigint[] := ARRAY(SELECT id FROM device
        WHERE technician_id = p_ann ORDER BY id);
    v_job    bigint;
    v_visit  bigint;
    v_next   bigint[] := '{0,0}';
    v_from   bigint[] := ARRAY(SELECT acked_seq FROM device
        WHERE technician_id = p_ann ORDER BY id);
    v_which  integer;
    v_result text;
    v_said   said;
BEGIN
    v_job := pg_temp.job((SELECT id FROM app_user WHERE login = 'root'));
    v_visit := pg_temp.assign((SELECT id FROM app_user WHERE login = 'root'),
        v_job, p_ann, '2026-03-06 11:00');
    INSERT INTO job_task (job_id, position, text) VALUES (v_job, 1, 'x');
    FOR i IN 1 .. length(p_order) LOOP
        v_which := 1 + (substr(p_order, i, 1) = 't')::integer;
        v_next[v_which] := v_next[v_which] + 1;
        SELECT * INTO STRICT v_said FROM said s WHERE s.name = p_name
            AND s.tablet = (v_which = 2) AND s.seq = v_next[v_which];
        PERFORM push_apply(v_dev[v_which], jsonb_build_array(pg_temp.m(
            v_dev[v_which], v_from[v_which] + v_next[v_which], v_said.kind,
            v_visit, v_said.body
                || CASE WHEN v_said.body ? 'of' THEN jsonb_build_object('of',
                    pg_temp.uid(v_dev[1], v_from[1] + 1)) ELSE '{}' END
                || CASE WHEN v_said.body ->> 'kind' = 'task'
                    THEN jsonb_build_object('content', v_said.body
                    -> 'content' || jsonb_build_object('task', (SELECT id
                    FROM job_task WHERE job_id = v_job))) ELSE '{}' END
                || CASE WHEN v_said.kind = 'task' THEN jsonb_build_object(
                    'task', (SELECT id FROM job_task WHERE job_id = v_job))
                    ELSE '{}' END, v_said.at)), app_now(), 'r');
    END LOOP;
    SELECT concat_ws(' ', v.state, v.outcome, v.outcome_note,
        instant_text(v.en_route_at), instant_text(v.on_site_at),
        instant_text(v.ended_at), 'job', j.state, j.outcome,
        instant_text(j.completed_at), 'van', pg_temp.van(), 'uses', (SELECT
            count(*) FROM part_use u WHERE u.visit_id = v_visit),
        'contact', (SELECT concat_ws(' ', c.name, c.phone, c.email)
            FROM site s JOIN contact c ON c.id = s.contact_id
            WHERE s.id = j.site_id),
        'clocks', (SELECT string_agg(concat_ws(' ', c.kind, c.state,
            instant_text(c.ended_at), (SELECT string_agg(concat_ws('-',
                instant_text(lower(i.during)), instant_text(upper(i.during))),
                ', ' ORDER BY i.during) FROM sla_clock_interval i
                WHERE i.clock_id = c.id)), ', ' ORDER BY c.kind)
            FROM sla_clock c WHERE c.job_id = v_job),
        'task', (SELECT k.done_at FROM job_task k WHERE k.job_id = v_job),
        'facts', (SELECT count(*) FROM fact f WHERE f.visit_id = v_visit))
    INTO v_result FROM visit v JOIN job j ON j.id = v.job_id
    WHERE v.id = v_visit;
    RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = v_result;
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN v_result;
END
$$;
CREATE TEMP TABLE came_to AS
WITH RECURSIVE one AS (
    SELECT name, count(*) FILTER (WHERE NOT tablet) AS p,
        count(*) FILTER (WHERE tablet) AS t, '' AS orders
    FROM said GROUP BY name
    UNION ALL
    SELECT o.name, o.p - (s = 'p')::integer, o.t - (s = 't')::integer,
        o.orders || s
    FROM one o, unnest('{p,t}'::text[]) s
    WHERE CASE s WHEN 'p' THEN o.p ELSE o.t END > 0
)
SELECT name, orders, pg_temp.deliver(name, orders, :ann) AS result
FROM one WHERE p = 0 AND t = 0;
-- And whatever two devices may say, at random but the same each time.
SELECT setseed(0.42) AS ignored \gset
INSERT INTO said
SELECT 'random ' || (i / 5), i % 5 > 2, CASE WHEN i % 5 > 2 THEN i % 5 - 2
        ELSE i % 5 + 1 END, 'status', jsonb_build_object('state', s)
        || CASE WHEN s = 'completed' THEN jsonb_build_object('outcome',
            (ARRAY['fixed', 'partial', 'no_part'])[1 + floor(random() * 3)])
            ELSE '{}' END,
    '2026-03-04T' || to_char(15 + floor(random() * 6), 'FM00') || ':00:00Z'
FROM generate_series(0, 5 * 12 - 1) i,
    LATERAL (SELECT (ARRAY['accepted', 'declined', 'en_route', 'on_site',
        'paused', 'completed'])[1 + floor(random() * 6 + i * 0)] AS s) r;
INSERT INTO came_to
WITH RECURSIVE one AS (
    SELECT name, 3 AS p, 2 AS t, '' AS orders
    FROM said WHERE name LIKE 'random%' GROUP BY name
    UNION ALL
    SELECT o.name, o.p - (s = 'p')::integer, o.t - (s = 't')::integer,
        o.orders || s
    FROM one o, unnest('{p,t}'::text[]) s
    WHERE CASE s WHEN 'p' THEN o.p ELSE o.t END > 0
)
SELECT name, orders, pg_temp.deliver(name, orders, :ann)
FROM one WHERE p = 0 AND t = 0;
SELECT ok(count(*) > 1 AND count(DISTINCT result) = 1, format('%s: %s orders, '
    '%s', name, count(*), string_agg(DISTINCT result, ' / ')))
FROM came_to GROUP BY name ORDER BY name;
SELECT is(count(*) FILTER (WHERE result LIKE CASE name
        WHEN 'steps' THEN 'completed fixed 2026-03-04T15:00:00Z '
            '2026-03-04T15:20:00Z 2026-03-04T16:00:00Z job completed%'
        WHEN 'pause' THEN 'on_site%job in_progress%'
        WHEN 'twice' THEN 'completed no_part%job open no_part van%'
        WHEN 'fixed' THEN 'completed fixed%job completed fixed%'
        WHEN 'declined' THEN 'en_route%job planned%'
        WHEN 'clock' THEN 'paused%'
        WHEN 'parts' THEN '%van -1 uses 1%'
        WHEN 'twice done' THEN '%task 2026-%facts 2'
        WHEN 'contact' THEN '%contact B 2 e clocks%'
        WHEN 'task' THEN '%task facts%' WHEN 'undone' THEN '%task facts%'
        WHEN 'redone' THEN '%task facts%'
        WHEN 'same' THEN 'completed fixed%job completed%' END), count(*),
    'and to what it should') FROM came_to WHERE name NOT LIKE 'random%';

-- Two people of one job, either first.
CREATE FUNCTION pg_temp.crew(p_first bigint, p_second bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_root   constant bigint := (SELECT id FROM app_user WHERE login = 'root');
    v_job    constant bigint := pg_temp.job(v_root, '{"crew_size": 2}');
    v_device bigint;
    v_result text;
BEGIN
    PERFORM pg_temp.assign(v_root, v_job, t.id, '2026-03-05 17:00')
    FROM technician t JOIN device d ON d.technician_id = t.id
    WHERE d.id IN (p_first, p_second);
    FOREACH v_device IN ARRAY ARRAY[p_first, p_second] LOOP
        PERFORM push_apply(d.id, jsonb_build_array(pg_temp.m(d.id,
            d.acked_seq + 1, 'status', v.id, jsonb_build_object('state',
                'completed', 'outcome', CASE WHEN d.id = least(p_first,
                p_second) THEN 'partial' ELSE 'fixed' END),
            CASE WHEN d.id = least(p_first, p_second)
                THEN '2026-03-04T15:30:00Z' ELSE '2026-03-04T16:30:00Z' END)),
            app_now(), 'r')
        FROM device d JOIN visit v ON v.technician_id = d.technician_id
        WHERE d.id = v_device AND v.job_id = v_job;
    END LOOP;
    SELECT concat_ws(' ', j.state, j.outcome, instant_text(j.completed_at),
        (SELECT string_agg(c.kind || ' ' || c.state || ' '
            || instant_text(c.ended_at), ' ' ORDER BY c.kind)
        FROM sla_clock c WHERE c.job_id = j.id))
    INTO v_result FROM job j WHERE j.id = v_job;
    RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = v_result;
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN v_result;
END
$$;
SELECT is(pg_temp.crew(a, b), 'completed fixed 2026-03-04T16:30:00Z resolve '
    'met 2026-03-04T16:30:00Z respond met 2026-03-04T16:30:00Z',
    'the last of two decides') FROM (VALUES (:dev, :bobs), (:bobs, :dev))
    o (a, b);
SELECT * FROM finish();
ROLLBACK;
