-- SPDX-License-Identifier: MIT
-- Technicians by the API: made, changed, gone; and the visits that a change
-- hits, which stay and are told.
BEGIN;
\ir include/world.psql
SELECT no_plan();

CREATE FUNCTION pg_temp.hit(p_body json) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg((e ->> 'visit') || ' ' || (e ->> 'rule'), ', '
        ORDER BY e ->> 'start', e ->> 'rule'), '')
    FROM json_array_elements(p_body -> 'affected') e
$$;
CREATE FUNCTION pg_temp.shift(p_technician bigint, p_during tstzrange)
RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO shift (technician_id, during) VALUES (p_technician, p_during)
    RETURNING id
$$;

-- A new one.
INSERT INTO tool (code, name) VALUES ('ladder', 'Ladder'), ('vac', 'Vacuum');
INSERT INTO part (code, name) VALUES ('fuse', 'Fuse'), ('pump', 'Pump');
SELECT body, version FROM technician_put(:dee, 'req', NULL, NULL, format(
    '{"code": "dan", "name": "Dan", "territory": %s,
    "start": {"lat": 40.5, "lon": -74.1},
    "skills": [{"skill": "gas", "level": 2, "to": "2026-04-01"},
        {"skill": "gas", "level": 3, "from": "2026-04-01"}],
    "tools": ["vac", "ladder"], "parts": [{"part": "fuse", "amount": 4}]}',
    :ny)::jsonb) \gset
SELECT :'body'::json ->> 'id' AS dan \gset
SELECT is(:'body'::json -> 'employed' ->> 'from', '2026-03-04',
    'from today on, where nothing else is said');
SELECT is(:'body'::jsonb -> 'end', '{"lat": 40.5, "lon": -74.1}',
    'he ends where he starts');
SELECT is(:'body'::jsonb -> 'tools', '["ladder", "vac"]', 'tools');
SELECT is(:'body'::jsonb -> 'parts', '[{"part": "fuse", "amount": 4}]',
    'parts');
SELECT is(json_array_length(:'body'::json -> 'skills'), 2,
    'a certificate and the one after it');
SELECT is(:'body'::json ->> 'retired', 'false', 'he works here');
SELECT is((SELECT count(*) FROM feed_scope WHERE kind = 'technician'
    AND object_id = :dan), 1::bigint, 'he has a feed');

-- What cannot be.
SELECT throws_ok(format('SELECT * FROM technician_put(%s, NULL, NULL, NULL, '
    '%L)', :dee, replace('{"code": "eve", "name": "Eve", "territory": NY, '
    '"start": {"lat": 40.5, "lon": -74}}', 'NY', :'ny')::jsonb
    || c.body::jsonb), c.code, NULL, c.body)
FROM (VALUES ('CO409', '{"code": "dan"}'), ('CO422', '{"code": "e v"}'),
    ('CO422', '{"name": ""}'), ('CO422', '{"start": {"lat": 91, "lon": 0}}'),
    ('CO422', '{"start": null}'), ('CO422', '{"start": {"lat": 1}}'),
    ('CO404', '{"territory": 999999}'),
    ('CO422', '{"employed": {"from": "2026-13-01"}}'),
    ('CO422', '{"employed": {"to": "soon"}}'),
    ('CO422', '{"employed": {"from": "2026-03-05", "to": "2026-03-05"}}'),
    ('CO422', '{"employed": 5}'), ('CO422', '{"skills": {}}'),
    ('CO422', '{"skills": [{"skill": "luck"}]}'),
    ('CO422', '{"skills": [{"skill": "gas", "level": 11}]}'),
    ('CO422', '{"skills": [{"skill": "gas"}, {"skill": "gas"}]}'),
    ('CO422', '{"tools": ["hammer"]}'), ('CO422', '{"tools": "vac"}'),
    ('CO422', '{"parts": [{"part": "fuse"}, {"part": "fuse"}]}'),
    ('CO422', '{"parts": [{"part": "fuse", "amount": 0}]}'),
    ('CO400', '{"shoes": 43}')) c (code, body);
