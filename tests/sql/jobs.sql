-- SPDX-License-Identifier: MIT
-- Jobs: taken in, edited, held, cancelled; their clocks; their trail; who may.
BEGIN;
\ir include/world.psql
SELECT no_plan();

CREATE FUNCTION pg_temp.create_with(p_user bigint, p_body jsonb)
RETURNS json LANGUAGE sql AS $$
    SELECT body FROM job_create(p_user, 'req', p_body)
$$;
-- The refusal of a statement: 'CO422 /type unknown'.
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

SELECT pg_temp.create_with(:ina, jsonb_build_object('site', :mill, 'type',
    'boiler', 'title', 'No heat', 'description', E'Kitchen\nand bath'))
    AS body \gset
SELECT :'body'::json ->> 'id' AS job \gset
SELECT is(:'body'::json ->> 'state', 'open', 'a new job is open');
SELECT is(:'body'::json ->> 'duration_min', '60', 'as long as its type says');
SELECT is(:'body'::json -> 'skills' -> 0 ->> 'skill', 'gas',
    'asks for the skills of its type');
SELECT is(:'body'::json -> 'contact' ->> 'phone', '555-1',
    'knows whom to call');
SELECT is(:'body'::json ->> 'opened_at', '2026-03-04T15:00:00Z',
    'opened now');
SELECT is(:'body'::json ->> 'warnings', '[]', 'without a warning');
SELECT is((SELECT string_agg(concat_ws(' ', e ->> 'kind', e ->> 'state',
        e ->> 'due_at'), ', ') FROM json_array_elements(:'body'::json
        -> 'sla') e), 'respond running 2026-03-05T15:00:00Z, '
    'resolve running 2026-03-06T15:00:00Z',
    'its clocks run in business time');
SELECT is(action || ' ' || actor_kind || ' ' || actor_id || ' ' || request,
    'job.created user ' || :ina || ' req', 'and the trail says who')
FROM audit WHERE object_kind = 'job' AND object_id = :job;

CREATE TEMP TABLE bad (what text, body jsonb, refusal text);
INSERT INTO bad VALUES
    ('unknown type', '{"type": "x"}', 'CO422 /type unknown'),
    ('no title', '{"title": null}', 'CO422 /title missing'),
    ('blank title', '{"title": "  "}', 'CO422 /title length'),
    ('title of 201', jsonb_build_object('title', repeat('x', 201)),
        'CO422 /title length'),
    ('title a number', '{"title": 7}', 'CO422 /title type'),
    ('unknown key', '{"colour": "red"}', 'CO400 /colour unknown_key'),
    ('priority 6', '{"priority": 6}', 'CO422 /priority range'),
    ('priority 1.5', '{"priority": 1.5}', 'CO422 /priority range'),
    ('due a day', '{"due_at": "2026-03-05"}', 'CO422 /due_at instant'),
    ('due a day that is not', '{"due_at": "2026-02-30T00:00:00Z"}',
        'CO422 /due_at instant'),
    ('due in no zone', '{"due_at": "2026-03-05T00:00:00+16:00"}',
        'CO422 /due_at instant'),
    ('due before earliest', '{"due_at": "2026-03-05T00:00:00Z", '
        '"earliest_start": "2026-03-06T00:00:00Z"}',
        'CO422 /due_at window'),
    ('unknown skill', '{"skills": [{"skill": "gas"}, {"skill": "x"}]}',
        'CO422 /skills/1/skill unknown'),
    ('skills no array', '{"skills": "gas"}', 'CO422 /skills type'),
    ('unknown technician', '{"technicians": [{"technician": 999999, '
        '"relation": "required"}]}',
        'CO422 /technicians/0/technician unknown'),
    ('unknown site', '{"site": 999999}', 'CO422 /site unknown'),
    ('latitude 91', '{"site": {"address": "a", "lat": 91, "lon": 0}}',
        'CO422 /lat range'),
    ('nowhere', '{"site": {"address": "a", "lat": 1, "lon": 0}}',
        'CO422 /territory missing'),
    ('unknown territory', '{"territory": 999999}', 'CO404 /territory');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.create_with(%s, %L)', :root,
    jsonb_build_object('site', :mill, 'type', 'boiler', 'title', 't')
        || body)), refusal, what) FROM bad;
