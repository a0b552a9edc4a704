-- SPDX-License-Identifier: MIT
-- Devices: their tokens, what dispatchers see of them, how they are shut out.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- Enrol one as `p_token`; its id.
CREATE FUNCTION pg_temp.enrol(p_user bigint, p_technician bigint,
    p_token text) RETURNS bigint LANGUAGE sql AS $$
    SELECT enrol_code_create(p_user, 'r', p_technician,
        pg_temp.hash('code of ' || p_token), 600);
    SELECT device_id FROM device_enrol(pg_temp.hash('code of ' || p_token),
        pg_temp.hash(p_token), p_token || '''s phone', 'Fair 5', 'app/1', 2)
$$;
CREATE FUNCTION pg_temp.state(p_token text) RETURNS text LANGUAGE sql AS $$
    SELECT state FROM device_auth(pg_temp.hash(p_token))
$$;
CREATE FUNCTION pg_temp.renew(p_token text, p_new text) RETURNS text
LANGUAGE sql AS $$
    SELECT until FROM device_renew(pg_temp.hash(p_token),
        pg_temp.hash(p_new), 'r')
$$;
-- The tokens that are good for something, of these.
CREATE FUNCTION pg_temp.good(VARIADIC p_tokens text[]) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(t || ' ' || d.n, ', ' ORDER BY t)
    FROM unnest(p_tokens) t, LATERAL (SELECT count(*) AS n
        FROM device_token k WHERE k.token_hash = pg_temp.hash(t)) d
$$;

SELECT pg_temp.enrol(:dee, :ann, 'a1') AS dev \gset

-- Rotation.
SELECT is(pg_temp.state('a1'), 'active', 'it comes in');
SELECT is(pg_temp.renew('a1', 'a2'), '2026-03-05T15:00:00Z',
    'the old one holds for a day');
SELECT is(pg_temp.state('a1'), 'active', 'it does');
SELECT is(pg_temp.good('a1', 'a2'), 'a1 1, a2 1', 'the new one waits');
SELECT is(pg_temp.state('a2'), 'active', 'the new one is used');
SELECT is(pg_temp.state('a1'), NULL, 'and the old one ends');
SELECT throws_ok($$SELECT pg_temp.renew('a1', 'a9')$$, 'CO401', NULL,
    'an ended one makes no other');

-- The answer was lost, twice; then late ones come.
SELECT pg_temp.renew('a2', 'a3') AS ignored \gset
SELECT pg_temp.clock('2026-03-04 20:00Z') AS ignored \gset
SELECT is(pg_temp.renew('a2', 'a4'), '2026-03-05T15:00:00Z',
    'asking again is no longer day');
SELECT pg_temp.clock('2026-03-05 14:59Z') AS ignored \gset
SELECT is(pg_temp.state('a2'), 'active', 'a day less a minute');
SELECT pg_temp.clock('2026-03-05 15:00Z') AS ignored \gset
SELECT is(pg_temp.state('a2'), 'exchanged', 'a day');
SELECT pg_temp.clock('2026-04-05 15:00Z') AS ignored \gset
SELECT is(pg_temp.renew('a2', 'a5'), '2026-03-05T15:00:00Z',
    'a month later it still gets another one');
SELECT is(pg_temp.good('a2', 'a3', 'a4', 'a5'), 'a2 1, a3 1, a4 1, a5 1',
    'whichever arrived is good');
SELECT is(pg_temp.state('a4'), 'active', 'one did');
SELECT is(pg_temp.good('a2', 'a3', 'a4', 'a5'), 'a2 0, a3 0, a4 1, a5 0',
    'the others end');
-- Asking is using.
SELECT pg_temp.renew('a4', 'a6') AS ignored \gset
SELECT pg_temp.renew('a6', 'a7') AS ignored \gset
SELECT is(pg_temp.good('a4', 'a6', 'a7'), 'a4 0, a6 1, a7 1',
    'a token that asks was received');
SELECT count(pg_temp.renew('a6', 'b' || n)) AS ignored
FROM generate_series(1, 20) n \gset
SELECT is(count(*)::integer, 9, 'those that wait are not without end')
FROM device_token WHERE device_id = :dev;
SELECT is(count(*)::integer, 1, 'the last one is there')
FROM device_token WHERE token_hash = pg_temp.hash('b20');
SELECT is(token_age_s, 0::bigint, 'its age is told')
FROM device_auth(pg_temp.hash('b20'));

-- What it says of itself.
SELECT is((device_get(:dee, :dev)).body::jsonb, jsonb_build_object('id', :dev,
    'technician', :ann, 'name', 'a1''s phone', 'state', 'active', 'model',
    'Fair 5', 'app', 'app/1', 'contract', 2, 'enrolled_at',
    '2026-03-04T15:00:00Z', 'last_seen_at', '2026-04-05T15:00:00Z', 'unsent',
    NULL, 'clock_skew_ms', NULL, 'revoked_at', NULL, 'acked_seq', 0,
    'version', 1), 'what is known of it');
SELECT device_auth(pg_temp.hash('b20'), 1, 'app/2', 7) AS ignored \gset
SELECT is((device_get(:max, :dev)).body::jsonb - 'last_seen_at'
    @> '{"contract": 1, "app": "app/2", "unsent": 7, "version": 1}', true,
    'news are noted at once');
SELECT pg_temp.clock('2026-04-05 15:00:30Z') AS ignored \gset
SELECT device_auth(pg_temp.hash('b20')) AS ignored \gset
SELECT device_auth(pg_temp.hash('b20'), 1, 'app/2', 7) AS ignored \gset
SELECT is((device_get(:dee, :dev)).body ->> 'last_seen_at',
    '2026-04-05T15:00:00Z', 'no news, and it was here a moment ago');
SELECT pg_temp.clock('2026-04-05 15:01:01Z') AS ignored \gset
SELECT device_auth(pg_temp.hash('b20')) AS ignored \gset
SELECT is((device_get(:dee, :dev)).body ->> 'last_seen_at',
    '2026-04-05T15:01:01Z', 'a minute later it counts');

-- The list.
SELECT pg_temp.enrol(:dee, :bob, 'z') AS zed \gset
SELECT pg_temp.enrol(:root, :cay, 'c') AS far \gset
CREATE FUNCTION pg_temp.listed(p_user bigint, p_query jsonb) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(i ->> 'id', ' ')
    FROM json_array_elements(device_list(p_user, p_query) -> 'items') i
$$;
SELECT is(pg_temp.listed(user_id, query::jsonb), wanted, what)
FROM (VALUES
    (:dee, '{}', format('%s %s', :dev, :zed), 'those one sees'),
    (:root, '{}', format('%s %s %s', :dev, :zed, :far), 'all'),
    (:root, format('{"territory": %s}', :berlin), :'far', 'of a territory'),
    (:dee, format('{"technician": %s}', :bob), :'zed', 'of a technician'),
    (:dee, '{"limit": 1}', :'dev', 'a page'),
    (:dee, format('{"limit": 1, "after": %s}', :dev), :'zed', 'the next one'),
    (:dee, '{"sort": "-name"}', format('%s %s', :zed, :dev), 'by name'),
    (:dee, '{"sort": "unsent"}', format('%s %s', :dev, :zed),
        'by what waits; unknown last'),
    (:dee, '{"sort": "-last_seen_at", "limit": 1}', :'zed', 'the last seen'),
    (:dee, '{"q": "fair Z''s"}', :'zed', 'by words'),
    (:dee, '{"state": "revoked"}', NULL, 'none is revoked'),
    (:dee, '{"state": "active"}', format('%s %s', :dev, :zed), 'all active')
) t (user_id, query, wanted, what);
SELECT throws_ok(format('SELECT device_list(%s, ''{"territory": %s}'')', :dee,
    :berlin), 'CO404', NULL, 'not another''s territory');
SELECT throws_ok(format('SELECT device_list(%s, ''{}'')', :ina), 'CO403',
    NULL, 'intake has no use for it');

-- A name.
SELECT throws_ok(format('SELECT device_put(%s, ''r'', %s, 9, ''{}'')', :dee,
    :dev), 'CO412', NULL, 'of a version that is not');
SELECT throws_ok(format('SELECT device_put(%s, ''r'', %s, 1, %L)', :dee, :dev,
    body), 'CO422', NULL, body || ' will not do')
FROM (VALUES ('{"name": ""}'), ('{"name": null}'), ('{"name": 7}'),
    (format('{"name": "%s"}', repeat('x', 101)))) t (body);
SELECT throws_ok(format('SELECT device_put(%s, ''r'', %s, 1, '
    '''{"name": "x"}'')', :max, :dev), 'CO403', NULL, 'a manager looks on');
