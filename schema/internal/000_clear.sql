-- SPDX-License-Identifier: MIT
-- The first of the repeatable files: takes away every view and function of
-- the schema (triggers go with their functions), so that the files after it
-- say everything that there is. All of them run in one transaction.

DO $$
DECLARE
    v_drop text;
BEGIN
    FOR v_drop IN
        SELECT format('DROP VIEW IF EXISTS %I CASCADE', c.relname)
        FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace
            AND c.relkind = 'v'
            AND NOT EXISTS (SELECT FROM pg_depend d
                WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP
        EXECUTE v_drop;
    END LOOP;
    FOR v_drop IN
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
        FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d
                WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE v_drop;
    END LOOP;
END
$$;
