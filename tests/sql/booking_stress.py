#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Two dispatchers and a planner book the same technicians at once, at random:
no two visits overlap, no update is lost, and nobody decides on a day that is
not so any more.

Each reads, decides, dawdles, writes. Three things would show a race:

  overlaps   visits of one technician at the same time
  lost       travel_s counts the writes of a visit: who writes it adds one to
             what was read
  skew       a technician has at most FULL_DAY visits: nothing but the fence
             (seen_check) keeps those who add one from adding it to a day that
             somebody else has filled

The normal run has a few thousand interleavings, CALLOUT_FULL 100,000.
"""

import collections
import json
import os
import random
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from feed_stress import SUPPORT, WORLD, Psql  # noqa: E402

FULL = bool(os.environ.get("CALLOUT_FULL"))
WRITES = 100000 if FULL else 3000
SEED = 20301101
TECHNICIANS = 3     # three of WORLD's four: they are in great demand
JOBS = 24
FULL_DAY = 6
DAY = "2030-01-01"
SEEN = f"""
SELECT json_build_object('technician', t.id, 'technician_version', t.version,
    'from', '{DAY}T00:00:00Z', 'to', '{DAY}T23:59:00Z', 'visits',
    coalesce((SELECT json_agg(json_build_array(v.id, v.version))
        FROM visit v WHERE v.technician_id = t.id AND visit_live(v.state)),
        '[]')) FROM technician t WHERE t.id = %d
"""
JOB = """
SELECT json_build_object('version', j.version, 'visit', (SELECT json_agg(
    json_build_object('id', v.id, 'version', v.version, 'travel_s',
        v.travel_s, 'technician', v.technician_id, 'start', lower(v.planned)))
    FROM visit v WHERE v.job_id = j.id AND visit_live(v.state)))
FROM job j WHERE j.id = %d
"""


class Actor:
    """Whoever books: reads, decides, dawdles, writes."""

    def __init__(self, url, number, tally):
        self.dice = random.Random(SEED + number)
        self.session = Psql(url)
        self.tally = tally
        self.made = collections.Counter()   # visit -> writes that succeeded

    def read(self, sql):
        return json.loads(self.session.ask(sql)[0][0])

    def write(self, sql):
        """The rows of one statement, or the refusal's rule."""
        pause = f"SELECT pg_sleep({self.dice.random() * 0.003:.4f}); "
        rows = self.session.ask(
            pause + "\\set VERBOSITY verbose\n" + sql)
        text = " ".join(row[0] for row in rows)
        if "ERROR" not in text:
            return [row for row in rows if row[0]], None
        for word, rule in [("changed meanwhile", "moved"),
                           ("another visit meanwhile", "moved"),
                           ("CO412", "stale"), (" is at visit ", "overlap"),
                           ("already", "over"), ("cannot be moved", "begun"),
                           ("all its 1 visits", "crew"), ("CO409", "other")]:
            if word in text:
                return None, rule
        raise AssertionError(text)

    def start(self):
        """On a coarse grid, so that they meet."""
        minute = self.dice.randrange(8 * 4) * 15
        return f"{DAY}T{8 + minute // 60:02}:{minute % 60:02}:00Z"

    def act(self):
        kind, rule = self.step()
        self.tally[kind, rule or "done"] += 1

    def close(self):
        self.session.close()


class Dispatcher(Actor):
    def step(self):
        job = self.dice.randint(1, JOBS)
        found = self.read(JOB % job)
        visit = (found["visit"] or [None])[0]
        if visit and self.dice.random() < 0.4:
            return self.dice.choice([self.take_back, self.pin])(visit)
        return self.assign(job, found, visit)

    def assign(self, job, found, visit):
        technician = self.dice.randint(1, TECHNICIANS)
        seen = self.read(SEEN % technician)
        comes = not visit or visit["technician"] != technician
        if comes and len(seen["visits"]) >= FULL_DAY:
            return "assign", "full"
        travel = visit["travel_s"] + 1 if visit else 1
        fence = {"job_version": found["version"]}
        if visit:
            fence.update(visit=visit["id"], visit_version=visit["version"])
        rows, rule = self.write(
            "SELECT body ->> 'id' FROM job_assign(NULL, 'd', "
            f"{job}, {technician}, '{self.start()}', NULL, {travel}, NULL, "
            f"NULL, NULL, '[]', '{json.dumps([seen])}', "
            f"'{json.dumps(fence)}')")
        if rows:
            self.made[int(rows[-1][0])] += 1
        return "assign", rule

    def take_back(self, visit):
        _, rule = self.write(
            f"SELECT 1 FROM visit_unassign(NULL, 'd', {visit['id']}, "
            f"{visit['version']})")
        return "take back", rule

    def pin(self, visit):
        """Neither one of its own nor a count, but it moves the version."""
        pinned = self.dice.choice(["true", "false"])
        _, rule = self.write(
            f"SELECT 1 FROM visit_update(NULL, 'd', {visit['id']}, "
            f"{visit['version']}, '{{\"pinned\": {pinned}}}')")
        return "pin", rule


