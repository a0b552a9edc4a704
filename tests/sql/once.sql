-- SPDX-License-Identifier: MIT
-- Answers that are kept for retries.
BEGIN;
\ir include/world.psql
SELECT no_plan();
SELECT pg_temp.hash('key') AS key, pg_temp.hash('ask') AS ask,
    pg_temp.hash('other') AS other \gset
-- What the store makes of a statement (dispatchd/store/once.c).
CREATE SEQUENCE pg_temp.work;
PREPARE once (bigint, bytea, bytea) AS
SELECT x.*, idempotency_keep($1, $2, $3, 'req', 'salt', to_json(x)) AS kept
FROM (SELECT '{"a": "\u00e9\\"}'::text AS body,
    nextval('pg_temp.work') AS version) x
WHERE (SELECT idempotency_begin($1, $2, $3));

SELECT is(count(*)::int, 0, 'a new key')
FROM idempotency_find(:dee, :'key', :'ask');
EXECUTE once (:dee, :'key', :'ask') \gset
SELECT is(:'version'::text, '1', 'the work is done');
SELECT results_eq(format('SELECT body, version, id, tag, extra, request'
    ' FROM idempotency_find(%s, %L, %L)', :dee, :'key', :'ask'),
    format('VALUES (%L, 1::bigint, NULL::bigint, NULL, ''salt'', ''req'')',
    :'body'), 'its answer is kept, letter by letter');
SELECT throws_ok(format('EXECUTE once (%s, %L, %L)', :dee, :'key', :'ask'),
    'CO409', 'this was done already', 'a second time is refused');
SELECT is(last_value::int, 1, 'before its work') FROM pg_temp.work;
SELECT throws_ok(format('EXECUTE once (%s, %L, %L)', :dee, :'key', :'other'),
    'CO422', NULL, 'another request with the key');
SELECT throws_ok(format('SELECT idempotency_find(%s, %L, %L)', :dee, :'key',
    :'other'), 'CO422', NULL, 'is refused when it asks, too');
EXECUTE once (:root, :'key', :'other') \gset
SELECT is(:'version'::text, '2', 'somebody else''s key is another one');
SELECT pg_temp.clock('2026-03-05 14:59Z') AS ignored \gset
SELECT is(count(*)::int, 1, 'kept for a day')
FROM idempotency_find(:dee, :'key', :'ask');
SELECT is(idempotency_purge()::int, 0, 'nothing to forget');
SELECT pg_temp.clock('2026-03-05 15:00Z') AS ignored \gset
SELECT is(count(*)::int, 0, 'and no longer')
FROM idempotency_find(:dee, :'key', :'ask');
EXECUTE once (:dee, :'key', :'other') \gset
SELECT is(:'version'::text, '3', 'then it is a new one');
SELECT is(idempotency_purge(10)::int, 1, 'what is old is forgotten');
SELECT is(count(*)::int, 1, 'the new one is not') FROM idempotency;

-- A statement that answers json, not its text.
DO $$ BEGIN PERFORM idempotency_keep((SELECT min(id) FROM app_user),
    sha256('j'), sha256('j'), 'r', NULL, to_json(x))
    FROM (SELECT '{"b" : 1,  "a":[ ]}'::json AS body, 7 AS version) x;
END $$;
SELECT is(body, '{"b" : 1,  "a":[ ]}', 'json is kept letter by letter, too')
FROM idempotency_find((SELECT min(id) FROM app_user), sha256('j'),
    sha256('j'));
SELECT * FROM finish();
ROLLBACK;
