-- SPDX-License-Identifier: MIT
-- Sessions, keys, passwords and the throttle.
BEGIN;
\ir include/world.psql
SELECT no_plan();

SELECT results_eq('SELECT * FROM login_find(''Dee'', ''10.0.0.1'')',
    format($$VALUES (%s::bigint, 'Dee', 'dispatcher', 'h1', false, 0)$$,
        :dee), 'a login is found, whatever its case');
SELECT results_eq('SELECT user_id, retry_after_s FROM '
    'login_find(''nobody'', ''10.0.0.1'')', 'VALUES (NULL::bigint, 0)',
    'an unknown one is a row as well');

SELECT is((SELECT user_id FROM login_find(U&'\0130na', 'a')), NULL,
    'only ASCII letters have a case');

-- The account's throttle: 5 free, then 5 s, 10 s, 20 s ... 15 min.
CREATE FUNCTION pg_temp.fails(p_login text, p_address text, p_n integer)
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. p_n LOOP
        PERFORM login_failed(p_login, p_address || CASE
            WHEN p_address LIKE '%x' THEN i::text ELSE '' END);
    END LOOP;
    RETURN (SELECT retry_after_s FROM login_find(p_login, '10.9.9.9'));
END
$$;
SELECT is(pg_temp.fails('dee', 'a-x', 4), 0, 'four failures are free');
SELECT is(pg_temp.fails('dee', 'b-x', 1), 5, 'the fifth costs 5 s');
SELECT is(pg_temp.fails('dee', 'c-x', 1), 10, 'the sixth 10 s');
SELECT is(pg_temp.fails('dee', 'd-x', 3), 80, 'the ninth 80 s');
SELECT is((SELECT retry_after_s FROM login_find('DeE', 'z')), 80,
    'and it knows the login in any case');
SELECT pg_temp.clock('2026-03-04 15:01:10Z') AS ignored \gset
SELECT is((SELECT retry_after_s FROM login_find('dee', 'z')), 10,
    'the wait runs down');
SELECT is(pg_temp.fails('dee', 'e-x', 20), 900, 'never more than 15 min');
SELECT pg_temp.clock('2026-03-04 15:16:11Z') AS ignored \gset
SELECT is((SELECT retry_after_s FROM login_find('dee', 'z')), 0,
    'and then all is forgotten');
SELECT is(pg_temp.fails('dee', 'f-x', 1), 0, 'counting begins anew');
-- The address's: 20 free, over all accounts.
SELECT max(pg_temp.fails('guess' || i, '10.0.0.66', 1)) AS ignored
FROM generate_series(1, 19) i \gset
SELECT is((SELECT retry_after_s FROM login_find('max', '10.0.0.66')), 0,
    '19 failures of an address are free');
SELECT pg_temp.fails('guess', '10.0.0.66', 1) AS ignored \gset
SELECT is((SELECT retry_after_s FROM login_find('max', '10.0.0.66')), 5,
    'the 20th is not');
SELECT is((SELECT retry_after_s FROM login_find('max', '10.0.0.67')), 0,
    'another address is not concerned');
SELECT lives_ok(format('SELECT login_failed(%L, %L)', repeat('x', 9999),
    repeat('y', 9999)), 'a login of 9,999 characters takes no room');

