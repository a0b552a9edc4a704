#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The feed under writers that commit late: nothing missed, nothing twice.

Writers move visits between technicians, rename customers and make jobs, and
dawdle before they commit, while a reader follows every scope with a cursor. A
second reader follows the trail by its serial number, as a control: it must
miss rows, or the writers did not overlap and the test proved nothing.
"""

import os
import random
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPORT = os.path.join(HERE, "..", "support")
FULL = bool(os.environ.get("CALLOUT_FULL"))
WRITERS = 8
ROUNDS = 150 if FULL else 25
JOBS = 24
SEED = 20260304

WORLD = """
INSERT INTO business_calendar (code, name) VALUES ('c', 'c');
INSERT INTO territory (code, name, zone, calendar_id) VALUES ('t', 'T', 'UTC', 1);
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
SELECT 't' || n, 'T' || n, 1, '[2020-01-01,)', 0, 0, 0, 0
FROM generate_series(1, 4) n;
INSERT INTO customer (name) SELECT 'c' || n FROM generate_series(1, 3) n;
INSERT INTO site (customer_id, territory_id, name, lat, lon)
SELECT 1 + n %% 3, 1, 's' || n, 0, 0 FROM generate_series(1, %(jobs)d) n;
INSERT INTO job_type (code, name, duration_min) VALUES ('lamp', 'Lamp', 1);
INSERT INTO job (territory_id, site_id, job_type_id, title, priority,
    duration_min, opened_at, created_at)
SELECT 1, n, 1, 'j' || n, 3, 1, now(), now() FROM generate_series(1, %(jobs)d) n;
"""


class Psql:
    """One session: a psql that answers a statement at a time."""

    def __init__(self, url):
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, bufsize=1,
            env={**os.environ, "PGOPTIONS": "-c search_path=callout"})

    def ask(self, sql):
        self.process.stdin.write(sql + ";\n\\echo --end\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline()) != "--end\n":
            if not line:
                raise RuntimeError("psql ended: " + "".join(lines))
            lines.append(line.rstrip("\n"))
        return [line.split("|") for line in lines if line]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def transaction(dice, number):
    """One writer's transaction: changes, a pause, the commit."""
    start = f"timestamptz '2030-01-01Z' + {number} * interval '1 minute'"
    work = dice.choice([
        f"SELECT 1 FROM job_assign(NULL, 's', {dice.randint(1, JOBS)},"
        f" {dice.randint(1, 4)}, {start}, NULL, 0, false, NULL)",
        f"SELECT 1 FROM job_assign(NULL, 's', {dice.randint(1, JOBS)},"
        f" {dice.randint(1, 4)}, {start}, NULL, 0, false, NULL)",
        f"UPDATE customer SET name = 'n{number}' WHERE id = {dice.randint(1, 3)}",
        "SELECT 1 FROM job_create(NULL, 's', '{\"site\": 1, \"type\": \"lamp\","
        " \"title\": \"new\"}')",
    ])
    end = "ROLLBACK" if dice.random() < 0.1 else "COMMIT"
    return (f"BEGIN; {work}; SELECT pg_sleep({dice.random() * 0.012:.4f});"
            f" {end}")


def write(url, writer, errors):
    dice = random.Random(SEED + writer)
    session = Psql(url)
    for i in range(ROUNDS):
        for row in session.ask(transaction(dice, writer * ROUNDS + i)):
            if row[0].startswith("ERROR"):
                errors.append(row[0])
    session.close()


class Reader:
    def __init__(self, url):
        self.session = Psql(url)
        self.cursor, self.seen, self.twice = {}, {}, 0
        self.serial, self.trail = 0, set()

    def poll(self):
        for scope, in self.session.ask("SELECT id FROM feed_scope"):
            since = self.cursor.get(scope, 0)
            for kind, thing, op, version in self.session.ask(
                    "SELECT kind, object_id, op, version FROM feed"
                    f" WHERE scope_id = {scope} AND version > {since}"
                    " ORDER BY version LIMIT 50"):
                if int(version) <= self.cursor.get(scope, 0):
                    self.twice += 1
                self.cursor[scope] = int(version)
                self.seen[scope, kind, thing] = (op, version)
        for number, in self.session.ask("SELECT id FROM audit"
                                        f" WHERE id > {self.serial} ORDER BY id"):
            self.serial = int(number)
            self.trail.add(number)


