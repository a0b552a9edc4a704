-- SPDX-License-Identifier: MIT
-- A random organisation, and random assignments with what SQL says of them.
-- psql -v seed=0.1 -v questions=1000. All places are one, so that no drive
-- takes any time: then the planner's rules of time are those of SQL.
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT setseed(:seed);
CREATE TEMP TABLE days AS
SELECT d::date AS day FROM generate_series('2026-03-02'::date,
    '2026-03-07'::date, '1 day') d;
CREATE FUNCTION pg_temp.some_day() RETURNS date LANGUAGE sql VOLATILE AS $$
    SELECT '2026-03-02'::date + floor(random() * 6)::integer
$$;
INSERT INTO business_calendar (code, name) VALUES ('c' || :seed, 'c');
INSERT INTO territory (code, name, zone, calendar_id)
SELECT 't' || :seed, 't', 'America/New_York', max(id) FROM business_calendar;
SELECT max(id) AS territory FROM territory \gset
INSERT INTO skill (code, name) SELECT s || :seed::text, s
FROM unnest(ARRAY['gas', 'lift', 'net']) s;
CREATE TEMP TABLE skills AS SELECT id FROM skill ORDER BY id DESC LIMIT 3;
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
SELECT 'p' || n || :seed, 'P' || n, :territory,
    CASE WHEN n <= 16 THEN '[2020-01-01,)'::daterange
        WHEN n <= 20 THEN daterange(pg_temp.some_day(), NULL)
        ELSE daterange('2020-01-01', pg_temp.some_day()) END,
    40, -74, 40, -74
FROM generate_series(1, 24) n;
CREATE TEMP TABLE people AS SELECT *, row_number() OVER (ORDER BY id) AS n
FROM technician WHERE territory_id = :territory;
-- Certificates: for ever, or till or from a day, or renewed on one.
INSERT INTO technician_skill
SELECT x.person, x.skill, r.level, r.range
FROM (SELECT p.id AS person, s.id AS skill, random() AS luck,
        greatest(1, 3 - floor(random() * 4)::integer) AS level,
        pg_temp.some_day() AS day
    FROM people p CROSS JOIN skills s) x
CROSS JOIN LATERAL (VALUES
    (CASE WHEN x.luck < 0.55 THEN '[2020-01-01,)'::daterange
        WHEN x.luck < 0.8 THEN daterange('2020-01-01', x.day)
        WHEN x.luck < 0.9 THEN daterange(x.day, NULL) END, x.level),
    (CASE WHEN x.luck BETWEEN 0.55 AND 0.65 THEN daterange(x.day, NULL) END,
        1 + x.level % 3)) r (range, level)
WHERE r.range IS NOT NULL AND NOT isempty(r.range);
INSERT INTO shift (technician_id, during)
SELECT p.id, tstzrange((d.day + time '08:00') AT TIME ZONE 'America/New_York',
    (d.day + time '17:00') AT TIME ZONE 'America/New_York')
FROM people p CROSS JOIN days d;
INSERT INTO customer (name) VALUES ('c');
INSERT INTO site (customer_id, territory_id, name, address, lat, lon)
SELECT max(c.id), :territory, 's', 'a', 40, -74 FROM customer c;
INSERT INTO job_type (code, name, duration_min) VALUES ('j' || :seed, 'j', 30);
INSERT INTO job (territory_id, site_id, job_type_id, title, priority,
    duration_min, opened_at, created_at)
SELECT :territory, (SELECT max(id) FROM site), (SELECT max(id) FROM job_type),
    'x', 3, 15 + 15 * floor(random() * 4)::integer, app_now(), app_now()
