-- SPDX-License-Identifier: MIT
-- What boards hear: rows exactly as the board has them, ids that are gone, each
-- change once, and nothing of another territory.
BEGIN;
\ir include/world.psql
SELECT no_plan();
INSERT INTO policy_rule VALUES (:ny, 'territory', 'off', 0);

-- What has been heard so far.
CREATE TEMP TABLE heard (scope bigint PRIMARY KEY, version bigint);
CREATE TEMP TABLE news (territory bigint, body json);
CREATE FUNCTION pg_temp.hear() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_row record;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    SET CONSTRAINTS visit_no_overlap IMMEDIATE;
    DELETE FROM news;
    FOR v_row IN SELECT n.* FROM feed_news(
        ARRAY(SELECT scope FROM heard ORDER BY scope),
        ARRAY(SELECT version FROM heard ORDER BY scope)) n
    LOOP
        IF v_row.scope IS NULL THEN
            INSERT INTO news VALUES (v_row.territory, v_row.body::json);
        ELSE
            INSERT INTO heard VALUES (v_row.scope, v_row.version)
            ON CONFLICT (scope) DO UPDATE SET version = EXCLUDED.version;
        END IF;
    END LOOP;
    RETURN (SELECT count(*) FROM news);
END
$$;
CREATE FUNCTION pg_temp.told(p_territory bigint, p_key text) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(coalesce(e ->> 0, e #>> '{}'), ' ')
    FROM news n, json_array_elements(n.body -> p_key) e
    WHERE n.territory = p_territory
$$;

INSERT INTO technician_skill VALUES (:cay, :gas, 1, '[2020-01-01,)');
SELECT pg_temp.job(:root) AS old \gset
SELECT is(pg_temp.hear(), 0, 'the beginning tells nothing');
SELECT is((SELECT count(*) FROM heard), (SELECT count(*) FROM feed_scope),
    'but where each scope is');
SELECT is(pg_temp.hear(), 0, 'nothing new');

SELECT pg_temp.job(:root) AS job \gset
SELECT is(pg_temp.hear(), 1, 'a job is news in one territory');
SELECT is(pg_temp.told(:ny, 'unplanned'), :'job', 'it is in the tray');
SELECT is((SELECT body -> 'unplanned' ->> 0 FROM news),
    (SELECT r ->> 0 FROM (SELECT json_build_array(e) AS r
        FROM json_array_elements(board_unplanned(:ny) -> 'rows') e
        WHERE (e ->> 0)::bigint = :job) x), 'as the board has it');
SELECT is(pg_temp.hear(), 0, 'told once');

SELECT pg_temp.assign(:root, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT pg_temp.hear() AS ignored \gset
SELECT is(pg_temp.told(:ny, 'visits'), :'visit', 'the bar');
SELECT is(pg_temp.told(:ny, 'unplanned_gone'), :'job', 'the tray lets it go');
SELECT is((SELECT body -> 'visits' ->> 0 FROM news),
    (SELECT e::text FROM json_array_elements(board_visits(:ny,
        '2026-03-04Z', '2026-03-05Z') -> 'rows') e
        WHERE (e ->> 0)::bigint = :visit), 'as the board has it');

SELECT pg_temp.assign(:root, :job, :bob, '2026-03-05 11:00') AS ignored \gset
SELECT pg_temp.hear() AS ignored \gset
SELECT is(pg_temp.told(:ny, 'visits'), :'visit',
    'moved inside the territory: put, not gone');
SELECT is(pg_temp.told(:ny, 'visits_gone'), NULL, 'and not gone');

SELECT is(pg_temp.assign(:root, :job, :cay, '2026-03-05 11:00'), :visit::bigint,
    'given to a colleague in Berlin');
SELECT is(pg_temp.hear(), 2, 'two territories hear of it');
SELECT is(pg_temp.told(:ny, 'visits_gone'), :'visit', 'gone here');
SELECT is(pg_temp.told(:berlin, 'visits'), :'visit', 'there');

SELECT FROM job_cancel(:root, 'req', :job, NULL, 'no more');
SELECT pg_temp.hear() AS ignored \gset
SELECT is(pg_temp.told(:berlin, 'visits_gone'), :'visit', 'called off');

-- A new technician's scope was not there before.
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
VALUES ('new', 'New', :ny, '[2020-01-01,)', 40.5, -74, 40.5, -74)
RETURNING id AS new \gset
INSERT INTO technician_skill VALUES (:new, :gas, 3, '[2020-01-01,)');
SELECT pg_temp.assign(:root, :old, :new, '2026-03-06 11:00') AS visit \gset
SELECT pg_temp.hear() AS ignored \gset
SELECT is(pg_temp.told(:ny, 'visits'), :'visit', 'his first visit is news');

-- A great many.
SELECT count(pg_temp.job(:root)) FROM generate_series(1, 501) \gset ignored_
SELECT is(pg_temp.hear(), 1, 'one word');
SELECT is((SELECT body ->> 'reload' FROM news), 'true', 'read it again');
SELECT is(pg_temp.hear(), 0, 'told once');
SELECT * FROM finish();
ROLLBACK;