SELECT is(pg_temp.refusal(format('SELECT pg_temp.create_with(%s, %L)', :root,
    '[]')), 'CO400', 'a body that is no object');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.job(%s)', :max)),
    'CO403 role', 'a manager takes no jobs in');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.create_with(%s, %L)', :dee,
    jsonb_build_object('site', :werk, 'type', 'lamp', 'title', 't'))),
    'CO422 /site unknown', 'a site of a territory that one does not see');

SELECT is(pg_temp.create_with(:root, jsonb_build_object('site', :mill, 'type',
    'lamp', 'title', 't', 'due_at', '2026-03-05T00:00:00.123456789Z'))
    ->> 'due_at', '2026-03-05T00:00:00.123457Z',
    'an instant may have nanoseconds (RFC 3339, 5.6)');

SELECT is(pg_temp.refusal(format('SELECT pg_temp.create_with(%s, %L)', :dee,
    jsonb_build_object('site', :mill, 'type', 'lamp', 'title', 't',
        'technicians', jsonb_build_array(jsonb_build_object('technician',
            :cay, 'relation', 'excluded'))))),
    'CO422 /technicians/0/technician unknown', 'a technician unseen');

-- A place that we do not know yet; its territory by the boundary.
SELECT pg_temp.create_with(:root, '{"site": {"name": "Pier", "address":
    "Pier 9", "lat": 40.5, "lon": -74.5, "customer": "Bo"}, "type": "lamp",
    "title": "dark"}') AS body \gset
SELECT is(:'body'::json ->> 'territory', :ny::text,
    'a new place finds its territory');
SELECT is(:'body'::json -> 'customer' ->> 'name', 'Bo', 'and its customer');
SELECT is(pg_temp.create_with(:root, jsonb_build_object('site', :mill, 'type',
    'lamp', 'title', 't', 'skills', '[{"skill": "lift", "level": 2}]'::jsonb))
    -> 'warnings' ->> 0, 'nobody in the territory ny has lift at level 2',
    'a job that nobody can do is taken, with a warning');
