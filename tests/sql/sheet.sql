-- SPDX-License-Identifier: MIT
-- The whole job sheet: what it shows, that each change of it reaches the
-- devices that have it and no other, the van, the check, contract 1.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- What there is to show.
SELECT asset_put.body ->> 'id' AS boiler1 FROM asset_put(:dee, 'r', NULL, NULL,
    jsonb_build_object('site', :mill, 'name', 'Boiler 1', 'model', 'Vito 200',
    'serial', 'SN-1', 'installed', '2019-05-01', 'warranty', '2029-05-01'))
\gset
INSERT INTO part (code, name) VALUES ('pump', 'Pump'), ('seal', 'Seal');
SELECT id AS pump FROM part WHERE code = 'pump' \gset
SELECT id AS seal FROM part WHERE code = 'seal' \gset
SELECT (job_type_put.body ->> 'tasks') AS tasks FROM job_type_put(:root, 'r',
    :boiler, (SELECT version FROM job_type WHERE id = :boiler),
    '{"tasks": [{"text": "Gas off", "required": true}, {"text": "Photo"}]}')
\gset
SELECT is(:'tasks'::text, '[{"text" : "Gas off", "required" : true}, '
    '{"text" : "Photo", "required" : false}]', 'a list of tasks of a type');
SELECT pg_temp.job(:dee, jsonb_build_object('asset', :boiler1::bigint,
    'parts', '[{"part": "seal", "amount": 2}]'::jsonb)) AS job \gset
