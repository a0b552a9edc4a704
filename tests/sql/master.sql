-- SPDX-License-Identifier: MIT
-- Master data by the API: making, changing by merge patch, retiring, deleting,
-- lists in any order, the trail.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- A row's field after a put, by its id or for a new one.
CREATE FUNCTION pg_temp.name_of(p_body json) RETURNS text LANGUAGE sql AS $$
    SELECT p_body ->> 'name' $$;
-- The ids of a list as names, and its end.
CREATE FUNCTION pg_temp.names(p_list json, p_key text DEFAULT 'name')
RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(i ->> p_key, ' '), '')
        || CASE WHEN p_list ->> 'next' IS NULL THEN '.' ELSE '' END
    FROM json_array_elements(p_list -> 'items') i
$$;

-- --- customers: the machinery on its simplest resource
SELECT body ->> 'id' AS kit, version AS kit_version
FROM customer_put(:ina, 'r1', NULL, NULL,
    '{"name": "Kit", "external_id": "k1", "source": "crm"}') \gset
SELECT is(:kit_version, 1, 'a customer is made by intake');
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', NULL, NULL, '
    '''{"name": "Again", "external_id": "k1", "source": "crm"}'')', :ina),
    'CO409', 'another customer has the external_id "k1"',
    'an id of a source is taken once');
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', NULL, NULL, %L)',
    :ina, b), code, NULL, 'refused: ' || b)
FROM (VALUES ('{}', 'CO422'), ('{"name": ""}', 'CO422'),
    ('{"name": null}', 'CO422'), ('{"name": 5}', 'CO422'),
    ('{"name": "x", "retired": 1}', 'CO422'),
    ('{"name": "x", "colour": 1}', 'CO400')) v (b, code);
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', NULL, NULL, '
    '''{"name": "x"}'')', :max), 'CO403', NULL, 'a manager only reads');
SELECT is((SELECT pg_temp.name_of(body) || version FROM customer_put(:dee,
    'r2', :kit, 1, '{"why": "no change"}')), 'Kit1', 'nothing to change');
SELECT is((SELECT body ->> 'external_id' || ' ' || version
    FROM customer_put(:dee, 'r2', :kit, 1, '{"name": "Kitty"}')), 'k1 2',
    'what is not named stays');
