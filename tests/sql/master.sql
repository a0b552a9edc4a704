-- SPDX-License-Identifier: MIT
-- Master data by the API: making, changing by merge patch, retiring, deleting,
-- lists in any order, the trail.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- A row's field after a put, by its id or for a new one.
CREATE FUNCTION pg_temp.name_of(p_body json) RETURNS text LANGUAGE sql AS $$
    SELECT p_body ->> 'name' $$;
-- The ids of a list as names, and its end.
CREATE FUNCTION pg_temp.names(p_list json, p_key text DEFAULT 'name')
RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(i ->> p_key, ' '), '')
        || CASE WHEN p_list ->> 'next' IS NULL THEN '.' ELSE '' END
    FROM json_array_elements(p_list -> 'items') i
$$;

-- --- customers: the machinery on its simplest resource
SELECT body ->> 'id' AS kit, version AS kit_version
FROM customer_put(:ina, 'r1', NULL, NULL,
    '{"name": "Kit", "external_id": "k1", "source": "crm"}') \gset
SELECT is(:kit_version, 1, 'a customer is made by intake');
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', NULL, NULL, '
    '''{"name": "Again", "external_id": "k1", "source": "crm"}'')', :ina),
    'CO409', 'another customer has the external_id "k1"',
    'an id of a source is taken once');
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', NULL, NULL, %L)',
    :ina, b), code, NULL, 'refused: ' || b)
FROM (VALUES ('{}', 'CO422'), ('{"name": ""}', 'CO422'),
    ('{"name": null}', 'CO422'), ('{"name": 5}', 'CO422'),
    ('{"name": "x", "retired": 1}', 'CO422'),
    ('{"name": "x", "colour": 1}', 'CO400')) v (b, code);
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', NULL, NULL, '
    '''{"name": "x"}'')', :max), 'CO403', NULL, 'a manager only reads');
SELECT is((SELECT pg_temp.name_of(body) || version FROM customer_put(:dee,
    'r2', :kit, 1, '{"why": "no change"}')), 'Kit1', 'nothing to change');
