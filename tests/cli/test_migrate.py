#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout migrate: again, killed anywhere, two at once, and what it refuses."""

import difflib
import os
import re
import signal
import time

import snapshot
from cli_test import (ROOT, World, callout, case, equal, main, psql, refused,
                      start)

# Counts the commands that change the schema; at one of them the server ends
# the connection, which is what a killed client or server looks like. The count
# is a sequence: it does not roll back, so the next run gets past that point.
KILLER = """
CREATE SCHEMA killer;
GRANT USAGE ON SCHEMA killer TO PUBLIC;
CREATE SEQUENCE killer.commands;
CREATE FUNCTION killer.strike() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF nextval('killer.commands') = {at} THEN
        {what};
    END IF;
END $$;
CREATE EVENT TRIGGER killer ON ddl_command_start
    EXECUTE FUNCTION killer.strike();
"""
TERMINATE = "PERFORM pg_terminate_backend(pg_backend_pid())"


def numbers(database):
    return [int(n) for (n,) in database.sql(
        "SELECT number FROM schema_migration ORDER BY number;")]


def migrations():
    return sorted(os.listdir(os.path.join(ROOT, "schema/migrations")))


@case
def a_fresh_database_gets_everything(world):
    database = world.database()
    done = database.run("migrate", "--organisation", "Häuser & Co")
    equal(done.returncode, 0, done.stderr)
    equal(numbers(database), [0] + [int(name[:4]) for name in migrations()],
          "numbers")
    equal(database.one("SELECT name FROM organisation;"), "Häuser & Co")
    epoch = int(database.one("SELECT epoch FROM organisation;"))
    if abs(epoch - time.time()) > 60:
        raise AssertionError(f"epoch {epoch}")


@case
def again_changes_nothing(world):
    database = world.database().migrate()
    before = database.sql("TABLE schema_migration; TABLE organisation;"
                          "SELECT oid, xmin FROM pg_proc ORDER BY oid;")
    database.migrate()
    equal(database.sql("TABLE schema_migration; TABLE organisation;"
                       "SELECT oid, xmin FROM pg_proc ORDER BY oid;"), before)


@case
def status_says_what_is_pending_and_writes_nothing(world):
    database = world.database()
    status = database.json("migrate", "--status")
    equal((status["applied"], status["pending"], status["current"]),
          (0, len(migrations()), False))
    equal(psql(database.url, "SELECT count(*) FROM pg_namespace "
               f"WHERE nspname = '{database.schema}';"), [["0"]])
    database.migrate()
    equal(database.json("migrate", "--status")["current"], True)


@case
def killed_anywhere_the_next_run_completes_it(world):
    clean = world.database("callout")
    psql(clean.url, KILLER.format(at=-1, what=TERMINATE))
    clean.migrate()
    total = int(psql(clean.url,
                     "SELECT last_value FROM killer.commands;")[0][0])
    wanted = snapshot.take(clean)
    steps = 40 if os.environ.get("CALLOUT_FULL") else 8
    points = sorted({1 + (total - 1) * i // (steps - 1)
                     for i in range(steps)} | {2, 3, total - 1})
    for point in points:
        database = world.database("callout")
        psql(database.url, KILLER.format(at=point, what=TERMINATE))
        done = database.run("migrate")
        equal(done.returncode, 1, f"killed at {point} of {total}")
        database.migrate()
        equal(snapshot.take(database) == wanted, True,
              f"the schema after a kill at {point} of {total}")
        database.drop()
        world.databases.remove(database)


@case
def a_client_that_is_killed_leaves_no_lock(world):
    database = world.database()
    psql(database.url, KILLER.format(at=60, what="PERFORM pg_sleep(60)"))
    process = start("migrate", *database.options())
    for _ in range(500):
        if psql(database.url, "SELECT 1 FROM killer.commands "
                "WHERE last_value >= 60;"):
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    database.migrate()
    equal(database.json("migrate", "--status")["current"], True)


@case
def two_at_once_both_succeed(world):
    database = world.database()
    both = [start("migrate", *database.options()) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=60)
        equal(process.returncode, 0, errors)
    equal(database.json("migrate", "--status")["current"], True)


@case
def organisations_of_one_database_do_not_meet(world):
    database = world.database().migrate()
    other = database.schema + "_b"
    done = callout("migrate", f"--database-url={database.url}",
                   f"--database-schema={other}")
    equal(done.returncode, 0, done.stderr)
    equal(psql(database.url, "SELECT count(DISTINCT nspname) FROM pg_class c "
               "JOIN pg_namespace n ON n.oid = relnamespace "
               "WHERE relname = 'job';"), [["2"]])
    psql(database.url, f'DROP SCHEMA "{other}" CASCADE;')
    psql(database.url, "".join(f'DROP OWNED BY "{other}_{role}";'
                               f'DROP ROLE "{other}_{role}";' for role in
                               ("dispatchd", "mobile", "admin", "owner")))


