-- SPDX-License-Identifier: MIT
-- How a territory is planned, and what moves its `means`.
BEGIN;
\ir include/world.psql
SELECT no_plan();

CREATE FUNCTION pg_temp.means(p_territory bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.stamp();
    RETURN territory_means(p_territory);
END
$$;

-- A policy is there from the start.
SELECT is((SELECT body ->> 'automatic' FROM policy_get(:dee, :ny)), 'off',
    'nothing moves by itself');
SELECT is((SELECT count(*) FROM planning_rules(:ny)),
    (SELECT count(*) FROM plan_rule), 'every rule');
SELECT throws_ok(format('SELECT * FROM policy_get(%s, %s)', :dee, :berlin),
    'CO404', NULL, 'a territory that she does not see');
SELECT throws_ok(format('SELECT * FROM policy_put(%s, NULL, %s, 1, ''{}'')', :max, :ny), 'CO403', NULL, 'a manager reads');

-- PATCH.
SELECT pg_temp.means(:ny) AS means \gset
SELECT body, version FROM policy_put(:dee, 'req', :ny, 1, '{"automatic": "on",
    "slide_min": 45, "travel_max_min": 240, "neighbours": true,
    "move_cost": 12.5, "rules": [
        {"rule": "skill", "mode": "soft", "weight": 7},
        {"rule": "time_window", "mode": "hard"}]}') \gset
SELECT is(:'body'::json ->> 'slide_min', '45', 'a number');
SELECT is(:'body'::json ->> 'move_cost', '12.5', 'with a part');
SELECT is(:'body'::json ->> 'moves_max', '6', 'the rest stays');
SELECT is(:'version'::text, '2', 'one version further');
SELECT is((SELECT mode || ' ' || weight FROM planning_rules(:ny)
    WHERE rule = 'skill'), 'soft 7', 'a rule is chosen and weighed');
SELECT is((SELECT mode || ' ' || weight FROM planning_rules(:ny)
    WHERE rule = 'time_window'), 'hard 8', 'or chosen only');
SELECT is((SELECT mode FROM planning_rules(:berlin) WHERE rule = 'skill'),
    'hard', 'here, not there');
SELECT is(automatic || slide_min || travel_max_min || neighbours,
    'on45240true', 'each has its column') FROM policy WHERE territory_id = :ny;
SELECT is(pg_temp.means(:ny), :means::bigint + 1, 'means has moved once');
SELECT is((SELECT after ->> 'slide_min' FROM audit
    WHERE action = 'policy.changed'), '45', 'it is in the trail');
SELECT is((SELECT version FROM policy_put(:dee, NULL, :ny, 2,
    '{"slide_min": 45, "rules": [{"rule": "skill", "mode": "soft"}]}')), 2::bigint, 'nothing new, no version');
SELECT throws_ok(format('SELECT * FROM policy_put(%s, NULL, %s, 1, ''{}'')', :dee, :ny), 'CO412', NULL, 'an old version');
SELECT is((SELECT version FROM policy_put(:dee, NULL, :ny, 2,
    '{"rules": [{"rule": "time_window"}]}')), 3::bigint,
    'a rule back to its default');
SELECT is((SELECT mode FROM planning_rules(:ny) WHERE rule = 'time_window'),
    'soft', 'as everywhere');

-- What cannot be.
SELECT throws_ok(format('SELECT * FROM policy_put(%s, NULL, %s, NULL, '
    '%L)', :dee, :ny, c.body), c.code, NULL, c.body)
FROM (VALUES ('CO422', '{"slide_min": -1}'), ('CO422', '{"slide_min": 1.5}'),
    ('CO422', '{"slide_min": null}'), ('CO422', '{"moves_max": 201}'),
    ('CO422', '{"automatic": "maybe"}'), ('CO422', '{"neighbours": 1}'),
    ('CO422', '{"slot_days": 15}'), ('CO422', '{"move_cost": "1"}'),
    ('CO422', '{"rules": [{"rule": "luck"}]}'),
    ('CO422', '{"rules": [{"rule": "skill", "mode": "hardish"}]}'),
    ('CO422', '{"rules": [{"rule": "skill", "weight": -1}]}'),
    ('CO422', '{"rules": [{"rule": "overlap", "mode": "soft"}]}'),
    ('CO422', '{"rules": [{"rule": "absence", "mode": "off"}]}'),
    ('CO422', '{"rules": [{"rule": "employment", "mode": "soft"}]}'),
    ('CO422', '{"rules": [{"rule": "shift", "mode": "off"}]}'),
    ('CO422', '{"rules": [{"rule": "crew", "mode": "off"}]}'),
    ('CO400', '{"slides": 1}'), ('CO400', '{"version": 1}'),
    ('CO400', '[]')) c (code, body);

-- PUT: what is not there is the default again.
SELECT body FROM policy_replace(:dee, 'req', :ny, 3,
    '{"promise_min": 5, "rules": [{"rule": "level", "mode": "off"}]}') \gset
SELECT is(:'body'::jsonb - 'version' - 'territory' - 'rules'
        - 'promise_min', (SELECT body::jsonb FROM policy_get(:max, :berlin))
        - 'version' - 'territory' - 'rules' - 'promise_min',
    'as Berlin, which nobody has touched');
SELECT is(:'body'::json ->> 'promise_min', '5', 'but for what was said');
SELECT is((SELECT string_agg(rule || ' ' || mode, ', ')
    FROM (SELECT rule, mode FROM planning_rules(:ny)
        EXCEPT SELECT rule, mode FROM planning_rules(:berlin)) d),
    'level off', 'rules too');
SELECT is((SELECT count(*) FROM policy_limits() l
    WHERE NOT (SELECT body::jsonb FROM policy_get(:max, :ny)) ? l.key),
    0::bigint, 'every number with limits is shown');

-- What moves `means`, and where. Once for a transaction's step.
CREATE FUNCTION pg_temp.moved(p_ny bigint, p_berlin bigint, p_what text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_ny     bigint := pg_temp.means(p_ny);
    v_berlin bigint := pg_temp.means(p_berlin);
BEGIN
    EXECUTE p_what;
    RETURN pg_temp.means(p_ny) - v_ny || ' '
        || pg_temp.means(p_berlin) - v_berlin;
END
$$;
SELECT pg_temp.job(:dee) AS job \gset
SELECT is(pg_temp.moved(:ny, :berlin, replace(c.what, '?', :'ann')), c.moves,
    c.what)
FROM (VALUES
    (1, '1 0', 'UPDATE technician SET start_lat = 40.51 WHERE id = ?'),
    (2, '0 0', 'UPDATE technician SET phone = ''1'' WHERE id = ?'),
    (3, '1 0', 'DELETE FROM technician_skill WHERE technician_id = ?'),
    (4, '1 0', 'INSERT INTO technician_skill SELECT ?, id, 3, '
        '''[2020-01-01,)'' FROM skill WHERE code = ''gas'''),
    (5, '1 0', 'UPDATE technician_skill SET level = 4 '
        'WHERE technician_id = ?'),
    (6, '1 0', 'INSERT INTO shift (technician_id, during) VALUES (?, '
        '''[2026-03-05 13:00Z,2026-03-05 21:00Z)'')'),
    (7, '1 0', 'INSERT INTO shift_break SELECT id, ''[2026-03-05 16:00Z,'
        '2026-03-05 17:00Z)'', 30 FROM shift WHERE technician_id = ?'),
    (8, '1 0', 'INSERT INTO absence (technician_id, during, reason) VALUES '
        '(?, ''[2026-03-06 13:00Z,)'', ''sick'')'),
    (9, '1 0', 'DELETE FROM absence; DELETE FROM shift'),
    (10, '1 1', 'INSERT INTO technician_skill SELECT t.id, s.id, 1, '
        '''[2020-01-01,)'' FROM technician t, skill s '
        'WHERE s.code = ''lift'''),
    (11, '1 0', 'UPDATE site SET lat = lat + 0.01'),
    (12, '0 0', 'UPDATE site SET access_notes = ''bell'''),
    (13, '1 0', 'INSERT INTO site_access_hours SELECT id, 1, ''[480,960)'' '
        'FROM site'),
    (14, '1 0', 'DELETE FROM job_skill'),
    (15, '1 1', 'UPDATE technician SET territory_id = (SELECT id '
        'FROM territory WHERE code = ''berlin'') WHERE id = ?'),
    (16, '0 1', 'UPDATE technician SET employed = ''[2021-01-01,)'' '
        'WHERE id = ?'),
    (17, '0 0', 'UPDATE technician SET version = version + 1'),
    (18, '0 1', 'UPDATE territory SET zone = ''Europe/Paris'' '
        'WHERE code = ''berlin'''),
    (19, '0 0', 'WITH week AS (INSERT INTO shift_pattern (technician_id, '
        'weekday, starts, ends) VALUES (?, 7, ''08:00'', ''16:00'') '
        'RETURNING id) INSERT INTO shift (technician_id, during, pattern_id) '
        'SELECT ?, ''[2026-04-05 13:00Z,2026-04-05 21:00Z)'', id FROM week'),
    (20, '0 1', 'INSERT INTO shift (technician_id, during, pattern_id) '
        'SELECT ?, ''[2026-03-08 13:00Z,2026-03-08 21:00Z)'', id '
        'FROM shift_pattern WHERE technician_id = ? AND weekday = 7'),
    (21, '0 1', 'INSERT INTO shift (technician_id, during) VALUES (?, '
        '''[2026-04-06 13:00Z,2026-04-06 21:00Z)'')')) c (n, moves, what)
ORDER BY c.n;
SELECT is(pg_temp.moved(:ny, :berlin, format('SELECT pg_temp.job(%s)',
    :dee)), '0 0', 'a new job with its needs is no means');
SELECT is(pg_temp.feed_of('means', :ny, 0), 'U:means ' || :ny,
    'one row, whatever moved it');
SELECT * FROM finish();
ROLLBACK;