SELECT is((SELECT body ->> 'external_id' || ' ' || version
    FROM customer_put(:dee, 'r2', :kit, 1, '{"name": "Kitty"}')), 'k1 2',
    'what is not named stays');
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', %s, 1, '
    '''{"name": "x"}'')', :dee, :kit), 'CO412', NULL, 'a stale version');
SELECT is((SELECT body ->> 'external_id' FROM customer_put(:dee, 'r3', :kit,
    NULL, '{"external_id": null, "why": "left the CRM"}')), NULL,
    'null empties');
SELECT is((SELECT string_agg(e ->> 'action' || ' '
        || coalesce(e ->> 'before', '-') || ' ' || (e ->> 'why' IS NOT NULL),
        '; ' ORDER BY n)
    FROM json_array_elements(object_audit('customer', :kit) -> 'items')
        WITH ORDINALITY x (e, n)),
    'customer.created - false; customer.changed '
    '{"name": "Kit", "version": 1} false; customer.changed '
    '{"version": 2, "external_id": "k1"} true', 'its trail');
SELECT throws_like(format('SELECT customer_delete(%s, ''r'', %s, NULL, NULL)',
    :dee, :ada), '%still used by site%', 'a customer with sites stays');
SELECT lives_ok(format('SELECT customer_delete(%s, ''r'', %s, 3, ''twice'')',
    :dee, :kit), 'one without goes');
SELECT throws_ok(format('SELECT customer_get(%s, %s)', :dee, :kit), 'CO404',
    NULL, 'and is gone');
SELECT is((SELECT why FROM audit WHERE action = 'customer.deleted'), 'twice',
    'the trail keeps it');

-- --- lists
INSERT INTO customer (name) SELECT n FROM unnest(ARRAY['delta', 'Alpha',
    'charlie', 'Bravo', 'echo 5%', 'alpha']) n;
SELECT is(pg_temp.names(customer_list(:root, '{"limit": 2}')),
    'Ada Ltd delta', 'a page by id');
SELECT is(pg_temp.names(customer_list(:root, '{"sort": "name"}')),
    'Ada Ltd Alpha alpha Bravo charlie delta echo 5%.', 'by name');
SELECT is(pg_temp.names(customer_list(:root, '{"sort": "-name"}')),
    'echo 5% delta charlie Bravo alpha Alpha Ada Ltd.', 'turned round');
SELECT is(pg_temp.names(customer_list(:root, '{"q": "AL"}')),
    'Alpha alpha.', 'what has a word');
SELECT is(pg_temp.names(customer_list(:root, '{"q": "5% ec"}')),
    'echo 5%.', 'words in any order, a percent sign is one');
SELECT is(pg_temp.names(customer_list(:root, '{"q": "%%"}')), '.',
    'and no wildcard');
-- Page by page gives the whole, in each order.
CREATE FUNCTION pg_temp.pages(p_actor bigint, p_query jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_page json := customer_list(p_actor, p_query);
    v_all  text := pg_temp.names(v_page);
BEGIN
    WHILE v_page ->> 'next' IS NOT NULL LOOP
        v_page := customer_list(p_actor, p_query || jsonb_build_object(
            'after', (v_page ->> 'next')::bigint));
        v_all := v_all || ' ' || pg_temp.names(v_page);
    END LOOP;
    RETURN v_all;
END
$$;
SELECT is(pg_temp.pages(:root, jsonb_build_object('sort', s, 'limit', n)),
    pg_temp.names(customer_list(:root, jsonb_build_object('sort', s))),
    format('pages of %s by %s', n, s))
FROM unnest(ARRAY['id', '-id', 'name', '-name']) s, generate_series(1, 7) n;
SELECT throws_ok(format('SELECT customer_list(%s, ''{"sort": "name", '
    '"after": 999999}'')', :root), 'CO422', NULL,
    'after what is not there any more');
UPDATE customer SET retired_at = app_now() WHERE name = 'delta';
SELECT is(pg_temp.names(customer_list(:root, '{"retired": "true"}')),
    'delta.', 'the retired ones');
-- Customers of another territory only.
UPDATE site SET territory_id = :berlin;
SELECT is(position('Ada' IN pg_temp.names(customer_list(:dee, '{}'))), 0,
    'a customer of another territory is not there');
SELECT throws_ok(format('SELECT customer_get(%s, %s)', :dee, :ada), 'CO404',
    NULL, 'nor by id');
UPDATE site SET territory_id = :ny WHERE id = :mill;
SELECT is((SELECT pg_temp.name_of(body) FROM customer_get(:dee, :ada)),
    'Ada Ltd', 'one of both is');

-- --- skills
SELECT body ->> 'id' AS roof FROM skill_put(:root, 'r', NULL, NULL,
    '{"code": "roof", "name": "Roofs"}') \gset
SELECT throws_ok(format('SELECT skill_put(%s, ''r'', NULL, NULL, '
    '''{"code": "gas", "name": "Gas"}'')', :root), 'CO409', NULL,
    'a code is taken once');
SELECT throws_ok(format('SELECT skill_put(%s, ''r'', NULL, NULL, '
    '''{"code": "a b", "name": "Gas"}'')', :root), 'CO422', NULL,
    'a code has no blank');
SELECT throws_ok(format('SELECT skill_put(%s, ''r'', NULL, NULL, '
    '''{"code": "x", "name": "x"}'')', :dee), 'CO403', NULL,
    'skills are the admin''s');
SELECT throws_like(format('SELECT skill_delete(%s, ''r'', %s, NULL, NULL)',
    :root, :gas), '%still used by job type boiler; technician ann, bob%',
    'a skill in use stays');
SELECT lives_ok(format('SELECT skill_delete(%s, ''r'', %s, 1, NULL)', :root,
    :roof), 'an unused one goes');

-- --- contacts and sites, and the sheets that show them
UPDATE site SET territory_id = :berlin WHERE id = :werk;
SELECT pg_temp.job(:root, jsonb_build_object('site', :mill)) AS job \gset
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-05 10:00') AS visit \gset
SELECT pg_temp.job(:root, jsonb_build_object('site', :mill)) AS waits \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT version AS mill_version FROM site WHERE id = :mill \gset
-- What a put does to Ann's feed and to the pool.
CREATE FUNCTION pg_temp.moved(p_put text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_ann  bigint := (SELECT id FROM technician WHERE code = 'ann');
    v_ny   bigint := (SELECT id FROM territory WHERE code = 'ny');
    v_seen bigint := pg_temp.scope_version('technician', v_ann);
    v_pool bigint := pg_temp.scope_version('pool', v_ny);
BEGIN
    EXECUTE p_put;
    PERFORM pg_temp.stamp();
    RETURN pg_temp.feed_of('technician', v_ann, v_seen) || ', '
        || pg_temp.feed_of('pool', v_ny, v_pool);
END
$$;
CREATE FUNCTION pg_temp.put(p_kind text, p_actor bigint, p_id bigint,
    p_body text) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT %s_put(%s, ''r'', %s, NULL, %L)', p_kind, p_actor,
        coalesce(p_id::text, 'NULL'), p_body)