@case
def what_does_not_fit_is_refused_and_left_alone(world):
    table = [
        ("UPDATE schema_migration SET sha256 = 'abc' WHERE number = 2",
         ["0002", "another text", "new migration"]),
        ("DELETE FROM schema_migration WHERE number = 2",
         ["0002", "never applied"]),
        ("INSERT INTO schema_migration VALUES (9999, 'x', 'y')",
         ["9999", "newer Callout"]),
    ]
    for change, texts in table:
        database = world.database().migrate()
        database.sql(change + ";")
        before = database.sql("TABLE schema_migration;")
        refused(database.run("migrate"), 1, *texts)
        refused(database.run("migrate", "--status"), 1, *texts)
        equal(database.sql("TABLE schema_migration;"), before, change)


@case
def a_function_that_changed_is_made_anew(world):
    database = world.database().migrate()
    database.sql("UPDATE schema_migration SET sha256 = '' WHERE number = 0;"
                 "CREATE FUNCTION left_behind() RETURNS integer LANGUAGE sql "
                 "AS 'SELECT 1';")
    equal(database.json("migrate", "--status")["current"], False)
    database.migrate()
    equal(database.one("SELECT count(*) FROM pg_proc WHERE proname = "
                       "'left_behind';"), "0", "what was removed is gone")


@case
def a_foreign_schema_is_not_taken_over(world):
    database = world.database()
    psql(database.url, f'CREATE SCHEMA "{database.schema}";')
    refused(database.run("migrate"), 1, "belongs to somebody else",
            "database.schema")


@case
def an_owner_with_createrole_is_enough(world):
    database = world.database()
    mark = database.schema
    psql(database.url, f'CREATE ROLE "{mark}_boss" LOGIN CREATEROLE;'
         f'ALTER DATABASE {database.name} OWNER TO "{mark}_boss";')
    done = callout("migrate", f"--database-schema={mark}",
                   f"--database-url={database.url} user={mark}_boss")
    equal(done.returncode, 0, done.stderr)
    psql(database.url, f'REASSIGN OWNED BY "{mark}_boss" TO CURRENT_USER;'
         f'DROP OWNED BY "{mark}_boss"; DROP ROLE "{mark}_boss";')


@case
def nothing_is_for_everybody(world):
    database = world.database().migrate()
    equal(database.sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = "
        "current_schema()::regnamespace AND has_function_privilege('public', "
        "oid, 'EXECUTE');"), [], "functions that PUBLIC may call")
    for role in ("dispatchd", "mobile", "admin"):
        tables = database.sql(
            "SELECT DISTINCT table_name FROM "
            "information_schema.role_table_grants WHERE grantee = "
            f"'{database.schema}_{role}';")
        equal(tables, [], f"tables of {role}")
    equal(database.sql(
        "SELECT DISTINCT table_name FROM information_schema.column_privileges "
        f"WHERE grantee = '{database.schema}_admin';"), [["import_row"]],
        "the waiting room of imports")


@case
def functions_pin_their_search_path(world):
    database = world.database().migrate()
    equal(database.sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = "
        "current_schema()::regnamespace AND prosecdef AND NOT EXISTS ("
        "SELECT FROM unnest(proconfig) AS c WHERE replace(c, '\"', '') = "
        f"'search_path={database.schema}, pg_temp');"),
        [], "definer functions without")


@case
def the_snapshot_is_up_to_date(world):
    got = snapshot.take(world.database("callout").migrate())
    with open(snapshot.SNAPSHOT, encoding="utf-8") as file:
        wanted = file.read()
    changes = list(difflib.unified_diff(wanted.splitlines(), got.splitlines(),
                                        "schema/snapshot.sql", "migrated",
                                        lineterm="", n=1))
    if changes:
        raise AssertionError("the schema changed: read this, then run `make "
                             "snapshot`\n" + "\n".join(changes[:60]))


@case
def print_needs_no_database(_world):
    done = callout("migrate", "--print", "--database-url=host=/nowhere")
    equal(done.returncode, 0, done.stderr)
    for name in migrations():
        if f"-- schema/migrations/{name}" not in done.stdout:
            raise AssertionError(f"{name} is not printed")


@case
def the_database_away_is_said_plainly(_world):
    done = callout("migrate", "--database-url=host=/nowhere dbname=x")
    refused(done, 1, "callout migrate:", "/nowhere")
    equal(re.findall(r"password|Traceback", done.stderr), [])
    equal(done.stdout, "", "standard output")


if __name__ == "__main__":
    main(World)
