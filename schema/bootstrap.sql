-- SPDX-License-Identifier: MIT
-- What must be there before the first migration: the organisation's roles, its
-- schema, btree_gist and the table of migrations. Repeatable. The setting
-- callout.schema names the organisation; the caller may create roles.
--
-- Roles belong to the whole cluster, so another database may be making the
-- same ones right now: losing that race is fine.

DO $bootstrap$
DECLARE
    org   text := current_setting('callout.schema');
    owner text := org || '_owner';
    place text;
    role  text;
    login text;
BEGIN
    FOR role, login IN VALUES (owner, 'NOLOGIN'), (org || '_dispatchd', 'LOGIN'),
        (org || '_mobile', 'LOGIN'), (org || '_admin', 'LOGIN')
    LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE', role, login);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    -- From 16 on a member may lack the right to SET ROLE.
    IF NOT pg_has_role(current_user, owner, 'MEMBER')
        OR (current_setting('server_version_num')::integer >= 160000
            AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
    THEN
        EXECUTE format('GRANT %I TO CURRENT_USER', owner);
    END IF;

    IF to_regnamespace(quote_ident(org)) IS NULL THEN
        EXECUTE format('CREATE SCHEMA %I AUTHORIZATION %I', org, owner);
    ELSIF (SELECT nspowner::regrole::text <> quote_ident(owner)
            FROM pg_namespace WHERE nspname = org) THEN
        RAISE EXCEPTION USING ERRCODE = 'CO409', MESSAGE = format(
            'schema %I is there already and belongs to somebody else: choose another database.schema', org);
    END IF;

    -- One copy of the extension serves all organisations of the database.
    SELECT nspname INTO place
        FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
        WHERE extname = 'btree_gist';
    IF place IS NULL THEN
        CREATE SCHEMA IF NOT EXISTS callout_ext;
        CREATE EXTENSION btree_gist SCHEMA callout_ext;
        place := 'callout_ext';
    END IF;
    IF NOT has_schema_privilege(owner, place, 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, owner);
    END IF;

    EXECUTE format('SET LOCAL ROLE %I', owner);
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I.schema_migration (
        number     integer PRIMARY KEY,  -- 0: functions, views and grants
        name       text NOT NULL,
        sha256     text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now())', org);
END
$bootstrap$;