SELECT is(pg_temp.create_with(:root, jsonb_build_object('site', :mill, 'type',
    'lamp', 'title', 't', 'skills', '[{"skill": "gas", "level": 3},
        {"skill": "gas"}]'::jsonb)) ->> 'skills',
    '[{"level": 3, "skill": "gas"}]', 'a skill named twice: its highest level');
SELECT pg_temp.create_with(:root, jsonb_build_object('site', :mill, 'type',
    'lamp', 'title', 't', 'source', 'crm', 'external_id', 'A-1'))
    AS ignored \gset
SELECT is(pg_temp.refusal(format('SELECT pg_temp.create_with(%s, %L)', :root,
    jsonb_build_object('site', :mill, 'type', 'lamp', 'title', 't',
        'source', 'crm', 'external_id', 'A-1'))),
    'CO409 /external_id unique', 'the same external id a second time');

-- Reading.
SELECT is((SELECT version FROM job_get(:dee, :job)), 1::bigint,
    'a job is read with its version');
SELECT pg_temp.create_with(:root, jsonb_build_object('site', :werk, 'type',
    'lamp', 'title', 'Licht')) ->> 'id' AS far \gset
SELECT is(pg_temp.refusal(format('SELECT job_get(%s, %s)', :dee, :far)),
    'CO404', 'somebody else''s is not there');
SELECT is(pg_temp.refusal(format('SELECT job_get(%s, 999999)', :dee)),
    'CO404', 'like one that is not');
SELECT is(json_array_length(job_list(:dee, '{"state": "open", "limit": 2}')
    -> 'items'), 2, 'a page of two');
SELECT is((job_list(:dee, jsonb_build_object('limit', 2, 'after',
    job_list(:dee, '{"limit": 2}') -> 'next')) -> 'items' -> 0 ->> 'id')
    ::bigint, (SELECT id FROM job WHERE territory_id = :ny ORDER BY id
        OFFSET 2 LIMIT 1), 'the next page goes on');
SELECT is_empty(format($$SELECT FROM json_array_elements(job_list(%s,
    '{"limit": 1000}') -> 'items') e WHERE (e ->> 'territory')::bigint <> %s$$,
    :dee, :ny), 'a list has the territories that one sees');
SELECT is(pg_temp.refusal(format('SELECT job_list(%s, ''{"territory": %s}'')',
    :dee, :berlin)), 'CO404', 'and no other can be asked for');
SELECT is(pg_temp.refusal(format('SELECT job_list(%s, ''{"technician": %s}'''
    ')', :dee, :cay)), 'CO404', 'nor its technicians');

-- Editing.
CREATE FUNCTION pg_temp.edit(p_user bigint, p_job bigint, p_version bigint,
    p_body jsonb) RETURNS bigint LANGUAGE sql AS $$
    SELECT version FROM job_update(p_user, 'req', p_job, p_version, p_body)
$$;
SELECT is(pg_temp.edit(:dee, :job, 1, '{"title": "Cold"}'), 2::bigint,
    'an edit moves the version');
SELECT is(pg_temp.edit(:dee, :job, 2, '{"title": "Cold"}'), 2::bigint,
    'one that changes nothing does not');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.edit(%s, %s, 1, '
    '''{"title": "x"}'')', :dee, :job)), 'CO412 version',
    'an edit of an old version is stale');
SELECT is(before::text || after::text,
    '{"title": "No heat", "version": 1}{"title": "Cold", "version": 2}',
    'the trail has what changed, and no more')
FROM audit WHERE object_id = :job AND action = 'job.changed';
SELECT is(pg_temp.refusal(format('SELECT pg_temp.edit(%s, %s, NULL, '
    '''{"state": "completed"}'')', :dee, :job)), 'CO422 /state state',
    'nobody completes a job by editing');
