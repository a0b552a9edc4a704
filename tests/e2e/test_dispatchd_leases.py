#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Several daemons share the work: who plans which territory, and what happens
when one dies, sleeps, stops, or loses its database."""

import os
import signal
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for, DAY)

TERRITORIES = 4
TAKEN_OVER_S = 10       # after a kill -9: what is promised


def make_world():
    world = World(own_cluster=True)
    world.database.run("""
        INSERT INTO territory (code, name, zone, calendar_id) VALUES
            ('E', 'East', 'UTC', 1), ('W', 'West', 'UTC', 1);
        INSERT INTO site (customer_id, territory_id, name, address, lat, lon)
        SELECT 1, t, 'Site', '', 52.5, 13.4 FROM generate_series(3, 4) t;
        INSERT INTO technician (code, name, phone, territory_id, employed,
            start_lat, start_lon, end_lat, end_lon)
        SELECT 't' || t, 'Tech', '', t, '[2020-01-01,)', 52.5, 13.3, 52.5, 13.3
        FROM generate_series(3, 4) t;
        INSERT INTO technician_skill (technician_id, skill_id, level,
            certified) SELECT id, 1, 3, '[2020-01-01,)' FROM technician
        WHERE territory_id > 2;
        INSERT INTO shift (technician_id, during)
        SELECT id, '[2026-11-23 08:00Z,2026-11-23 17:00Z)' FROM technician
        WHERE territory_id > 2;""")
    for site in range(1, 5):    # something to look for in each territory
        for number in range(3):
            world.database.job(site=site, title=f"Job {number}")
    return world


def another(world, *options):
    daemon = Daemon(world, "dispatchd", list(options))
    wait_for(daemon.ready, "another daemon is ready")
    return daemon


def held(world, daemon):
    """The territories whose leases that daemon has, as the database sees it."""
    return {int(row[0]) for row in world.database.run(
        "SELECT territory_id FROM territory_lease WHERE name LIKE "
        f"'%/{daemon.process.pid}' AND expires_at > clock_timestamp();")}


def shares(world, *daemons):
    return sorted(len(held(world, daemon)) for daemon in daemons)


def share_out(world, *daemons):
    """Wait until each has its part and all is held; who has what."""
    count = len(daemons)
    parts = sorted(TERRITORIES // count + (n < TERRITORIES % count)
                   for n in range(count))
    wait_for(lambda: shares(world, *daemons) == parts,
             f"{count} share {TERRITORIES}", 30)


def metric(daemon, name):
    client = Client(daemon.port)
    text = client.get("/metrics").text
    client.close()
    return next(int(line.split()[1]) for line in text.splitlines()
                if line.startswith(f"callout_{name} "))


def root(world, daemon):
    return Client(daemon.port, world.database.keys["root"])


def begin(world, daemon, territory, time_ms):
    """Ask that daemon for a plan; the path."""
    answer = root(world, daemon).post("/api/v1/proposals", {
        "territory": territory, "day": DAY, "time_ms": time_ms})
    equal(answer.status, 202, answer)
    return answer.header("Location")


def state(world, daemon, path):
    return root(world, daemon).get(path).json["state"]


def run_of(world, path):
    """(state, epoch, tries) of the run, from its row."""
    row = world.database.run("SELECT state, coalesce(epoch, 0), tries FROM "
                             f"proposal WHERE id = {path.split('/')[-1]};")[0]
    return row[0], int(row[1]), int(row[2])


def progress(world, daemon, path):
    return root(world, daemon).get(path).json["progress"]


def goes_on(world, daemon, path):
    wait_for(lambda: progress(world, daemon, path), "the run goes on", 15)


def a_pair(world):
    """A second daemon with its half, and a territory of its own."""
    other = another(world)
    share_out(world, world.dispatchd, other)
    return other, min(held(world, other))


def kill(daemon):
    daemon.process.kill()
    daemon.process.wait()


def alone(world):
    """The first one has all again."""
    wait_for(lambda: shares(world, world.dispatchd) == [TERRITORIES],
             "all is taken over", 20)


@case
def one_alone_plans_all(world):
    alone(world)
    wait_for(lambda: metric(world.dispatchd, "leases") == TERRITORIES,
             "it knows that")
    path = begin(world, world.dispatchd, 1, 100)
    wait_for(lambda: state(world, world.dispatchd, path) == "ready", "a plan")


@case
def others_get_their_share_and_give_it_back(world):
    second = another(world)
    share_out(world, world.dispatchd, second)
    third = another(world)
    share_out(world, world.dispatchd, second, third)
    before = metric(third, "leases_taken_total")
    time.sleep(5)
    equal(shares(world, world.dispatchd, second, third), [1, 1, 2])
    equal(metric(third, "leases_taken_total"), before, "it stays so")
    since = time.monotonic()
    equal(third.stop(), 0)
    share_out(world, world.dispatchd, second)
    took = time.monotonic() - since
    equal(took < 5, True, f"given back at once, not after the ttl: {took}")
    equal(second.stop(), 0)
    alone(world)


@case
def who_only_serves_holds_nothing(world):
    server = another(world, "--planner-territories=0")
    time.sleep(3)
    equal(shares(world, world.dispatchd, server), [0, TERRITORIES])
    since = time.monotonic()
    path = begin(world, server, 1, 100)
    wait_for(lambda: state(world, server, path) == "ready", "the other plans")
    equal(time.monotonic() - since < 5, True)
    equal("planning_done" in server.text(), False)
    equal(server.stop(), 0)


@case
def any_daemon_is_asked_and_cancels(world):
    other, theirs = a_pair(world)
    mine = min(held(world, world.dispatchd))
    for asked, territory, planner in ((world.dispatchd, theirs, other),
                                      (other, mine, world.dispatchd)):
        path = begin(world, asked, territory, 100)
        wait_for(lambda p=path, a=asked: state(world, a, p) == "ready",
                 "it is planned where it belongs")
        number = path.split("/")[-1]
        equal(f"proposal={number}" in planner.text(), True)
        path = begin(world, asked, territory, 60000)
        goes_on(world, asked, path)
        before = metric(planner, "planning_runs_cancelled_total")
        equal(root(world, asked).post(path + "/cancel").status, 200)
        wait_for(lambda p=planner, b=before: metric(
            p, "planning_runs_cancelled_total") == b + 1,
            "the planner has heard", 5)
    equal(other.stop(), 0)
    alone(world)


@case
def what_a_killed_one_planned_is_taken_over(world):
    other, territory = a_pair(world)
    path = begin(world, world.dispatchd, territory, 60000)
    goes_on(world, world.dispatchd, path)
    _, epoch, tries = run_of(world, path)
    equal(tries, 1)
    kill(other)
    since = time.monotonic()
    new = begin(world, world.dispatchd, territory, 100)
    wait_for(lambda: state(world, world.dispatchd, new) == "ready",
             "a new run works", 30)
    took = time.monotonic() - since
    print(f"# planned anew {took:.1f} s after the kill")
    equal(took < TAKEN_OVER_S, True, took)
    wait_for(lambda: run_of(world, path) == ("running", epoch + 1, 2),
             "the old run is begun anew")
    goes_on(world, world.dispatchd, path)
    equal(root(world, world.dispatchd).post(path + "/cancel").status, 200)
    alone(world)


@case
def what_killed_two_is_not_begun_a_third_time(world):
    second, territory = a_pair(world)
    path = begin(world, world.dispatchd, territory, 60000)
    goes_on(world, second, path)
    third = another(world)
    # Its run keeps a lease where it is, while shares move.
    time.sleep(5)
    equal(territory in held(world, second), True)
    kill(second)
    wait_for(lambda: run_of(world, path)[2] == 2, "it is begun anew", 20)
    heir = third if territory in held(world, third) else world.dispatchd
    world.dispatchd = world.dispatchd if heir is third else third
    kill(heir)
    wait_for(lambda: run_of(world, path)[0] == "failed", "it is given up", 20)
    equal("stopped" in root(world, world.dispatchd).get(path).json["error"],
          True)
    alone(world)


@case
def who_slept_writes_nothing(world):
    other, territory = a_pair(world)
    path = begin(world, world.dispatchd, territory, 4000)
    goes_on(world, world.dispatchd, path)
    _, epoch, _ = run_of(world, path)
    other.signal(signal.SIGSTOP)
    since = time.monotonic()
    wait_for(lambda: state(world, world.dispatchd, path) == "ready",
             "the other takes over", 25)
    equal(run_of(world, path), ("ready", epoch + 1, 2))
    tag = root(world, world.dispatchd).get(path).header("ETag")
    while time.monotonic() - since < 20:
        time.sleep(0.1)
    other.signal(signal.SIGCONT)
    wait_for(lambda: "planning_left" in other.text()
             or "planning_not_written" in other.text(), "its run is over")
    time.sleep(1)
    equal(root(world, world.dispatchd).get(path).header("ETag"), tag,
          "nothing was written")
    equal(" level=error " in other.text(), False)
    share_out(world, world.dispatchd, other)
    equal(other.stop(), 0)
    alone(world)


@case
def who_stops_hands_over_at_once(world):
    other, territory = a_pair(world)
    path = begin(world, other, territory, 60000)
    goes_on(world, other, path)
    _, epoch, _ = run_of(world, path)
    since = time.monotonic()
    equal(other.stop(), 0)
    wait_for(lambda: run_of(world, path) == ("running", epoch + 1, 1),
             "the run goes on at the other")
    took = time.monotonic() - since
    print(f"# handed over in {took:.1f} s")
    equal(took < 5, True, took)
    goes_on(world, world.dispatchd, path)
    equal(root(world, world.dispatchd).post(path + "/cancel").status, 200)
    alone(world)


@case
def the_last_one_leaves_its_run_to_the_next(world):
    path = begin(world, world.dispatchd, 1, 1500)
    goes_on(world, world.dispatchd, path)
    equal(world.dispatchd.stop(), 0)
    equal(run_of(world, path), ("running", 0, 0))
    world.dispatchd = another(world)
    wait_for(lambda: state(world, world.dispatchd, path) == "ready",
             "it is planned after the restart")
    alone(world)


@case
def without_the_database_nobody_acts(world):
    other, _ = a_pair(world)
    both = (world.dispatchd, other)
    path = begin(world, world.dispatchd, min(held(world, other)), 2000)
    goes_on(world, world.dispatchd, path)
    world.cluster.stop_server(immediate=True)
    wait_for(lambda: [metric(d, "leases") for d in both] == [0, 0],
             "they stop by themselves", 10)
    world.cluster.start_server()
    share_out(world, *both)
    wait_for(lambda: state(world, world.dispatchd, path) == "ready",
             "the run is done all the same", 20)
    # A short restart changes no hands.
    epochs = "SELECT sum(epoch) FROM territory_lease;"
    before = world.database.one(epochs)
    world.cluster.stop_server(immediate=True)
    world.cluster.start_server()
    share_out(world, *both)
    equal(world.database.one(epochs), before, "no lease changed hands")
    equal(other.stop(), 0)
    alone(world)


def followed(daemon):
    """The territories that it has repaired."""
    return {int(line.split("territory=")[1].split()[0])
            for line in daemon.text().splitlines()
            if "event=follow_repaired" in line}


@case
def a_territory_is_followed_by_its_holder(world):
    before = followed(world.dispatchd)
    equal(before, set())
    other, territory = a_pair(world)
    mine, theirs = held(world, world.dispatchd), held(world, other)
    world.database.run("UPDATE policy SET automatic = 'on';")
    wait_for(lambda: world.database.one(
        "SELECT count(DISTINCT territory_id) FROM job WHERE state = 'planned';"
        ) == str(TERRITORIES), "each is followed", 40)
    equal((followed(world.dispatchd), followed(other)), (mine, theirs))
    kill(other)
    since = time.monotonic()
    job = world.database.job(site=territory, title="Urgent", priority=1)
    wait_for(lambda: world.database.one(
        f"SELECT state FROM job WHERE id = {job};") == "planned",
        "the next holder follows", 30)
    took = time.monotonic() - since
    print(f"# repaired by the next holder {took:.1f} s after the kill")
    equal(took < 15, True, took)
    equal(territory in followed(world.dispatchd), True)
    world.database.run("UPDATE policy SET automatic = 'off';")
    alone(world)


@case
def each_milestone_fires_once(world):
    jobs = 150
    world.database.run(
        "INSERT INTO sla_milestone (policy_id, kind, percent, action) VALUES "
        "(1, 'respond', 50, 'raise_priority'), (1, 'respond', 100, 'notify'),"
        " (1, 'resolve', 100, 'notify');"
        f"SELECT count(j) FROM generate_series(1, {jobs}) g, LATERAL "
        "job_create(NULL, 'test', jsonb_build_object('site', 1, 'type', "
        "'leak', 'title', 'due ' || g)) j;")
    others = [another(world), another(world)]
    todo = int(world.database.one("SELECT count(*) FROM sla_clock_milestone "
                                  "WHERE fired_at IS NULL;"))
    equal(todo >= jobs * 3, True, todo)
    told = int(world.database.one("SELECT count(*) FROM outbox;"))
    world.database.run("UPDATE sla_clock_milestone SET due_at = app_now() - "
                       "interval '1 hour' WHERE fired_at IS NULL;")
    kill(others[0])     # perhaps in the midst of it
    stop = threading.Event()
    wrong = []

    def fire():     # more of them, as fast as they can
        while not stop.is_set():
            try:
                world.database.run("SELECT sla_fire(20);")
            except AssertionError as error:
                wrong.append(str(error))
                return

    threads = [threading.Thread(target=fire) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        wait_for(lambda: world.database.one(
            "SELECT count(*) FROM sla_clock_milestone WHERE fired_at IS NULL;")
            == "0", "all have fired", 60)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    equal(wrong, [])
    equal(int(world.database.one("SELECT count(*) FROM outbox;")) - told, todo,
          "each once")
    equal(world.database.one(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM outbox WHERE topic = "
        "'sla.milestone' GROUP BY body ->> 'job', body ->> 'clock', "
        "body ->> 'percent') x;"), "1")
    equal(world.database.one(
        "SELECT string_agg(DISTINCT priority::text, ' ') FROM job WHERE "
        "title LIKE 'due %';"), "1", "raised by one, once")
    equal(others[1].stop(), 0)


if __name__ == "__main__":
    main(make_world)