$$;
SELECT format('U:visit %s, U:job %s', :visit, :waits) AS both \gset
SELECT is(pg_temp.moved(pg_temp.put('site', :dee, :mill, b)), w,
    'a site''s sheets: ' || b)
FROM (VALUES ('{"name": "Mill"}', ', '), ('{"name": "Old Mill"}', :'both'),
    ('{"lat": 40.71, "lon": -74.2}', :'both'),
    ('{"access_notes": "ring twice"}', :'both'),
    ('{"access_hours": [{"weekday": 1, "from": "08:00", "to": "12:00"}]}',
        :'both'),
    ('{"access_hours": [{"weekday": 1, "from": "08:00", "to": "12:00"}]}',
        ', '),
    ('{"access_hours": null, "external_id": "m1"}', :'both'),
    ('{"contact": null}', :'both')) v (b, w);
SELECT is((SELECT version FROM site WHERE id = :mill) - :mill_version,
    6::bigint, 'each change is a version, one only');
SELECT is(pg_temp.moved(pg_temp.put('site', :dee, :mill,
    format('{"contact": %s}', :ida))), :'both', 'whom to call');
SELECT is(pg_temp.moved(pg_temp.put('contact', :dee, :ida, b)), w,
    'a contact''s sheets: ' || b)
FROM (VALUES ('{"phone": "555-2"}', :'both'), ('{"retired": true}', ', '))
    v (b, w);
SELECT is(pg_temp.moved(pg_temp.put('customer', :dee, :ada,
    '{"name": "Ada Inc"}')), :'both', 'a customer''s');
SELECT is(pg_temp.moved(pg_temp.put('job_type', :root, :boiler, b)), w,
    'a job type''s: ' || b)
FROM (VALUES ('{"name": "Boilers"}', :'both'), ('{"duration_min": 75}', ', '),
    ('{"skills": [{"skill": "lift"}]}', ', ')) v (b, w);
SELECT is((SELECT body -> 'skills' ->> 0 FROM job_type_get(:root, :boiler)),
    '{"skill" : "lift", "level" : 1}', 'with other skills');
INSERT INTO tool (code, name) VALUES ('jig', 'Jig'), ('rig', 'Rig');
INSERT INTO part (code, name) VALUES ('bolt', 'Bolt'), ('nut', 'Nut');
SELECT version AS v0 FROM job_type WHERE id = :boiler \gset
SELECT is((SELECT count(*) FROM unnest(ARRAY['{"tools": ["rig", "jig"]}',
    '{"parts": [{"part": "nut", "amount": 4}, {"part": "bolt"}]}',
    '{"tools": ["jig", "rig"]}', '{"tools": ["jig"], "parts": [{"part": '
    '"nut", "amount": 5}]}']) b CROSS JOIN LATERAL job_type_put(:root, 'r',
    :boiler, NULL, b::jsonb)), 4::bigint, 'tools and parts are set');
SELECT is((body ->> 'tools') || (body ->> 'parts') || version - :v0,
    '["jig"][{"part" : "nut", "amount" : 5}]3', 'whole lists; the same one '
    'is no change') FROM job_type_get(:root, :boiler);
SELECT throws_ok(pg_temp.put('job_type', :root, :boiler, b), 'CO422', NULL, b)
FROM unnest(ARRAY['{"tools": ["axe"]}', '{"parts": [{"part": "screw"}]}',
    '{"parts": [{"part": "nut"}, {"part": "nut"}]}']) b;
SELECT throws_like(format('SELECT contact_delete(%s, ''r'', %s, NULL, NULL)',
    :dee, :ida), '%used by site%', 'a contact that is called stays');
SELECT throws_ok(format('SELECT site_delete(%s, ''r'', %s, NULL, NULL)',
    :dee, :mill), 'CO409', NULL, 'a site with jobs stays');

CREATE FUNCTION pg_temp.site(p_actor bigint, p_more jsonb) RETURNS json
LANGUAGE sql AS $$
    SELECT body FROM site_put(p_actor, 'r', NULL, NULL,
        '{"name": "Loft", "lat": 40.5, "lon": -74.5}'::jsonb || p_more)
$$;
SELECT is((pg_temp.site(:dee, jsonb_build_object('customer', :ada))
    ->> 'territory')::integer, :ny, 'a boundary finds the territory');