SELECT throws_ok(format('SELECT customer_put(%s, ''r'', %s, 1, '
    '''{"name": "x"}'')', :dee, :kit), 'CO412', NULL, 'a stale version');
SELECT is((SELECT body ->> 'external_id' FROM customer_put(:dee, 'r3', :kit,
    NULL, '{"external_id": null, "why": "left the CRM"}')), NULL,
    'null empties');
SELECT is((SELECT string_agg(e ->> 'action' || ' '
        || coalesce(e ->> 'before', '-') || ' ' || (e ->> 'why' IS NOT NULL),
        '; ' ORDER BY n)
    FROM json_array_elements(object_audit('customer', :kit) -> 'items')
        WITH ORDINALITY x (e, n)),
    'customer.created - false; customer.changed '
    '{"name": "Kit", "version": 1} false; customer.changed '
    '{"version": 2, "external_id": "k1"} true', 'its trail');
SELECT throws_like(format('SELECT customer_delete(%s, ''r'', %s, NULL, NULL)',
    :dee, :ada), '%still used by site%', 'a customer with sites stays');
SELECT lives_ok(format('SELECT customer_delete(%s, ''r'', %s, 3, ''twice'')',
    :dee, :kit), 'one without goes');
SELECT throws_ok(format('SELECT customer_get(%s, %s)', :dee, :kit), 'CO404',
    NULL, 'and is gone');
SELECT is((SELECT why FROM audit WHERE action = 'customer.deleted'), 'twice',
    'the trail keeps it');

-- --- lists
INSERT INTO customer (name) SELECT n FROM unnest(ARRAY['delta', 'Alpha',
    'charlie', 'Bravo', 'echo 5%', 'alpha']) n;
SELECT is(pg_temp.names(customer_list(:root, '{"limit": 2}')),
    'Ada Ltd delta', 'a page by id');
SELECT is(pg_temp.names(customer_list(:root, '{"sort": "name"}')),
    'Ada Ltd Alpha alpha Bravo charlie delta echo 5%.', 'by name');
SELECT is(pg_temp.names(customer_list(:root, '{"sort": "-name"}')),
    'echo 5% delta charlie Bravo alpha Alpha Ada Ltd.', 'turned round');
SELECT is(pg_temp.names(customer_list(:root, '{"q": "AL"}')),
    'Alpha alpha.', 'what has a word');
SELECT is(pg_temp.names(customer_list(:root, '{"q": "5% ec"}')),
    'echo 5%.', 'words in any order, a percent sign is one');
SELECT is(pg_temp.names(customer_list(:root, '{"q": "%%"}')), '.',
    'and no wildcard');
-- Page by page gives the whole, in each order.
CREATE FUNCTION pg_temp.pages(p_actor bigint, p_query jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_page json := customer_list(p_actor, p_query);
    v_all  text := pg_temp.names(v_page);
BEGIN
    WHILE v_page ->> 'next' IS NOT NULL LOOP
        v_page := customer_list(p_actor, p_query || jsonb_build_object(
            'after', (v_page ->> 'next')::bigint));
        v_all := v_all || ' ' || pg_temp.names(v_page);
    END LOOP;
    RETURN v_all;
END
$$;
SELECT is(pg_temp.pages(:root, jsonb_build_object('sort', s, 'limit', n)),
    pg_temp.names(customer_list(:root, jsonb_build_object('sort', s))),
    format('pages of %s by %s', n, s))
FROM unnest(ARRAY['id', '-id', 'name', '-name']) s, generate_series(1, 7) n;
SELECT throws_ok(format('SELECT customer_list(%s, ''{"sort": "name", '
    '"after": 999999}'')', :root), 'CO422', NULL,
    'after what is not there any more');
UPDATE customer SET retired_at = app_now() WHERE name = 'delta';
SELECT is(pg_temp.names(customer_list(:root, '{"retired": "true"}')),
    'delta.', 'the retired ones');
-- Customers of another territory only.
UPDATE site SET territory_id = :berlin;
SELECT is(position('Ada' IN pg_temp.names(customer_list(:dee, '{}'))), 0,
    'a customer of another territory is not there');
SELECT throws_ok(format('SELECT customer_get(%s, %s)', :dee, :ada), 'CO404',
    NULL, 'nor by id');
UPDATE site SET territory_id = :ny WHERE id = :mill;
SELECT is((SELECT pg_temp.name_of(body) FROM customer_get(:dee, :ada)),
    'Ada Ltd', 'one of both is');

-- --- skills
SELECT body ->> 'id' AS roof FROM skill_put(:root, 'r', NULL, NULL,
    '{"code": "roof", "name": "Roofs"}') \gset
SELECT throws_ok(format('SELECT skill_put(%s, ''r'', NULL, NULL, '
    '''{"code": "gas", "name": "Gas"}'')', :root), 'CO409', NULL,
    'a code is taken once');
SELECT throws_ok(format('SELECT skill_put(%s, ''r'', NULL, NULL, '
    '''{"code": "a b", "name": "Gas"}'')', :root), 'CO422', NULL,
    'a code has no blank');
SELECT throws_ok(format('SELECT skill_put(%s, ''r'', NULL, NULL, '
    '''{"code": "x", "name": "x"}'')', :dee), 'CO403', NULL,
    'skills are the admin''s');
SELECT throws_like(format('SELECT skill_delete(%s, ''r'', %s, NULL, NULL)',
    :root, :gas), '%still used by job type boiler; technician ann, bob%',
    'a skill in use stays');
SELECT lives_ok(format('SELECT skill_delete(%s, ''r'', %s, 1, NULL)', :root,
    :roof), 'an unused one goes');

SELECT * FROM finish();
ROLLBACK;
