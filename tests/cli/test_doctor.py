#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout doctor: a sound installation, and what it says of each fault."""

import json
import socket
import threading

from cli_test import World, callout, case, equal, main, psql


def doctor(database, *options, ports=(0, 0)):
    """Exit code and findings by check; two may be of one check (ports)."""
    done = database.run("doctor", "--json", f"--dispatchd-port={ports[0]}",
                        f"--mobile-sync-port={ports[1]}", *options)
    found = {}
    for row in json.loads(done.stdout):
        found.setdefault(row["check"], []).append((row["finding"],
                                                   row["text"]))
    return done.returncode, found


def finding(found, check, level, *texts):
    for got, text in found[check]:
        if got == level and all(t in text for t in texts):
            return
    raise AssertionError(f"{check}: no {level} with {texts} in "
                         f"{found[check]}")


@case
def a_sound_installation(world):
    database = world.database().migrate()
    database.good("user", "add", "root", "--role", "admin")
    status, found = doctor(database)
    equal(status, 0, found)
    for check in ("database", "migrations", "roles", "grants", "clock",
                  "zones"):
        equal([level for level, _ in found[check]], ["ok"], check)
    finding(found, "organisation", "warning", "import technicians")


@case
def each_fault_is_named(world):
    table = [
        ("UPDATE schema_migration SET sha256 = '' WHERE number = 0",
         "migrations", ["behind", "callout migrate"]),
        ("UPDATE schema_migration SET sha256 = '' WHERE number = 1",
         "migrations", ["another text"]),
        ('ALTER ROLE "{schema}_mobile" NOLOGIN', "roles",
         ["_mobile", "may not log in"]),
        ('ALTER ROLE "{schema}_dispatchd" SUPERUSER', "roles",
         ["_dispatchd", "superuser"]),
        ('GRANT CREATE ON SCHEMA "{schema}" TO "{schema}_admin"', "roles",
         ["_admin", "may create"]),
        ('REVOKE USAGE ON SCHEMA "{schema}" FROM "{schema}_mobile"', "roles",
         ["_mobile", "may not use"]),
        ("GRANT EXECUTE ON FUNCTION ready_check() TO PUBLIC", "grants",
         ["everybody may call 1"]),
        ('REVOKE EXECUTE ON FUNCTION sync_pull FROM "{schema}_mobile"',
         "grants", ["a daemon may not call"]),
        ("DELETE FROM organisation", "organisation", ["no name"]),
    ]
    for change, check, texts in table:
        database = world.database().migrate()
        database.sql(change.format(schema=database.schema) + ";")
        status, found = doctor(database)
        equal(status, 1, change)
        finding(found, check, "failed", *texts)


@case
def nothing_migrated_yet(world):
    database = world.database()
    psql(database.url, f'CREATE ROLE "{database.schema}_admin" LOGIN;')
    status, found = doctor(database)
    equal(status, 1, found)
    finding(found, "migrations", "failed", "run 'callout migrate'")


@case
def no_database_and_no_configuration(world):
    done = callout("doctor", "--database-url=host=/nowhere")
    equal(done.returncode, 1)
    for text in ("/nowhere", "Is PostgreSQL running", "zones"):
        if text not in done.stdout:
            raise AssertionError(f"no {text!r} in {done.stdout}")
    path = world.write("bad.ini", "[database]\nurll = x\n")
    done = callout("doctor", "--config", path)
    equal(done.returncode, 1)
    if "bad.ini:2" not in done.stdout:
        raise AssertionError(done.stdout)


@case
def a_port_that_another_program_has(world):
    database = world.database().migrate()
    database.good("user", "add", "root", "--role", "admin")
    with socket.create_server(("127.0.0.1", 0)) as server:
        def answer():
            for text in (b"HTTP/1.1 404 Not Found\r\n\r\n",
                         b"HTTP/1.1 503 Away\r\n\r\n",
                         b"HTTP/1.1 200 OK\r\n\r\n", b"220 mail\r\n"):
                client, _ = server.accept()
                with client:
                    client.recv(1000)
                    client.sendall(text)
        server.settimeout(10)
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        for level, text in (("failed", "another program has"),
                            ("failed", "is not ready"), ("ok", "is ready"),
                            ("warning", "plain HTTP")):
            status, found = doctor(database, ports=(port, 0))
            finding(found, "ports", level, text, str(port))
            equal(status, 1 if level == "failed" else 0)
        thread.join()
    _, found = doctor(database, ports=(port, 0))
    finding(found, "ports", "warning", "does not run")


@case
def the_sample_is_a_configuration(world):
    path = world.write("sample.ini", callout("config", "sample").stdout)
    done = callout("migrate", "--print", "--config", path)
    equal(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    main(World)