FROM generate_series(1, 340);
CREATE TEMP TABLE jobs AS SELECT *, row_number() OVER (ORDER BY id) AS n
FROM job WHERE territory_id = :territory;
INSERT INTO job_skill
SELECT j.id, s.id, 1 + floor(random() * 3)::integer
FROM jobs j CROSS JOIN skills s WHERE random() < 0.25;
INSERT INTO job_technician
SELECT j.id, p.id, CASE WHEN j.n % 7 = 0 THEN 'required' ELSE 'excluded' END
FROM jobs j CROSS JOIN people p WHERE random() < 0.12
    -- One who is required and away is another story.
    AND (j.n % 7 <> 0 OR p.n <= 16);
-- Visits of the first 260 jobs, each within an hour of its own.
INSERT INTO visit (job_id, technician_id, state, planned, created_at,
    revised_at)
SELECT j.id, h.person, 'dispatched', tstzrange(h.starts,
    h.starts + j.duration_min * interval '1 minute'), app_now(), app_now()
FROM (SELECT p.id AS person, (d.day + o * interval '1 hour')
            AT TIME ZONE 'America/New_York' AS starts,
        row_number() OVER (ORDER BY random()) AS n
    FROM people p CROSS JOIN days d CROSS JOIN generate_series(8, 15) o
    WHERE p.n <= 16) h
JOIN jobs j ON j.n = h.n
WHERE h.n <= 260;
UPDATE job SET state = 'planned' WHERE id IN (SELECT job_id FROM visit);
UPDATE visit SET pinned = true
WHERE job_id IN (SELECT id FROM jobs WHERE n <= 80);
-- Every fourth job comes after one that is planned, if it can.
INSERT INTO job_precedence
SELECT j.id, b.id, m.min, CASE WHEN random() < 0.5
    THEN m.min + 30 + floor(random() * 2880)::integer END
FROM jobs j
JOIN jobs b ON b.n = 1 + (j.n * 7919) % 120
CROSS JOIN LATERAL (SELECT floor(random() * 600)::integer + j.n % 2 AS min) m
WHERE j.n % 4 = 0 AND j.n > 120;

DROP TABLE IF EXISTS question;
CREATE TABLE question AS
SELECT q.n::integer AS n, j.id AS job, p.id AS technician, q.starts,
    q.starts + j.duration_min * interval '1 minute' AS ends,
    (SELECT v.id FROM visit v WHERE v.job_id = j.id) AS visit
FROM generate_series(1, :questions) k
CROSS JOIN LATERAL (SELECT k AS n, (pg_temp.some_day() + time '08:00'
        + 5 * floor(random() * 97)::integer * interval '1 minute')
        AT TIME ZONE 'America/New_York' AS starts,
    -- Those that are pinned are in the way, but not asked for.
    81 + floor(random() * 260)::integer AS job,
    1 + floor(random() * 24)::integer AS person) q
JOIN jobs j ON j.n = q.job
JOIN people p ON p.n = q.person;
ANALYZE;
DROP TABLE IF EXISTS answer;
CREATE TABLE answer AS
WITH a AS (SELECT array_agg(q.n ORDER BY n) AS n,
        array_agg(q.visit ORDER BY n) AS visits,
        array_agg(q.job ORDER BY n) AS jobs,
        array_agg(q.technician ORDER BY n) AS technicians,
        array_agg(q.starts ORDER BY n) AS starts,
        array_agg(q.ends ORDER BY n) AS ends
    FROM question q)
SELECT a.n[r.n] AS n, r.rule
FROM a CROSS JOIN LATERAL assign_refusals(a.jobs, a.technicians, a.starts,
    a.ends) r
UNION SELECT q.n, 'overlap' FROM question q
JOIN visit v ON v.technician_id = q.technician AND visit_live(v.state)
    AND v.planned && tstzrange(q.starts, q.ends)
    AND v.id IS DISTINCT FROM q.visit
UNION SELECT q.n, r.rule FROM question q
CROSS JOIN LATERAL links_broken(ARRAY[q.visit], ARRAY[q.job],
    ARRAY[q.technician], ARRAY[q.starts], ARRAY[q.ends]) r
WHERE q.job IN (SELECT job_id FROM job_precedence
    UNION SELECT after_id FROM job_precedence);
COMMIT;
SELECT :territory;