SELECT is(version, 2::bigint, 'a name moves the version')
FROM device_put(:dee, 'r', :dev, 1, '{"name": "Van 7", "why": "clearer"}');
SELECT is(version, 2::bigint, 'the same name does not')
FROM device_put(:dee, 'r', :dev, 2, '{"name": "Van 7"}');
SELECT results_eq(format('SELECT action, why FROM audit WHERE object_kind = '
    '''device'' AND object_id = %s AND actor_kind = ''user''', :dev),
    $$VALUES ('device.changed', 'clearer')$$, 'who and why is kept');

-- Shut out.
SELECT device_revoke(:dee, 'r', :dev) AS ignored \gset
SELECT is(pg_temp.state('b20'), 'quarantine', 'it may tell the rest');
SELECT results_eq('SELECT devices_out(60)', format('VALUES (%s::bigint)',
    :dev), 'and all hear that it is out');
SELECT throws_ok($$SELECT pg_temp.renew('b20', 'x')$$, 'CO401', NULL,
    'it gets no new token');
SELECT is((device_get(:dee, :dev)).body ->> 'state', 'revoked',
    'the dispatcher sees it');
SELECT is(pg_temp.listed(:dee, '{"state": "revoked"}'), :'dev',
    'among the revoked');
SELECT pg_temp.clock('2026-04-05 15:03Z') AS ignored \gset
SELECT is_empty('SELECT devices_out(60)', 'news is news for a while');
SELECT pg_temp.clock('2026-04-12 15:01Z') AS ignored \gset
SELECT is(pg_temp.state('b20'), 'quarantine', 'a week');
SELECT pg_temp.clock('2026-04-12 15:01:02Z') AS ignored \gset
SELECT is(pg_temp.state('b20'), 'revoked', 'is over');
SELECT is((device_get(:dee, :dev)).body ->> 'last_seen_at',
    '2026-04-05T15:01:01Z', 'asking in vain is not being here');