SELECT throws_ok(format('SELECT * FROM technician_put(%s, NULL, NULL, NULL, '
    '''{}'')', :max), 'CO403', NULL, 'a manager does not');
SELECT throws_ok(format('SELECT * FROM technician_put(%s, NULL, %s, NULL, '
    '''{}'')', :dee, :cay), 'CO404', NULL, 'nor she in Berlin');
SELECT throws_ok(format('SELECT * FROM technician_put(%s, NULL, %s, NULL, '
    '''{"territory": %s}'')', :dee, :ann, :berlin), 'CO404', NULL,
    'nor does she send somebody there');

-- A change.
SELECT is((SELECT version FROM technician_put(:dee, NULL, :dan, 1,
    '{"skills": [{"skill": "gas", "level": 3, "from": "2026-04-01"},
        {"skill": "gas", "level": 2, "to": "2026-04-01"}],
    "tools": ["ladder", "vac"]}')), 1::bigint, 'the same lists: nothing new');
SELECT is((SELECT version FROM technician_put(:dee, NULL, :dan, 1,
    '{"parts": []}')), 2::bigint, 'another list is another version');
SELECT throws_ok(format('SELECT * FROM technician_put(%s, NULL, %s, 1, '
    '''{}'')', :dee, :dan), 'CO412', NULL, 'an old version');
SELECT is((SELECT body -> 'end' ->> 'lat' FROM technician_put(:dee, NULL,
    :dan, 2, '{"start": {"lat": 40.6, "lon": -74}}')), '40.6',
    'he moves house, with both places');
SELECT is((SELECT body -> 'end' ->> 'lat' FROM technician_put(:dee, NULL,
    :dan, 3, '{"end": {"lat": 41, "lon": -74}}')), '41', 'or with one');
SELECT is((SELECT string_agg(action, ' ' ORDER BY id) FROM audit
    WHERE object_kind = 'technician' AND object_id = :dan),
    'technician.created technician.changed technician.changed '
    'technician.changed', 'all of it is in the trail');

-- Ann has two visits: what hits them is told, once.
SELECT pg_temp.shift(:ann, '[2026-03-05 13:00Z,2026-03-05 21:00Z)') AS s1
\gset
SELECT pg_temp.shift(:ann, '[2026-03-06 13:00Z,2026-03-06 21:00Z)') AS s2
\gset
SELECT pg_temp.job(:dee) AS j1 \gset
SELECT pg_temp.job(:dee) AS j2 \gset
SELECT pg_temp.assign(:dee, :j1, :ann, '2026-03-05 10:00') AS v1 \gset
SELECT pg_temp.assign(:dee, :j2, :ann, '2026-03-06 10:00') AS v2 \gset
SELECT is((SELECT count(*) FROM visit_troubles(:ann)), 0::bigint,
    'nothing is wrong');
SELECT body FROM technician_put(:dee, NULL, :ann, NULL,
    '{"skills": [{"skill": "gas", "level": 3, "to": "2026-03-06"}]}') \gset
SELECT is(pg_temp.hit(:'body'), :'v2' || ' certificate',
    'a certificate that ends before a visit');
SELECT is((SELECT technician_id || ' ' || job_id || ' ' || visits::text
    FROM notice), :'ann' || ' ' || :'j2' || ' {' || :'v2' || '}',
    'a notice asks to look after it');
SELECT ok((SELECT text LIKE '%Ann%No heat%' FROM notice), 'in words');
SELECT is(visit_live(state), true, 'the visit stays') FROM visit
WHERE id = :v2;
SELECT is((SELECT pg_temp.hit(body) FROM technician_put(:dee, NULL, :ann,
    NULL, '{"skills": []}')), format('%s skill, %s skill', :v1, :v2),
    'now she has none at all');
SELECT is((SELECT pg_temp.hit(body) FROM technician_put(:dee, NULL, :ann,
    NULL, '{"skills": [{"skill": "gas", "level": 3}]}')), '',
    'it is given back: nothing new');
SELECT is((SELECT count(*) FROM notice), 2::bigint, 'a notice for each loss');
SELECT is((SELECT pg_temp.hit(body) FROM technician_put(:dee, NULL, :ann,
    NULL, '{"employed": {"to": "2026-03-06"}}')),
    format('%s employment, %s shift', :v2, :v2), 'she leaves before a visit');
SELECT is((SELECT count(*) FROM shift WHERE id IN (:s1, :s2)), 1::bigint,
    'and has no shift there');
SELECT is((SELECT pg_temp.hit(body) FROM technician_put(:root, NULL, :ann,
    NULL, format('{"territory": %s, "employed": {"to": null}}',
    :berlin)::jsonb)), format('%s territory, %s territory', :v1, :v2),
    'visits do not follow her to another territory');
SELECT is((SELECT count(*) FROM notice WHERE territory_id = :ny
    AND cardinality(visits) = 2 AND job_id IS NULL), 2::bigint,
    'the one that they belong to is told, as of the skills');
SELECT is((SELECT body ->> 'retired' FROM technician_put(:root, NULL, :ann,
    NULL, '{"retired": true}')), 'true', 'gone today');
SELECT is((SELECT body -> 'employed' ->> 'to' FROM technician_put(:root,
    NULL, :ann, NULL, '{"retired": false}')), NULL, 'back');

-- Tools, parts; a rule that the policy has turned off is no trouble.
INSERT INTO job_type_tool SELECT :lamp, id FROM tool WHERE code = 'vac';
INSERT INTO job_type_part SELECT :lamp, id, 2 FROM part WHERE code = 'fuse';
SELECT pg_temp.job(:dee, '{"type": "lamp"}') AS lamp_job \gset
SELECT is(job_json(:lamp_job)::jsonb -> 'parts',
    '[{"part": "fuse", "amount": 2}]', 'a job needs what its type needs');
SELECT pg_temp.job(:dee, '{"type": "lamp", "tools": ["ladder"],
    "parts": []}') AS ladder_job \gset
SELECT is(job_json(:ladder_job)::jsonb -> 'tools', '["ladder"]',
    'or what it says itself');
SELECT throws_ok(format('SELECT pg_temp.job(%s, ''{"tools": ["axe"]}'')',
    :dee), 'CO422', NULL, 'a tool that there is not');
SELECT pg_temp.shift(:dan, '[2026-03-05 13:00Z,2026-03-05 21:00Z)')
    AS ignored \gset
SELECT FROM technician_put(:dee, NULL, :dan, NULL,
    '{"parts": [{"part": "fuse", "amount": 2}]}');
SELECT pg_temp.assign(:dee, :lamp_job, :dan, '2026-03-05 10:00') AS v3 \gset
SELECT is((SELECT pg_temp.hit(body) FROM technician_put(:dee, NULL, :dan,
    NULL, '{"tools": ["ladder"], "parts": [{"part": "fuse"}]}')),
    format('%s parts, %s tools', :v3, :v3), 'the van does not have it');
SELECT FROM technician_put(:dee, NULL, :dan, NULL, '{"tools": ["vac"],
    "parts": [{"part": "fuse", "amount": 2}]}');
SELECT FROM policy_put(:dee, NULL, :ny, NULL,
    '{"rules": [{"rule": "tools", "mode": "off"}]}');
SELECT is((SELECT pg_temp.hit(body) FROM technician_put(:dee, NULL, :dan,
    NULL, '{"tools": []}')), '', 'a rule that is off');
SELECT results_eq(format('SELECT job, amount FROM planning_job_parts(%s, '
    '''2026-03-05Z'', ''2026-03-06Z'', ARRAY[%s]::bigint[])', :ny,
    :lamp_job), format('VALUES (%s::bigint, 2::bigint)', :lamp_job),
    'the planner sees parts');
SELECT is((SELECT count(*) FROM planning_parts(:ny, '2026-03-05Z',
    '2026-03-06Z')), 1::bigint, 'and vans');

-- Lists, deletion.
SELECT is((SELECT string_agg(e ->> 'code', ' ') FROM json_array_elements(
    technician_list(:dee, '{"sort": "-code"}') -> 'items') e), 'dan bob',
    'hers only, in order');
SELECT is((SELECT string_agg(e ->> 'code', ' ') FROM json_array_elements(
    technician_list(:max, '{"skill": "gas"}') -> 'items') e),
    'ann bob dan', 'who has a skill today');
SELECT throws_ok(format('SELECT technician_delete(%s, NULL, %s, NULL, '
    'NULL)', :dee, :dan), 'CO409', NULL, 'he has a visit');
SELECT lives_ok(format('SELECT technician_delete(%s, NULL, %s, NULL, '
    '''made in error'')', :dee, :bob), 'nobody refers to him');
SELECT is((SELECT count(*) FROM feed_scope WHERE kind = 'technician'
    AND object_id = :bob), 0::bigint, 'nor does his feed stay');
SELECT is((SELECT count(*) FROM tool, LATERAL tool_get(:dee, id)),
    2::bigint, 'tools by the API');
SELECT throws_ok(format('SELECT part_delete(%s, NULL, (SELECT id FROM part '
    'WHERE code = ''fuse''), NULL, NULL)', :dee), 'CO409', NULL,
    'a part in use');
SELECT * FROM finish();
ROLLBACK;