class Planner(Actor):
    """Moves what it saw, within each technician's day: a plan to accept, or
    a repair by visits_write()."""

    def look(self):
        """Somebody, and what may be moved of hers."""
        technician = self.dice.randint(1, TECHNICIANS)
        visits = [dict(zip(("id", "version", "travel_s", "job", "job_version",
                            "pinned"), row))
                  for row in self.session.ask(
                      "SELECT v.id, v.version, v.travel_s, v.job_id, "
                      "j.version, v.pinned FROM visit v JOIN job j "
                      "ON j.id = v.job_id WHERE visit_live(v.state) "
                      f"AND v.technician_id = {technician}")]
        return technician, [v for v in visits if v["pinned"] == "f"]

    def step(self):
        # The dispatchers may not have begun: a step is not given away for that.
        for _ in range(1000):
            technician, visits = self.look()
            if visits:
                break
            time.sleep(0.005)
        else:
            return "plan", "nothing"
        self.dice.shuffle(visits)
        visits = visits[:self.dice.randint(1, 4)]
        starts = self.dice.sample(range(8 * 4), len(visits))
        if self.dice.random() < 0.5:
            return self.repair(technician, visits, starts)
        return self.plan(technician, visits, starts)

    @staticmethod
    def times(slot):
        start = f"{DAY}T{8 + slot // 4:02}:{slot % 4 * 15:02}:00Z"
        end = f"{DAY}T{8 + slot // 4:02}:{slot % 4 * 15 + 14:02}:00Z"
        return start, end

    def repair(self, technician, visits, starts):
        changes = []
        for visit, slot in zip(visits, starts):
            start, end = self.times(slot)
            changes.append({
                "op": "retime", "visit": int(visit["id"]),
                "visit_version": int(visit["version"]), "start": start,
                "end": end, "travel_s": int(visit["travel_s"]) + 1})
        seen = self.read(SEEN % technician)
        rows, rule = self.write(
            f"SELECT visits_write(NULL, 'p', '{json.dumps(changes)}', "
            f"'{json.dumps([seen])}', 'late', 'follow')")
        if rows:
            self.made.update(int(v["id"]) for v in visits)
        return "repair", rule

    def plan(self, technician, visits, starts):
        rows = []
        for visit, slot in zip(visits, starts):
            start, end = self.times(slot)
            rows.append({
                "op": "move", "job": int(visit["job"]),
                "visit": int(visit["id"]), "technician": technician,
                "start": start, "end": end,
                "travel_s": int(visit["travel_s"]) + 1,
                "job_version": int(visit["job_version"]),
                "visit_version": int(visit["version"])})
        made, rule = self.write(
            "SELECT id FROM proposal_start(NULL, 'p', 1, "
            f"'{DAY}T00:00:00Z', '{DAY}T23:59:00Z')")
        if rule:
            return "plan", rule
        plan = made[-1][0]
        self.write(f"SELECT proposal_ready({plan}, '{{}}', "
                   f"'{json.dumps(rows)}')")
        _, rule = self.write(
            f"SELECT 1 FROM (SELECT proposal_accept(NULL, 'p', {plan})) x")
        for visit, verdict in self.session.ask(
                "SELECT visit_id, verdict FROM proposal_visit "
                f"WHERE proposal_id = {plan}"):
            if verdict == "accepted":
                self.made[int(visit)] += 1
            self.tally["position", verdict] += 1
        return "plan", rule