-- In quarantine. A mutation in short: seq, kind, visit, body.
CREATE FUNCTION pg_temp.m(p_seq bigint, p_kind text, p_visit bigint,
    p_body jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('seq', p_seq, 'uid',
        md5(p_seq || '/q')::uuid, 'kind', p_kind, 'visit', p_visit,
        'at', '2026-03-04T16:00:00Z', 'body', p_body))
$$;
CREATE FUNCTION pg_temp.push(p_device bigint, VARIADIC p_m jsonb[])
RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(seq || ' ' || verdict, ', ' ORDER BY seq)
    FROM push_apply(p_device, to_jsonb(p_m), app_now() + interval '1 hour',
        'r', 3)
$$;
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT pg_temp.job(:dee) AS job \gset
SELECT pg_temp.assign(:dee, :job, :bob, '2026-03-04 13:00') AS visit \gset
SELECT pg_temp.job(:dee) AS other \gset
SELECT pg_temp.assign(:dee, :other, :bob, '2026-03-04 15:00') AS visit2 \gset
SELECT is(pg_temp.push(:zed, pg_temp.m(1, 'status', :visit,
    '{"state": "en_route"}')), '1 applied', 'before');
SELECT results_eq(format('SELECT unsent, clock_skew_ms FROM device '
    'WHERE id = %s', :zed), 'VALUES (3::bigint, 3600000::bigint)',
    'what it says of itself');
