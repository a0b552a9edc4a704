-- SPDX-License-Identifier: MIT
-- Who may do what, read from the catalog: no role but the owner has a table, a
-- sequence or a column; PUBLIC has nothing; what is granted is SECURITY
-- DEFINER with a pinned search_path; no function has an unpinned one unless it
-- is plain SQL that the planner inlines and nobody may call.
BEGIN;
\ir include/world.psql
SELECT no_plan();

CREATE TEMP VIEW our_role AS
    SELECT rolname, oid FROM pg_roles WHERE rolname IN (
        current_schema() || '_dispatchd', current_schema() || '_mobile',
        current_schema() || '_admin');
CREATE TEMP VIEW our_function AS
    SELECT p.* FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.objid = p.oid AND d.deptype = 'e');
SELECT is(count(*)::integer, 3, 'the three roles are there') FROM our_role;

SELECT is_empty($$
    SELECT r.rolname, c.relname FROM our_role r CROSS JOIN pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind IN ('r', 'p', 'f', 'm') AND c.relname <> 'import_row'
        AND (has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, '
                'DELETE, TRUNCATE, REFERENCES, TRIGGER')
            OR has_any_column_privilege(r.oid, c.oid,
                'SELECT, INSERT, UPDATE, REFERENCES'))
$$, 'no role has anything on a table');
-- The one exception: the command line copies rows into it (COPY FROM).
SELECT is_empty($$
    SELECT r.rolname FROM our_role r
    WHERE has_table_privilege(r.oid, 'import_row', 'SELECT, INSERT, UPDATE, '
            'DELETE, TRUNCATE, REFERENCES, TRIGGER')
        OR has_any_column_privilege(r.oid, 'import_row',
            'SELECT, UPDATE, REFERENCES')
        OR r.rolname NOT LIKE '%\_admin'
            AND has_any_column_privilege(r.oid, 'import_row', 'INSERT')
$$, 'but that the command line may add to import_row');
SELECT is_empty($$
    SELECT r.rolname, c.relname FROM our_role r CROSS JOIN pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind = 'S' AND has_sequence_privilege(r.oid, c.oid,
            'USAGE, SELECT, UPDATE')
$$, 'no role has anything on a sequence');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM our_function p,
        aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    WHERE a.grantee = 0
$$, 'PUBLIC may call nothing');
SELECT is_empty($$
    SELECT c.relname FROM pg_class c,
        aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
    WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0
$$, 'PUBLIC has no table');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM our_function p
    WHERE EXISTS (SELECT FROM our_role r
            WHERE has_function_privilege(r.oid, p.oid, 'EXECUTE'))
        AND NOT p.prosecdef AND p.proname <> 'instant_text'
$$, 'what a role may call runs with the owner''s rights');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM our_function p
    WHERE (p.prosecdef OR p.prolang <> (SELECT oid FROM pg_language
            WHERE lanname = 'sql'))
        AND NOT coalesce(p.proconfig && ARRAY[
            format('search_path=%I, pg_temp', current_schema()),
            format('search_path="%s", pg_temp', current_schema())], false)
$$, 'every function that is not inlined pins the search path, pg_temp last');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM our_function p
    WHERE NOT p.prosecdef AND p.prosrc ~* '\m(insert|update|delete)\M'
$$, 'no inlined function writes');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM our_function p
    WHERE replace(p.prosrc, 'callout.now_offset_us', '')
        ~ ('\m' || current_schema() || '\.')
$$, 'no function names the schema');

-- Exactly these, so that a new grant is a decision.
CREATE TEMP TABLE may (role text, functions text);
INSERT INTO may
SELECT substr(r.rolname, length(current_schema()) + 2),
    string_agg(DISTINCT p.proname, ' ' ORDER BY p.proname)
FROM our_role r JOIN our_function p
    ON has_function_privilege(r.oid, p.oid, 'EXECUTE') GROUP BY 1;
SELECT is(functions, 'blob_drop blob_find blob_make blob_move blob_reap '
    'blob_reaped blob_store blob_view device_auth device_enrol device_renew '
    'devices_out feed_moved instant_text push_apply ready_check sync_pull',
    'what mobile-sync may call')
FROM may WHERE role = 'mobile';
SELECT ok(functions !~ '\m(push_apply|sync_pull|device_(enrol|auth|renew)|'
    'blob_\w+)\M',
    'dispatchd is no device') FROM may WHERE role = 'dispatchd';
SELECT ok(functions !~ '\m(fail|audit_write|job_lock|feed_\w*stamp|'
    'shift_generate|planning_rules|territory_means|'
    'sla_(?!fire|policy_(list|get|put|delete)\M)\w+)\M', role
    || ' has no inner function') FROM may WHERE role <> 'mobile';
SELECT ok(functions !~ '\m(auth_session|auth_key|session_open|push_apply)\M',
    'the command line opens no session') FROM may WHERE role = 'admin';

-- And tried, not only read: the SQLSTATE that a statement of the role gets.
CREATE FUNCTION pg_temp.try_as(p_role text, p_sql text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', current_schema() || '_' || p_role);
    EXECUTE p_sql;
    RESET ROLE;
    RETURN 'goes';
EXCEPTION WHEN OTHERS THEN
    RESET ROLE;
    RETURN SQLSTATE;
END
$$;
SELECT is(pg_temp.try_as(role, sql), wanted, role || ': ' || sql)
FROM (VALUES
    ('mobile', 'SELECT count(*) FROM visit', '42501'),
    ('mobile', 'SELECT board_get(NULL, 1, ''2026-01-01'', ''2026-01-01'')',
        '42501'),
    ('mobile', 'SELECT * FROM device_auth(''x'')', 'goes'),
    ('dispatchd', 'DELETE FROM audit', '42501'),
    ('dispatchd', 'SELECT fail(''CO400'', ''x'')', '42501'),
    ('dispatchd', 'SELECT territory_list(NULL)', 'goes'),
    ('dispatchd', 'CREATE TABLE mine ()', '42501'),
    ('admin', 'SELECT * FROM api_key', '42501'),
    ('admin', 'SELECT metrics_row()', 'goes')
) t (role, sql, wanted);
SELECT * FROM finish();
ROLLBACK;
