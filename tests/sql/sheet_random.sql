-- SPDX-License-Identifier: MIT
-- Whatever changes, in whatever order: who applied each delta holds what a
-- fetch of everything would give now. Random changes of all that a sheet shows
-- (and of what none does), by a fixed seed.
BEGIN;
\ir include/world.psql
SELECT no_plan();
INSERT INTO asset (site_id, name) VALUES (:mill, 'A1'), (:mill, 'A2');
INSERT INTO part (code, name) VALUES ('p1', 'P1'), ('p2', 'P2');
INSERT INTO tool (code, name) VALUES ('t1', 'T1');
INSERT INTO device (technician_id, name, enrolled_at)
SELECT id, code, app_now() FROM technician;
UPDATE technician_skill SET certified = '[2020-01-01,)';

-- What can happen; %1 to %3 are random numbers.
CREATE TEMP TABLE happening (nth serial, sql text);
INSERT INTO happening (sql) VALUES
    ('SELECT pg_temp.job(' || :root || ')'),
    ('INSERT INTO visit (job_id, technician_id, state, planned, created_at,
        revised_at) SELECT j.id, t.id, ''dispatched'', tstzrange(d, d
        + interval ''1 hour''), app_now(), app_now() FROM (SELECT id FROM job
        WHERE completed_at IS NULL ORDER BY hashint8(id + %1$s) LIMIT 1) j,
        (SELECT id FROM technician ORDER BY hashint8(id + %2$s) LIMIT 1) t,
        (SELECT timestamptz ''2026-04-01Z'' + %3$s * interval ''1 hour'') x (d)
        WHERE NOT EXISTS (SELECT FROM visit v WHERE v.technician_id = t.id
        AND v.planned && tstzrange(d, d + interval ''1 hour''))'),
    ('UPDATE visit SET technician_id = (SELECT id FROM technician
        ORDER BY hashint8(id + %2$s) LIMIT 1), planned = tstzrange(
        timestamptz ''2026-08-01Z'' + %3$s * interval ''1 hour'',
        timestamptz ''2026-08-01Z'' + (%3$s + 1) * interval ''1 hour'')
        WHERE id = (SELECT id FROM visit WHERE state = ''dispatched''
        ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE visit SET state = ''completed'', outcome = ''fixed'',
        outcome_note = ''%3$s'', ended_at = app_now() WHERE id = (SELECT id
        FROM visit WHERE state = ''dispatched'' ORDER BY hashint8(id + %1$s)
        LIMIT 1)'),
    ('UPDATE visit SET state = ''cancelled'', ended_at = app_now()
        WHERE id = (SELECT id FROM visit WHERE state = ''dispatched''
        ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE visit SET outcome_note = ''%2$s'' WHERE id = (SELECT id FROM visit
        WHERE state = ''completed'' ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE job SET asset_id = (SELECT id FROM asset WHERE %2$s %% 3 > 0
        ORDER BY hashint8(id + %2$s) LIMIT 1) WHERE id = (SELECT id FROM job
        ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE job SET title = ''%2$s'', due_at = ''2027-01-01Z'' WHERE id =
        (SELECT id FROM job ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE asset SET serial = ''%2$s'' WHERE name = ''A'' || 1 + %1$s %% 2'),
    ('INSERT INTO job_task (job_id, position, text) SELECT id, 1 + %2$s %% 9,
        ''x'' FROM job j WHERE NOT EXISTS (SELECT FROM job_task k
        WHERE k.job_id = j.id AND k.position = 1 + %2$s %% 9)
        ORDER BY hashint8(id + %1$s) LIMIT 1'),
    ('UPDATE job_task SET done_at = app_now() WHERE position = 1 + %1$s %% 9'),
    ('DELETE FROM job_task WHERE position = 1 + %1$s %% 9'),
    ('INSERT INTO job_part SELECT j.id, p.id, 1 + %2$s %% 7 FROM (SELECT id
        FROM job ORDER BY hashint8(id + %1$s) LIMIT 1) j, part p
        ON CONFLICT (job_id, part_id) DO UPDATE SET amount = excluded.amount'),
    ('DELETE FROM job_part WHERE amount = 1 + %1$s %% 7'),
    ('UPDATE part SET name = ''%2$s'' WHERE code = ''p'' || 1 + %1$s %% 2'),
    ('INSERT INTO technician_part SELECT t.id, p.id, %2$s %% 5 - 2
        FROM technician t, part p WHERE t.id %% 2 = %1$s %% 2
        ON CONFLICT (technician_id, part_id)
        DO UPDATE SET amount = excluded.amount'),
    ('DELETE FROM technician_part WHERE amount = %1$s %% 5 - 2'),
    ('INSERT INTO site_note (site_id, text, at) SELECT id, ''%2$s'', app_now()
        FROM site ORDER BY hashint8(id + %1$s) LIMIT 1'),
    ('UPDATE site_note SET text = text || ''!'' WHERE id %% 5 = %1$s %% 5'),
    ('DELETE FROM site_note WHERE id %% 3 = %1$s %% 3'),
    ('UPDATE site SET address = ''%2$s'' WHERE id = (SELECT id FROM site
        ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE contact SET phone = ''%1$s'''),
    ('UPDATE customer SET name = ''%1$s'''),
    ('UPDATE technician SET name = ''%2$s'' WHERE id = (SELECT id
        FROM technician ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE job_type SET code = ''%2$s'' WHERE id = (SELECT id FROM job_type
        WHERE code <> ''boiler'' ORDER BY hashint8(id + %1$s) LIMIT 1)'),
    ('UPDATE job_type SET name = ''%2$s'''),
    ('UPDATE skill SET code = ''%1$s'' WHERE code <> ''gas'''),
    ('UPDATE sla_clock SET due_at = due_at + interval ''1 minute''
        WHERE due_at IS NOT NULL AND id %% 3 = %1$s %% 3'),
    ('SELECT pg_temp.clock(app_now() + interval ''7 hours'')'),
    ('SELECT feed_purge()');

CREATE TEMP TABLE held (device bigint, visit_id bigint, sheet jsonb,
    PRIMARY KEY (device, visit_id));
CREATE TEMP TABLE seen (what text PRIMARY KEY);
CREATE TEMP TABLE at (device bigint PRIMARY KEY, version bigint);
INSERT INTO at SELECT id, 0 FROM device;

CREATE FUNCTION pg_temp.pulled(p_device bigint, p_since bigint)
RETURNS TABLE (visit_id bigint, op text, version bigint, sheet jsonb)
LANGUAGE sql AS $$
    SELECT s.visit_id, s.op, s.version, to_jsonb(s)
    FROM sync_pull(p_device, p_since, 201, 2) s WHERE s.kind <> 'check'
$$;
-- One change, a pull of each device: what is held otherwise than it should be.
CREATE FUNCTION pg_temp.step(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    EXECUTE p_sql;
    PERFORM job_follow(ARRAY(SELECT id FROM job));  -- as with every visit
    PERFORM pg_temp.stamp();
    FOR v IN SELECT device, p.* FROM at, pg_temp.pulled(device, at.version) p
        ORDER BY p.version
    LOOP
        DELETE FROM held h
        WHERE h.device = v.device AND h.visit_id = v.visit_id;
        IF v.op = 'U' THEN
            INSERT INTO held VALUES (v.device, v.visit_id, v.sheet);
            INSERT INTO seen SELECT k FROM jsonb_object_keys(
                jsonb_strip_nulls(v.sheet)) k ON CONFLICT DO NOTHING;
        END IF;
        UPDATE at SET version = v.version WHERE device = v.device;
    END LOOP;
    RETURN (SELECT string_agg(concat_ws(' ', 'device', device, 'visit',
            visit_id, sheet), '; ')
        FROM ((SELECT a.device, p.visit_id, p.sheet
                FROM at a, pg_temp.pulled(a.device, 0) p WHERE p.op = 'U'
                EXCEPT TABLE held)
            UNION ALL (TABLE held EXCEPT SELECT a.device, p.visit_id, p.sheet
                FROM at a, pg_temp.pulled(a.device, 0) p
                WHERE p.op = 'U')) d);
END
$$;
CREATE FUNCTION pg_temp.play(p_rounds integer)
RETURNS TABLE (round integer, sql text, wrong text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM setseed(0.20);
    FOR i IN 1..p_rounds LOOP
        round := i;
        SELECT format(h.sql, r.a, r.b, i) INTO sql
        FROM (SELECT floor(random() * 1000)::integer AS a,
            floor(random() * 1000)::integer AS b,
            floor(random() * 36)::integer AS n) r
        JOIN happening h ON h.nth = CASE WHEN i <= 6 THEN 1 WHEN i <= 12
            THEN 2 WHEN r.n >= 30 THEN 1 + r.n % 4 ELSE 1 + r.n END;
        wrong := pg_temp.step(sql);
        IF wrong IS NOT NULL THEN
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;
END
$$;
SELECT is_empty('SELECT * FROM pg_temp.play(200)',
    'after each of 200 changes every device holds what is so');
SELECT ok(count(*) > 20, 'and it holds something: ' || count(*)) FROM held;
SELECT ok(EXISTS (SELECT FROM seen WHERE what = k), k || ' were shown')
FROM unnest(ARRAY['asset', 'past', 'tasks', 'parts', 'site_notes', 'slas',
    'due_at', 'outcome']) k;
SELECT * FROM finish();
ROLLBACK;