SELECT device_revoke(:dee, 'r', :zed) AS ignored \gset
SELECT pg_temp.clock('2026-03-10 16:00Z') AS ignored \gset
SELECT is(pg_temp.push(:zed,
    pg_temp.m(1, 'status', :visit, '{"state": "en_route"}'),
    pg_temp.m(2, 'status', :visit, '{"state": "on_site"}'),
    pg_temp.m(3, 'status', :visit, '{"state": "completed", "outcome": '
        '"fixed"}'),
    pg_temp.m(4, 'note', :visit2, '{"text": "a word"}'),
    pg_temp.m(5, 'positions', NULL, '{"points": [{"at": '
        '"2026-03-04T16:00:00Z", "lat": 1, "lon": 2}]}'),
    pg_temp.m(6, 'teleport', NULL, '{}')), '1 duplicate, 2 out_of_scope, '
    '3 out_of_scope, 4 out_of_scope, 5 out_of_scope, 6 invalid',
    'after: all is kept');
SELECT is(string_agg(seq || quarantined::text, ' ' ORDER BY seq),
    '1false 2true 3true 4true 5true 6true', 'in quarantine')
FROM fact WHERE device_id = :zed;
SELECT is(v.state || ' ' || j.state, 'en_route planned', 'and moves '
    'nothing') FROM visit v JOIN job j ON j.id = v.job_id
WHERE v.id = :visit;
SELECT is(string_agg(device_id || ' ' || lat, ''), :'zed' || ' 1',
    'where it was is known, and of which device') FROM position;
SELECT results_eq(format('SELECT job_id, jsonb_array_length(facts) FROM '
    'review WHERE kind = ''quarantine'' AND technician_id = %s ORDER BY '
    'job_id', :bob), format('VALUES (%s::bigint, 2), (%s, 1), (NULL, 1)',
    :job, :other), 'a review a job');
SELECT is(pg_temp.push(:zed, pg_temp.m(3, 'status', :visit, '{"state": '
    '"completed", "outcome": "fixed"}')), '3 duplicate', 'exactly once');
SELECT throws_ok(format('SELECT pg_temp.push(%s, pg_temp.m(9, ''note'', '
    'NULL, ''{"text": "x"}''))', :zed), 'CO409', NULL, 'in order');
-- What is in quarantine takes nothing back of what counts.
SELECT pg_temp.enrol(:dee, :bob, 'new') AS new \gset
SELECT is(pg_temp.push(:new, pg_temp.m(11, 'note', :visit, '{"text": "x"}')
    || '{"seq": 1}', pg_temp.m(12, 'time', :visit, '{"kind": "work", "from": '
    '"2026-03-04T14:00:00Z", "to": "2026-03-04T15:00:00Z"}')
    || '{"seq": 2}'), '1 applied, 2 applied', 'a new phone goes on');
SELECT is(pg_temp.push(:zed, pg_temp.m(7, 'correction', :visit,
    jsonb_build_object('of', md5('12/q')::uuid))), '7 out_of_scope',
    'a correction from the lost one');
SELECT is(count(*)::integer, 1, 'is not believed') FROM time_entry;
SELECT pg_temp.clock('2026-03-11 15:00Z') AS ignored \gset
SELECT throws_ok(format('SELECT pg_temp.push(%s, pg_temp.m(8, ''note'', '
    'NULL, ''{"text": "x"}''))', :zed), 'CO401', NULL, 'after a week no more');
SELECT * FROM finish();