SELECT is(pg_temp.refusal(format('SELECT pg_temp.edit(%s, %s, NULL, '
    '''{"title": "x"}'')', :ina, :job)), 'CO403 role',
    'intake does not edit');

-- Hold: from Wed 11:00 to Thu 12:00, after one of the eight hours.
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-04 14:00') AS visit \gset
SELECT pg_temp.clock('2026-03-04 16:00Z') AS ignored \gset
SELECT is(pg_temp.refusal(format('SELECT pg_temp.edit(%s, %s, NULL, '
    '''{"state": "on_hold"}'')', :dee, :job)), 'CO422 /hold_reason missing',
    'a hold needs a reason');
SELECT pg_temp.edit(:dee, :job, NULL,
    '{"state": "on_hold", "hold_reason": "parts"}') AS ignored \gset
SELECT is(state, 'cancelled', 'its visit is called off') FROM visit
WHERE id = :visit;
SELECT is(string_agg(state, ' '), 'paused paused', 'its clocks pause')
FROM sla_clock WHERE job_id = :job AND due_at IS NULL;
SELECT pg_temp.clock('2026-03-05 17:00Z') AS ignored \gset
SELECT pg_temp.edit(:dee, :job, NULL, '{"state": "open"}') AS ignored \gset
SELECT is(instant_text(due_at), '2026-03-06T16:00:00Z',
    'resumed: 7 of 8 h are left, from Thursday noon')
FROM sla_clock WHERE job_id = :job AND kind = 'respond';
SELECT is(string_agg(i.state || ' ' || instant_text(lower(i.during)), ', '
    ORDER BY i.during), 'running 2026-03-04T15:00:00Z, '
    'paused 2026-03-04T16:00:00Z, running 2026-03-05T17:00:00Z',
    'the clock''s stretches follow on each other')
FROM sla_clock_interval i JOIN sla_clock c ON c.id = i.clock_id
WHERE c.job_id = :job AND c.kind = 'respond';
SELECT is((SELECT hold_reason FROM job WHERE id = :job), NULL,
    'and no reason is left');

-- Cancel.
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-05 14:00') AS visit \gset
SELECT body ->> 'state' AS state FROM job_cancel(:dee, 'req', :job, NULL,
    'moved away') \gset
SELECT is(:'state'::text, 'cancelled', 'a job is cancelled');
SELECT is(string_agg(DISTINCT state, ' '), 'cancelled', 'with its clocks')
FROM sla_clock WHERE job_id = :job;
SELECT is(state, 'cancelled', 'and its visit') FROM visit WHERE id = :visit;
SELECT is(pg_temp.refusal(format('SELECT job_cancel(%s, ''r'', %s, NULL, '
    'NULL)', :dee, :job)), 'CO409 /state legal_step', 'once');
SELECT is((SELECT string_agg(e ->> 'action', ' ') FROM json_array_elements(
    job_audit(:dee, :job) -> 'items') e), 'job.created job.changed '
    'visit.assigned visit.cancelled job.changed job.changed visit.assigned '
    'visit.cancelled job.cancelled', 'the trail has it all, in order');
SELECT is(job_audit(:dee, :job) -> 'items' -> 8 ->> 'why', 'moved away',
    'with the reason');
SELECT is(job_audit(:dee, :job) -> 'items' -> 8 ->> 'actor', 'Dee',
    'and the name');
SELECT is((SELECT string_agg(concat_ws(' ', json_array_length(p -> 'items'),
        p #>> '{items,0,action}', p -> 'next' IS NOT NULL
        AND p ->> 'next' IS NOT NULL), ', ' ORDER BY n)
    FROM (SELECT 1 AS n, job_audit(:dee, :job, '{"limit": 2}') AS p
        UNION ALL SELECT 2, job_audit(:dee, :job, jsonb_build_object('limit',
            1000, 'after', job_audit(:dee, :job, '{"limit": 2}') -> 'next')))
        x), format('2 job.created t, %s %s f', json_array_length(
        job_audit(:dee, :job) -> 'items') - 2,
        job_audit(:dee, :job) #>> '{items,2,action}'), 'page by page');
SELECT is(pg_temp.refusal(format('SELECT job_audit(%s, %s)', :dee, :far)),
    'CO404', 'somebody else''s trail is not there');

SELECT is(pg_temp.refusal(format('SELECT %s(%s, %s)', f, :ina, :job)),
    'CO403 role', 'intake reads no ' || f)
FROM (VALUES ('job_audit'), ('job_facts')) v (f);

-- Imported history: judged at once, as far as it can be known.
INSERT INTO job (territory_id, site_id, job_type_id, sla_policy_id, title,
    priority, duration_min, opened_at, created_at, state, completed_at)
SELECT :ny, :mill, :boiler, :policy, 'old ' || i, 3, 60,
    '2026-03-02 14:00Z', app_now(), 'completed', c
FROM (VALUES (1, '2026-03-02 18:00Z'::timestamptz),
    (2, '2026-03-03 20:00Z'), (3, '2026-03-04 20:00Z')) v (i, c);
SELECT is(sla_start(ARRAY(SELECT id FROM job WHERE title LIKE 'old %')),
    6::bigint, 'six clocks for three old jobs');
SELECT is(string_agg(j.title || ' ' || c.kind || ' ' || c.state, ', '
    ORDER BY j.title, c.kind), 'old 1 resolve met, old 1 respond met, '
    'old 2 resolve met, old 2 respond cancelled, '
    'old 3 resolve missed, old 3 respond cancelled',
    'met, missed, or not to be known')
FROM sla_clock c JOIN job j ON j.id = c.job_id WHERE j.title LIKE 'old %';
SELECT is(sla_start(ARRAY(SELECT id FROM job WHERE title LIKE 'old %')),
    0::bigint, 'a clock starts once');

SELECT id AS done FROM job WHERE title = 'old 1' \gset
SELECT is((body ->> 'state', body ->> 'completed_at')::text, '(open,)',
    'a completed job that is opened again is completed no more')
FROM job_update(:root, 'r', :done, NULL, '{"state": "open"}');
SELECT * FROM finish();
ROLLBACK;