SELECT pg_temp.assign(:dee, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.job(:dee) AS job2 \gset
SELECT pg_temp.assign(:dee, :job2, :bob, '2026-03-04 13:00') AS visit2 \gset
INSERT INTO device (technician_id, name, enrolled_at)
VALUES (:ann, 'phone', app_now()) RETURNING id AS dev \gset
INSERT INTO technician_part VALUES (:ann, :seal, 5), (:ann, :pump, 0);
INSERT INTO site_note (site_id, text, at, user_id)
VALUES (:mill, 'Dog', app_now() - interval '1 day', :dee),
    (:mill, 'Key at no. 3', app_now(), :dee);
SELECT pg_temp.stamp() AS ignored \gset

SELECT is(asset::jsonb, jsonb_build_object('id', :boiler1::bigint,
    'name', 'Boiler 1', 'model', 'Vito 200', 'serial', 'SN-1',
    'installed', '2019-05-01', 'warranty', '2029-05-01'), 'the asset')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit;
SELECT is(tasks::jsonb - 'x', (SELECT jsonb_agg(jsonb_build_object('id', id,
        'position', position, 'text', text, 'required', required, 'state',
        'open') ORDER BY position) FROM job_task WHERE job_id = :job),
    'the type''s tasks')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit;
SELECT is(parts::jsonb, '[{"code": "seal", "name": "Seal", "quantity": 2}]',
    'the parts that are planned')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit;
SELECT is(jsonb_path_query_array(site_notes::jsonb, '$[*].text'),
    '["Key at no. 3", "Dog"]', 'notes, the newest first')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit;
SELECT is(past::text, NULL, 'nobody was there')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit;
SELECT is(parts::jsonb, '[{"code": "seal", "name": "Seal", "quantity": 5}]',
    'the van, without what it has none of')
FROM sync_pull(:dev, 0, 10, 2) WHERE kind = 'van';
SELECT is(array_agg(kind || ' ' || coalesce(visit_id::text, '-')),
    ARRAY['van 0', 'visit ' || :visit, 'check -'], 'in order of version')
FROM sync_pull(:dev, 0, 10, 2);

-- Contract 1 gets what it knows; the van moves its cursor all the same.
SELECT is(array_agg(kind || ' ' || visit_id), ARRAY['van 0',
    'visit ' || :visit], 'the same changes')
FROM sync_pull(:dev, 0, 10, 1) WHERE kind <> 'check';
SELECT is(version || ' ' || coalesce(digest, '-'),
    pg_temp.scope_version('technician', :ann) || ' -',
    'and how far that is, without a digest')
FROM sync_pull(:dev, 0, 10, 1) WHERE kind = 'check';
SELECT is(num_nonnulls(asset, past, tasks, parts, site_notes, photos), 0,
    'nothing new in them')
FROM sync_pull(:dev, 0, 10, 1) WHERE kind = 'visit';
SELECT is(count(*), 3::bigint, 'what asks as before gets the same')
FROM sync_pull(:dev, 0, 10);

-- The check.
SELECT is(digest, left(encode(sha256(convert_to((SELECT string_agg(
        f.object_id || ' ' || f.version || E'\n', '' ORDER BY f.object_id)
        FROM feed f JOIN feed_scope s ON s.id = f.scope_id
        WHERE s.kind = 'technician' AND s.object_id = :ann
            AND f.op = 'U'), 'UTF8')), 'hex'), 16), 'is over what is held')
FROM sync_pull(:dev, 0, 10, 2) WHERE kind = 'check';
SELECT is(count(*), 0::bigint, 'not where more is to come')
FROM sync_pull(:dev, 0, 2, 2) WHERE kind = 'check';
SELECT is(count(*), 1::bigint, 'but after exactly a page')
FROM sync_pull(:dev, 0, 3, 2) WHERE kind = 'check';
SELECT is(version, pg_temp.scope_version('technician', :ann),
    'also where nothing changed')
FROM sync_pull(:dev, pg_temp.scope_version('technician', :ann), 9, 2)
WHERE kind = 'check';

-- Each change reaches whom it touches: what, who hears of it, how it is done.
CREATE TEMP TABLE touch (nth serial, what text, ann boolean, bob boolean,
    sql text);
INSERT INTO touch (what, ann, bob, sql) VALUES
    ('the asset''s name', true, false, format(
        'UPDATE asset SET name = ''B1'' WHERE id = %s', :boiler1)),
    ('the asset, retired', false, false, format(
        'UPDATE asset SET retired_at = app_now() WHERE id = %s', :boiler1)),
    ('a task done', true, false, format(
        'UPDATE job_task SET done_at = app_now(), done_by = %s '
        'WHERE job_id = %s AND position = 1', :ann, :job)),
    ('a task done, once more', false, false, format(
        'UPDATE job_task SET done_by = %s WHERE job_id = %s AND position = 1',
        :ann, :job)),
    ('another task', true, false, format('INSERT INTO job_task '
        '(job_id, position, text) VALUES (%s, 3, ''x'')', :job)),
    ('a task less', true, false, format(
        'DELETE FROM job_task WHERE job_id = %s AND position = 3', :job)),
    ('a type''s tasks', false, false, format(
        'DELETE FROM job_type_task WHERE job_type_id = %s', :boiler)),
    ('more parts', true, false, format(
        'UPDATE job_part SET amount = 3 WHERE job_id = %s', :job)),
    ('no parts', true, false, format(
        'DELETE FROM job_part WHERE job_id = %s', :job)),
    ('a part again', true, false, format(
        'INSERT INTO job_part VALUES (%s, %s, 2)', :job, :pump)),
    ('a note for the site', true, true, format('INSERT INTO site_note '
        '(site_id, text, at) VALUES (%s, ''x'', app_now())', :mill)),
    ('other words', true, true,
        'UPDATE site_note SET text = ''y'' WHERE text = ''x'''),
    ('a note less', true, true, 'DELETE FROM site_note WHERE text = ''y'''),
    ('a note elsewhere', false, false, format('INSERT INTO site_note '
        '(site_id, text, at) VALUES (%s, ''x'', app_now())', :werk)),
    ('a promise', true, false, format('UPDATE sla_clock SET due_at = due_at '
        '+ interval ''1 hour'' WHERE job_id = %s AND kind = ''resolve''',
        :job)),
    ('a skill''s code', true, true, 'UPDATE skill SET code = ''gaz'' '
        'WHERE code = ''gas'''),
    ('the job''s asset', true, false, format(
        'UPDATE job SET asset_id = NULL WHERE id = %s', :job)),
    ('and back', true, false, format(
        'UPDATE job SET asset_id = %s WHERE id = %s', :boiler1, :job)),
    ('due', true, false, format('UPDATE job SET due_at = ''2026-03-05'' '
        'WHERE id = %s', :job)),
    ('pinned', true, false, format('UPDATE visit SET pinned = true '
        'WHERE id = %s', :visit)),
    ('a technician''s name, who was nowhere', false, false, format(
        'UPDATE technician SET name = ''C'' WHERE id = %s', :cay));
CREATE FUNCTION pg_temp.touches(p_sql text, p_scope bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_before bigint := pg_temp.scope_version('technician', p_scope);
BEGIN
    EXECUTE p_sql;
    PERFORM pg_temp.stamp();
    RETURN pg_temp.scope_version('technician', p_scope) - v_before;
END
$$;
SELECT pg_temp.scope_version('technician', :bob) AS bobs \gset
SELECT is(pg_temp.touches(sql, :ann), ann::integer::bigint,
    what || CASE WHEN ann THEN ' moves the sheet once' ELSE ' moves nothing'
    END) FROM (SELECT * FROM touch ORDER BY nth) t;
SELECT is(pg_temp.scope_version('technician', :bob) - :bobs, count(*),
    'another''s sheet moved with what is of the site alone')
FROM touch WHERE bob;
SELECT is(sequence, 1, 'only what a calendar shows moved that')
FROM visit WHERE id = :visit;

-- The van.
CREATE TEMP TABLE stock (nth serial, what text, moves bigint, sql text);
INSERT INTO stock (what, moves, sql) VALUES
    ('a part used', 1, format('UPDATE technician_part SET amount = amount - 7 '
        'WHERE technician_id = %s AND part_id = %s', :ann, :seal)),
    ('its name', 1, 'UPDATE part SET name = ''O-ring'' WHERE code = ''seal'''),
    ('a name on van and sheet', 2,
        'UPDATE part SET name = ''Big pump'' WHERE code = ''pump'''),
    ('taken out', 1, format('DELETE FROM technician_part WHERE technician_id '
        '= %s AND part_id = %s', :ann, :pump)),
    ('somebody else''s', 0, format('INSERT INTO technician_part '
        'VALUES (%s, %s, 1)', :bob, :pump));
SELECT is(pg_temp.touches(sql, :ann), moves, what)
FROM (SELECT * FROM stock ORDER BY nth) s;
SELECT is(parts::jsonb, '[{"code": "seal", "name": "O-ring", "quantity": -2}]',
    'below zero: more was used than was known')
FROM sync_pull(:dev, 0, 10, 2) WHERE kind = 'van';
SELECT is(count(*), 0::bigint, 'the planner counts on nothing of it')
FROM planning_parts(:ny, app_now(), app_now()) WHERE technician = :ann;

-- Who was there: on the same asset, or at the site of a job without one.
SELECT throws_ok(format('SELECT pg_temp.job(%s, ''{"asset": %s}'')', :dee,
    :boiler1), 'CO422', NULL, 'nothing new is begun on a retired asset');
UPDATE asset SET retired_at = NULL WHERE id = :boiler1;
SELECT throws_ok(format('SELECT pg_temp.job(%s, ''{"asset": %s, "site": %s}'')',
    :root, :boiler1, :werk), 'CO422', NULL, 'nor on another site''s');
SELECT pg_temp.job(:dee, jsonb_build_object('asset', :boiler1::bigint))
    AS job3 \gset
SELECT pg_temp.assign(:dee, :job3, :bob, '2026-03-04 15:00') AS visit3 \gset
SELECT pg_temp.stamp() AS ignored \gset
SELECT pg_temp.scope_version('technician', :ann) AS anns,
    pg_temp.scope_version('technician', :bob) AS bobs \gset
UPDATE visit SET state = 'en_route' WHERE id = :visit;
UPDATE visit SET state = 'on_site' WHERE id = :visit;
UPDATE visit SET state = 'completed', outcome = 'partial',
    outcome_note = 'Needs a pump', ended_at = app_now() WHERE id = :visit;
SELECT pg_temp.stamp() AS ignored \gset
SELECT is(pg_temp.feed_of('technician', :bob, :bobs), 'U:visit ' || :visit2
    || ' U:visit ' || :visit3, 'both of the site''s sheets move');
SELECT is(pg_temp.feed_of('technician', :ann, :anns), 'U:visit ' || :visit,
    'and her own');
UPDATE device SET technician_id = :bob WHERE id = :dev;
SELECT is(past::jsonb, jsonb_build_array(jsonb_build_object(
    'at', '2026-03-04T15:00:00Z', 'by', 'Ann', 'type', 'boiler',
    'outcome', 'partial', 'text', 'Needs a pump')), 'as it was')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id IN (:visit2, :visit3);
SELECT is(pg_temp.touches(sql, :bob), 2::bigint, what) FROM (VALUES
    (1, 'other words move both', format('UPDATE visit SET outcome_note = ''P'''
        ' WHERE id = %s', :visit)),
    (2, 'her name moves both', format('UPDATE technician SET name = ''Anna'' '
        'WHERE id = %s', :ann)),
    (3, 'the type''s code moves both', format('UPDATE job_type SET code = '
        '''kettle'' WHERE id = %s', :boiler))) c (nth, what, sql)
WHERE nth < 3 ORDER BY nth;
UPDATE job SET asset_id = NULL WHERE id = :job;
SELECT is(past::text, NULL, 'an asset that nobody worked on')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit3;
SELECT is(json_array_length(past), 1, 'at a site where somebody was')
FROM sync_pull(:dev, 0, 10, 2) WHERE visit_id = :visit2;
-- What a device still shows of last week follows too.
UPDATE device SET technician_id = :ann WHERE id = :dev;
SELECT is(pg_temp.touches(format('UPDATE site SET access_notes = ''z'' '
    'WHERE id = %s', :mill), :ann), 1::bigint,
    'the sheet of a visit that has ended moves with its site');
SELECT is(pg_temp.touches(format('UPDATE job SET title = ''z'' '
    'WHERE id = %s', :job), :ann), 1::bigint, 'and its job');
SELECT pg_temp.clock('2026-03-13 15:00Z') AS ignored \gset
SELECT is(pg_temp.touches(format('UPDATE site SET access_notes = ''w'' '
    'WHERE id = %s', :mill), :ann), 0::bigint, 'until the week is over');
SELECT * FROM finish();
ROLLBACK;