SELECT throws_ok(format('SELECT pg_temp.site(%s, ''{"customer": %s, "lat": 1'
    '}'')', :dee, :ada), 'CO422', NULL, 'outside of all');
SELECT is((pg_temp.site(:root, jsonb_build_object('customer', :ada, 'lat', 1,
    'territory', :berlin)) ->> 'territory')::integer, :berlin,
    'unless it is named');
SELECT throws_ok(format('SELECT pg_temp.site(%s, ''{"customer": %s, "territ'
    'ory": %s}'')', :dee, :ada, :berlin), 'CO404', NULL,
    'not in somebody else''s');
SELECT throws_ok(format('SELECT pg_temp.site(%s, ''{"customer": 999}'')',
    :dee), 'CO422', NULL, 'an unknown customer');
SELECT body ->> 'id' AS ben FROM customer_put(:root, 'r', NULL, NULL,
    '{"name": "Ben"}') \gset
SELECT throws_ok(format('SELECT pg_temp.site(%s, ''{"customer": %s, "contact'
    '": %s}'')', :dee, :ben, :ida), 'CO422', NULL,
    'a contact of another customer');
SELECT is(pg_temp.site(:dee, jsonb_build_object('customer', :ben,
    'access_hours', '[{"weekday": 2, "from": "12:00", "to": "24:00"},
    {"weekday": 2, "from": "08:30", "to": "12:00"},
    {"weekday": 1, "from": "00:00", "to": "00:01"}]'::jsonb))
        ->> 'access_hours',
    '[{"weekday" : 1, "from" : "00:00", "to" : "00:01"}, {"weekday" : 2, '
    '"from" : "08:30", "to" : "24:00"}]', 'hours that touch are one');
SELECT throws_ok(format('SELECT pg_temp.site(%s, ''{"customer": %s, "access_'
    'hours": [{"weekday": 1, "from": "12:00", "to": "08:00"}]}'')', :dee,
    :ben), 'CO422', NULL, 'hours that end before they begin');
SELECT lives_ok(pg_temp.put('site', :dee, :mill, '{"retired": true}'),
    'a site with jobs can be retired');
SELECT throws_like(format('SELECT pg_temp.job(%s, ''{"site": %s}'')', :root,
    :mill), '%is retired', 'and gets no new ones');
SELECT lives_ok(pg_temp.put('site', :dee, :mill, '{"retired": false}'),
    'until it is taken back');
SELECT is(pg_temp.names(site_list(:dee, '{"q": "old", "sort": "address"}')),
    'Old Mill.', 'sites by a word');
SELECT is(pg_temp.names(site_list(:root, jsonb_build_object('territory',
    :berlin, 'sort', '-name'))), 'Werk Loft.', 'of a territory');

-- --- calendars: what runs by them follows
SELECT pg_temp.stamp() AS ignored \gset
CREATE FUNCTION pg_temp.due(p_job bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(instant_text(due_at), ' ' ORDER BY kind)
    FROM sla_clock WHERE job_id = p_job
$$;
-- Wednesday 10:00 and 960 or 480 minutes of nine to five.
SELECT is(pg_temp.due(:job), '2026-03-06T15:00:00Z 2026-03-05T15:00:00Z',
    'resolve and respond');
SELECT is(pg_temp.moved(pg_temp.put('calendar', :root, :cal, b)), w,
    'a calendar''s clocks: ' || b)
FROM (VALUES ('{"name": "Nine to five"}', ', '),
    ('{"holidays": []}', ', '),    -- the Monday off is after all of them
    ('{"holidays": [{"day": "2026-03-05", "name": "a Thursday"}]}', :'both'))
    v (b, w);
SELECT is(pg_temp.due(:job), '2026-03-09T14:00:00Z 2026-03-06T15:00:00Z',
    'a holiday more: a business day later, over the clocks'' change');
SELECT is(pg_temp.moved(pg_temp.put('calendar', :root, :cal,
    '{"holidays": [], "hours": [{"weekday": 3, "from": "00:00",
    "to": "24:00"}, {"weekday": 4, "from": "00:00", "to": "24:00"}]}')),
    :'both', 'round the clock for two days');
SELECT is(pg_temp.due(:job), '2026-03-05T07:00:00Z 2026-03-04T23:00:00Z',
    'so much sooner');
SELECT throws_like(pg_temp.put('calendar', :root, :cal, '{"hours": []}'),
    '%has no hours%', 'clocks that run need hours');
SELECT throws_ok(pg_temp.put('calendar', :root, :cal, b), 'CO422', NULL,
    'refused: ' || b)
FROM (VALUES ('{"holidays": [{"day": "2026-02-30", "name": "x"}]}'),
    ('{"holidays": [{"day": "2026-02-03"}]}'),
    ('{"holidays": [{"day": "2026-02-03", "name": "x"},
        {"day": "2026-02-03", "name": "y"}]}'),
    ('{"hours": [{"weekday": 8, "from": "08:00", "to": "09:00"}]}'),
    ('{"hours": [{"weekday": 1, "from": "8", "to": "09:00"}]}')) v (b);