-- Sessions.
SELECT pg_temp.clock('2026-03-04 16:00Z') AS ignored \gset
SELECT pg_temp.fails('dee', 'g-x', 8) AS ignored \gset
SELECT throws_ok(format('SELECT session_open(%s, ''x'', 3600, 7200, ''r'', '
    '''a'')', :dee), 'CO429', NULL, 'no session opens while one must wait');
SELECT pg_temp.clock('2026-03-04 16:00:41Z') AS ignored \gset
SELECT is(session_open(:dee, pg_temp.hash('s1'), 3600, 7200, 'r', 'a')
    ->> 'role', 'dispatcher', 'a session opens');
SELECT is((SELECT retry_after_s FROM login_find('dee', 'z')), 0,
    'which forgives the account');
SELECT results_eq('SELECT user_id, login, role, territories FROM '
    'auth_session(pg_temp.hash(''s1''), 3600)',
    format($$VALUES (%s::bigint, 'dee', 'dispatcher', ARRAY[%s::bigint])$$,
        :dee, :ny), 'it says who, and where');
SELECT is_empty('SELECT * FROM auth_session(pg_temp.hash(''s2''), 3600)',
    'an unknown token is nobody');
SELECT pg_temp.clock('2026-03-04 16:59Z') AS ignored \gset
SELECT isnt_empty('SELECT * FROM auth_session(pg_temp.hash(''s1''), 3600)',
    'it is used in time, which is noted');
SELECT pg_temp.clock('2026-03-04 17:58Z') AS ignored \gset
SELECT isnt_empty('SELECT * FROM auth_session(pg_temp.hash(''s1''), 3600)',
    'so it lives on');
SELECT pg_temp.clock('2026-03-04 18:01Z') AS ignored \gset
SELECT is_empty('SELECT * FROM auth_session(pg_temp.hash(''s1''), 3600)',
    'but not beyond its end');
SELECT session_open(:dee, pg_temp.hash('s3'), 3600, 9999, 'r', 'a')
    AS ignored \gset
SELECT pg_temp.clock('2026-03-04 19:02Z') AS ignored \gset
SELECT is_empty('SELECT * FROM auth_session(pg_temp.hash(''s3''), 3600)',
    'nor after an idle hour');
SELECT session_open(:max, pg_temp.hash('m1'), 3600, 9999, 'r', 'a')
    AS ignored \gset
SELECT session_open(:max, pg_temp.hash('m2'), 3600, 9999, 'r', 'a')
    AS ignored \gset
SELECT is((SELECT territories FROM auth_session(pg_temp.hash('m1'), 3600)),
    NULL, 'a user without a list sees all territories');
SELECT password_change(:max, 'r', 'new', pg_temp.hash('m1')) AS ignored \gset
SELECT is(password_hash, 'new', 'a password changes') FROM app_user
WHERE id = :max;
SELECT isnt_empty('SELECT * FROM auth_session(pg_temp.hash(''m1''), 3600)',
    'this session stays');
SELECT is_empty('SELECT * FROM auth_session(pg_temp.hash(''m2''), 3600)',
    'the others end');
SELECT is(count(*)::integer, 1, 'which the trail has') FROM audit
WHERE action = 'user.password_changed' AND object_id = :max;
SELECT session_close(pg_temp.hash('m1')) AS ignored \gset
SELECT is_empty('SELECT * FROM auth_session(pg_temp.hash(''m1''), 3600)',
    'closed is closed');
SELECT lives_ok('SELECT session_close(pg_temp.hash(''m1''))', 'twice, too');

-- Keys.
INSERT INTO api_key (user_id, label, key_hash, created_at, expires_at) VALUES
    (:root, 'k', pg_temp.hash('k1'), app_now(), NULL),
    (:root, 'k', pg_temp.hash('k2'), app_now(), app_now());
SELECT is((SELECT role FROM auth_key(pg_temp.hash('k1'))), 'admin',
    'a key says who');
SELECT isnt(last_used_at, NULL, 'its use is noted') FROM api_key
WHERE key_hash = pg_temp.hash('k1');
SELECT is_empty('SELECT * FROM auth_key(pg_temp.hash(''k2''))',
    'an expired key is nobody');
UPDATE api_key SET revoked_at = app_now();
SELECT is_empty('SELECT * FROM auth_key(pg_temp.hash(''k1''))',
    'a revoked one neither');

-- Disabled.
SELECT session_open(:ina, pg_temp.hash('i1'), 3600, 9999, 'r', 'a')
    AS ignored \gset
UPDATE app_user SET disabled_at = app_now() WHERE id = :ina;
SELECT is_empty('SELECT * FROM auth_session(pg_temp.hash(''i1''), 3600)',
    'a disabled user is nobody');
SELECT ok((SELECT disabled FROM login_find('ina', 'z')), 'and known as such');
SELECT throws_ok(format($$SELECT session_open(%s, '\x00', 1, 1, 'r', 'a')$$,
    :ina), 'CO401', NULL, 'and cannot log in');
SELECT throws_ok(format('SELECT require_role(%s, ''intake'')', :ina),
    'CO401', NULL, 'nor act');
SELECT * FROM finish();
ROLLBACK;