def book(actor, share, errors):
    try:
        for _ in range(share):
            actor.act()
    except Exception as error:  # pylint: disable=broad-except
        errors.append(repr(error))


class Watch(threading.Thread):
    """Looks all the while, from outside."""

    def __init__(self, url):
        super().__init__()
        self.session, self.ended = Psql(url), threading.Event()
        self.looks, self.overlaps, self.skew = 0, 0, 0

    def run(self):
        while not self.ended.wait(0.02):
            self.look()

    def look(self):
        self.looks += 1
        (overlaps, skew), = self.session.ask(f"""
            SELECT (SELECT count(*) FROM visit a JOIN visit b
                    ON b.technician_id = a.technician_id AND b.id > a.id
                    AND b.planned && a.planned
                WHERE visit_live(a.state) AND visit_live(b.state)),
                (SELECT count(*) FROM (SELECT FROM visit v
                    WHERE visit_live(v.state) GROUP BY v.technician_id
                    HAVING count(*) > {FULL_DAY}) x)""")
        self.overlaps += int(overlaps)
        self.skew += int(skew)


def run(url):
    subprocess.run([os.path.join(SUPPORT, "apply-sql"), url, "callout"],
                   check=True)
    control = Psql(url)
    control.ask(WORLD % {"jobs": JOBS})
    control.ask("UPDATE job SET duration_min = 14")
    tally, errors = collections.Counter(), []
    actors = [Dispatcher(url, 0, tally), Dispatcher(url, 1, tally),
              Planner(url, 2, tally)]
    watch = Watch(url)
    watch.start()
    threads = [threading.Thread(target=book,
                                args=(a, WRITES // len(actors), errors))
               for a in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    watch.ended.set()
    watch.join()
    watch.look()

    results = []

    def check(holds, what):
        results.append(bool(holds))
        print(f"{'ok' if holds else 'not ok'} {len(results)} - {what}")

    for (kind, rule), count in sorted(tally.items()):
        print(f"# {kind}: {rule} {count}")
    check(not errors, "nobody met an error " + " ".join(errors)[:300])
    check(watch.overlaps == 0,
          f"{watch.overlaps} overlaps in {watch.looks} looks")
    check(watch.skew == 0, f"{watch.skew} days overfull in {watch.looks}")
    counted = sum((a.made for a in actors), collections.Counter())
    stored = {int(visit): int(count) for visit, count in control.ask(
        "SELECT id, travel_s FROM visit")}
    lost = {v: (counted[v], stored.get(v)) for v in set(counted) | set(stored)
            if counted[v] != stored.get(v)}
    check(not lost, f"{len(lost)} of {sum(counted.values())} updates lost "
          + str(list(lost.items())[:5]))
    (trail,), = control.ask(
        "SELECT count(*) FROM audit WHERE object_kind = 'visit' AND action "
        "IN ('visit.assigned', 'visit.moved', 'visit.retimed') AND "
        "(after ? 'travel_s' OR cause IS NULL AND request = 'p')")
    check(int(trail) >= sum(counted.values()),
          f"each is in the trail: {trail} rows")
    wrong = control.ask("""
        SELECT count(*) FROM job j WHERE (j.state = 'planned') <> EXISTS
            (SELECT FROM visit v WHERE v.job_id = j.id AND
                visit_live(v.state))""")
    check(wrong == [["0"]], "jobs are where their visits are")
    for kind, rule in [("assign", "done"), ("assign", "moved"),
                       ("assign", "overlap"), ("take back", "stale"),
                       ("repair", "done"), ("repair", "moved"),
                       ("position", "accepted"), ("position", "refused")]:
        check(tally[kind, rule] > 0,
              f"the race was there: {kind} {rule} {tally[kind, rule]}")
    print(f"1..{len(results)}")
    for session in (control, watch.session, *(a.session for a in actors)):
        session.close()
    return all(results)


def main():
    cluster = (os.environ.get("CALLOUT_TEST_CLUSTER")
               or os.environ.get("CALLOUT_TEST_URL"))
    if not cluster:
        os.execv(os.path.join(SUPPORT, "with_cluster"),
                 ["with_cluster", sys.executable, os.path.abspath(__file__)])
    database = f"booking_stress_{os.getpid()}"
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