SELECT throws_like(format('SELECT calendar_delete(%s, ''r'', %s, NULL, NULL)',
    :root, :cal), '%used by territory berlin, ny%', 'in use');
SELECT lives_ok(format('SELECT calendar_delete(%s, ''r'', %s, NULL, NULL)',
    :root, :never), 'not in use');
SELECT lives_ok(pg_temp.put('calendar', :root, :cal, (SELECT
        jsonb_build_object('hours', jsonb_agg(jsonb_build_object('weekday', d,
            'from', '09:00', 'to', '17:00')))::text
        FROM generate_series(1, 5) d)), 'weekdays again');
SELECT is(pg_temp.due(:job), '2026-03-06T15:00:00Z 2026-03-05T15:00:00Z',
    'as before');

-- --- promises
SELECT is((SELECT version FROM sla_policy_put(:root, 'r', :policy, NULL,
    '{"targets": [{"priority": 3, "kind": "resolve", "minutes": 1440}]}')),
    2::bigint, 'other targets');
SELECT is(pg_temp.due(:job), '2026-03-06T15:00:00Z 2026-03-05T15:00:00Z',
    'a clock keeps what was promised');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.moved(pg_temp.put('sla_policy', :root, :policy,
    '{"apply_to_running": true, "why": "a new contract"}')), :'both',
    'unless it is told to');
SELECT is((SELECT string_agg(kind || ' ' || state || ' ' || target_min, ', '
    ORDER BY kind) FROM sla_clock WHERE job_id = :job),
    'resolve running 1440, respond cancelled 480',
    'longer, and one promise is no more');
SELECT lives_ok(pg_temp.put('sla_policy', :root, :policy, '{"milestones": [
        {"kind": "resolve", "percent": 50, "action": "notify"},
        {"kind": "resolve", "percent": 80, "action": "escalate",
            "level": 2}]}'), 'milestones');
SELECT is((SELECT count(*) FROM sla_clock_milestone m
    JOIN sla_clock c ON c.id = m.clock_id WHERE c.job_id = :job), 2::bigint,
    'running clocks have them');
UPDATE sla_clock_milestone SET fired_at = app_now() WHERE clock_id = (
    SELECT id FROM sla_clock WHERE job_id = :job AND kind = 'resolve')
    AND milestone_id = (SELECT id FROM sla_milestone WHERE percent = 50);
SELECT lives_ok(pg_temp.put('sla_policy', :root, :policy, '{"milestones": [
        {"kind": "resolve", "percent": 50, "action": "notify"},
        {"kind": "resolve", "percent": 90, "action": "raise_priority"}]}'),
    'another one');
SELECT is((SELECT string_agg(s.percent || ' ' || (m.fired_at IS NOT NULL),
        ', ' ORDER BY s.percent)
    FROM sla_clock_milestone m JOIN sla_clock c ON c.id = m.clock_id
    JOIN sla_milestone s ON s.id = m.milestone_id WHERE c.job_id = :job),
    '50 true, 90 false', 'what was fired stays fired');
SELECT throws_ok(pg_temp.put('sla_policy', :root, :policy, b), 'CO422', NULL,
    'refused: ' || b)
FROM (VALUES ('{"milestones": [{"kind": "resolve", "percent": 50,
        "action": "escalate"}]}'),
    ('{"milestones": [{"kind": "resolve", "percent": 50, "action": "notify",
        "level": 1}]}'),
    ('{"targets": [{"priority": 3, "kind": "resolve", "minutes": 1},
        {"priority": 3, "kind": "resolve", "minutes": 2}]}'),
    ('{"targets": [{"priority": 3, "kind": "wait", "minutes": 1}]}'),
    ('{"calendar": "nothing"}')) v (b);