def run(url):
    subprocess.run([os.path.join(SUPPORT, "apply-sql"), url, "callout"],
                   check=True)
    control = Psql(url)
    control.ask(WORLD % {"jobs": JOBS})
    reader, errors, stop = Reader(url), [], threading.Event()

    def read():
        while not stop.is_set():
            reader.poll()

    reading = threading.Thread(target=read)
    reading.start()
    writing = [threading.Thread(target=write, args=(url, w, errors))
               for w in range(WRITERS)]
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    stop.set()
    reading.join()
    for _ in range(50):     # to the end, page by page
        reader.poll()

    results = []

    def check(holds, what):
        results.append(bool(holds))
        print(f"{'ok' if holds else 'not ok'} {len(results)} - {what}")

    wanted = {(scope, kind, thing): (op, version) for
              scope, kind, thing, op, version in control.ask(
                  "SELECT scope_id, kind, object_id, op, version FROM feed")}
    missed = [key for key, value in wanted.items()
              if reader.seen.get(key) != value]
    check(len(wanted) > JOBS, f"the writers wrote: {len(wanted)} objects")
    check(not missed, f"the cursor missed {len(missed)}")
    check(reader.twice == 0, f"{reader.twice} versions came twice or back")
    (count, distinct, ahead), = control.ask(
        "SELECT count(*), count(DISTINCT (scope_id, f.version)),"
        " count(*) FILTER (WHERE f.version > s.version)"
        " FROM feed f JOIN feed_scope s ON s.id = f.scope_id")
    check(count == distinct, "each version is one object's")
    check(ahead == "0", "no object is ahead of its scope")
    locks = [e for e in errors if "deadlock" in e]
    check(not locks, f"{len(locks)} deadlocks")
    odd = [e for e in errors if " is at visit " not in e
           and "cannot be moved" not in e]
    check(not odd, "no other error " + " ".join(odd[:3]))
    # What the feed says is what the tables say.
    check(control.ask("""
        SELECT count(*) FROM (
            SELECT v.technician_id, v.id FROM visit v WHERE visit_live(v.state)
            EXCEPT SELECT s.object_id, f.object_id FROM feed f JOIN feed_scope s
                ON s.id = f.scope_id WHERE s.kind = 'technician' AND f.op = 'U'
            UNION ALL (
            SELECT s.object_id, f.object_id FROM feed f JOIN feed_scope s
                ON s.id = f.scope_id WHERE s.kind = 'technician' AND f.op = 'U'
            EXCEPT SELECT v.technician_id, v.id FROM visit v)
            UNION ALL (SELECT 1, id FROM job WHERE state = 'open'
            EXCEPT SELECT s.object_id, f.object_id FROM feed f JOIN feed_scope s
                ON s.id = f.scope_id WHERE s.kind = 'pool' AND f.op = 'U')) x
        """) == [["0"]], "the feed's view is the tables' view")
    trail = {number for number, in control.ask("SELECT id FROM audit")}
    check(len(trail - reader.trail) > 0,
          f"a serial number as a cursor missed {len(trail - reader.trail)}"
          f" of {len(trail)}: the race was there")
    print(f"1..{len(results)}")
    for session in (control, reader.session):
        session.close()
    return all(results)


def main():
    cluster = (os.environ.get("CALLOUT_TEST_CLUSTER")
               or os.environ.get("CALLOUT_TEST_URL"))
    if not cluster:
        os.execv(os.path.join(SUPPORT, "with_cluster"),
                 ["with_cluster", sys.executable, os.path.abspath(__file__)])
    database = f"feed_stress_{os.getpid()}"
    admin = Psql(cluster)
    admin.ask(f"CREATE DATABASE {database}")
    try:
        held = run(f"{cluster} dbname={database}")
    finally:
        admin.ask(f"DROP DATABASE {database} WITH (FORCE)")
        admin.close()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