INSERT INTO business_calendar (code, name) VALUES ('always', 'Always')
RETURNING id AS always \gset
INSERT INTO business_hours (calendar_id, weekday, minutes)
SELECT :always, d, '[0,1440)' FROM generate_series(1, 7) d;
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.moved(pg_temp.put('sla_policy', :root, :policy,
    '{"calendar": "always"}')), :'both', 'by another calendar');
SELECT is((SELECT instant_text(due_at) FROM sla_clock WHERE job_id = :job
    AND kind = 'resolve'), '2026-03-05T15:00:00Z', 'a day from the opening');
SELECT throws_like(format('SELECT sla_policy_delete(%s, ''r'', %s, NULL, '
    'NULL)', :root, :policy), '%used by job %; job type boiler%', 'in use');
SELECT throws_like(format('SELECT job_type_delete(%s, ''r'', %s, NULL, '
    'NULL)', :root, :boiler), '%used by job %', 'a type of jobs stays');
SELECT lives_ok(pg_temp.put('job_type', :root, :boiler, '{"retired": true}'),
    'but retires');
SELECT throws_like(format('SELECT pg_temp.job(%s)', :root), '%is retired',
    'no more of them');

-- --- territories
SELECT body ->> 'id' AS nj, body AS nj_body FROM territory_put(:root, 'r',
    NULL, NULL, format('{"code": "nj", "name": "New Jersey", "calendar":
    "week", "zone": "America/New_York", "neighbours": [%s, %s], "boundary":
    [{"lat": 39.5, "lon": -75.5}, {"lat": 39.5, "lon": -75}, {"lat": 40,
    "lon": -75}]}', :ny, :ny)::jsonb) \gset
SELECT is(:'nj_body'::json ->> 'neighbours', format('[%s]', :ny),
    'a neighbour');
SELECT is(:'nj_body'::json #>> '{boundary,1}', '{"lat" : 39.5, "lon" : -75}',
    'corners as they came');
SELECT is((SELECT body ->> 'neighbours' || ' ' || version
    FROM territory_get(:dee, :ny)), format('[%s] 2', :nj), 'both ways');
SELECT is((SELECT body ->> 'neighbours' FROM territory_put(:root, 'r', :ny,
    2, format('{"neighbours": [%s]}', :berlin)::jsonb)),
    format('[%s]', :berlin), 'others');
SELECT is((SELECT body ->> 'neighbours' || ' ' || version
    FROM territory_get(:root, :nj)), '[] 2', 'so not hers any more');
SELECT is((pg_temp.site(:root, jsonb_build_object('customer', :ada, 'lat',
    39.6, 'lon', -75.1)) ->> 'territory')::integer, :nj,
    'its boundary finds it');
SELECT throws_ok(pg_temp.put('territory', :root, :nj, b), 'CO422', NULL,
    'refused: ' || b)
FROM (VALUES ('{"zone": "EST"}'), ('{"zone": null}'), ('{"calendar": null}'),
    ('{"boundary": [{"lat": 1, "lon": 1}, {"lat": 2, "lon": 1}]}'),
    ('{"neighbours": [999]}'), (format('{"neighbours": [%s]}', :nj)),
    ('{"neighbours": [-1]}')) v (b);
SELECT throws_ok(format('SELECT territory_get(%s, %s)', :dee, :nj), 'CO404',
    NULL, 'not Dee''s');
SELECT is(pg_temp.names(territory_list(:dee, '{}'), 'code'), 'ny.',
    'she sees her own');
SELECT lives_ok(pg_temp.put('sla_policy', :root, :policy,
    '{"calendar": null}'), 'by the territory''s again');
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.moved(pg_temp.put('territory', :root, :ny,
    '{"calendar": "always"}')), :'both',
    'a territory''s calendar is counted by at once');
SELECT throws_like(format('SELECT territory_delete(%s, ''r'', %s, NULL, '
    'NULL)', :root, :ny), '%used by job %; site %; technician ann, bob; user '
    'dee%', 'in use');
DELETE FROM site WHERE territory_id = :nj;
SELECT lives_ok(format('SELECT territory_delete(%s, ''r'', %s, NULL, NULL)',
    :root, :nj), 'an empty one goes');
SELECT is((SELECT count(*) FROM feed_scope WHERE object_id = :nj
    AND kind <> 'technician'), 0::bigint, 'with its scopes');
SELECT throws_ok(pg_temp.put(f, :dee, NULL, '{}'), 'CO403', NULL,
    'a dispatcher keeps no ' || f)
FROM unnest(ARRAY['skill', 'territory', 'job_type', 'calendar',
    'sla_policy']) f;

SELECT * FROM finish();
ROLLBACK;
