#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Who can take a job: the ranking, its words, and that the desk's live plan,
kept in step by the news, says what one that was loaded just now says."""

import http.client
import json
import os
import random
import re
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for, DAY)
from openapi_check import Description  # noqa: E402

ROUNDS = 200 if os.environ.get("CALLOUT_FULL") else 12


def make_world():
    world = World()
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def ask(world, job, query="", login="dora", status=200):
    answer = world.client(login).get(f"/api/v1/jobs/{job}/candidates{query}")
    equal(answer.status, status, answer)
    return answer.json


def of(found, technician):
    return next(c for c in found["candidates"]
                if c["technician"] == technician)


def rules(candidate):
    return [b["rule"] for b in candidate["broken"]]


def assign(world, job, technician, start, **more):
    answer = world.client("dora").post(
        f"/api/v1/jobs/{job}/assign",
        {"technician": technician, "start": start, **more})
    equal(answer.status, 200, answer)
    return answer.json


@case
def the_nearest_who_can_comes_first(world):
    job = world.database.job(title="Leak")
    found = ask(world, job)
    equal((found["job"], found["territory"], found["visit"]), (job, 1, None))
    equal((found["from"], found["to"]),
          ("2026-11-23T12:00:00Z", "2026-11-24T05:00:00Z"), "this local day")
    equal((found["feasible"], found["rejected"]), (2, 0))
    equal([c["name"] for c in found["candidates"]],
          ["Bob Boston", "Ann Arbor"])
    best = found["candidates"][0]
    equal((best["start"], best["end"]),
          ("2026-11-23T13:04:36Z", "2026-11-23T14:04:36Z"))
    equal((best["travel_s"], best["extra_travel_s"]), (276, 552))
    equal(best["cost"], best["costs"]["travel"])
    equal([(s["kind"], s["met"]) for s in best["sla"]],
          [("respond", True), ("resolve", True)])
    equal(found["unplanned"],
          {"reasons": [], "relaxation": None, "later": None})
    equal(len(ask(world, job, "?limit=1")["candidates"]), 1)


@case
def who_cannot_is_told_why(world):
    lamp = world.database.job(kind="lamp", title="Lamp")
    found = ask(world, lamp)
    equal((found["feasible"], found["rejected"]), (1, 1))
    equal(of(found, 1)["broken"], [{"rule": "skill", "amount": 1,
          "unit": "skills", "detail": "lacks electric"}])
    boiler = world.database.job(kind="boiler", title="Boiler")
    found = ask(world, boiler)
    equal(found["feasible"], 0)
    equal([r["technician"] for r in found["unplanned"]["reasons"]], [2, 1])
    equal(found["unplanned"]["relaxation"]["change"]["rule"], "skill")
    equal(found["unplanned"]["later"], None, "nobody has it on any day")


@case
def levels_certificates_and_shifts_in_words(world):
    job = world.database.job(title="Picky")
    world.database.run(
        f"UPDATE job_skill SET min_level = 3 WHERE job_id = {job};")
    found = ask(world, job)
    equal(of(found, 2)["broken"][0]["detail"],
          "needs level 3 of plumbing, has 2")
    world.database.run("UPDATE technician_skill SET certified = "
                       "'[2020-01-01,2026-11-25)' WHERE technician_id = 1;")
    found = ask(world, job, "?at=2026-11-26T15:00:00Z")
    equal([(b["rule"], b["detail"]) for b in of(found, 1)["broken"]],
          [("certificate",
            "the certificate of plumbing ends 2026-11-25 00:00")])
    world.database.run("UPDATE technician_skill SET certified = "
                       "'[2020-01-01,2030-01-01)' WHERE technician_id = 1;")
    found = ask(world, job, "?at=2026-11-23T21:30:00Z")
    late = of(found, 1)
    equal(rules(late), ["shift"])
    equal(late["broken"][0]["detail"].startswith(
        "the shift ends at 17:00, would end at 17:3"), True, late)
    change = found["unplanned"]["relaxation"]
    equal((change["technician"], change["change"]["rule"]), (1, "shift"))
    equal(found["unplanned"]["later"]["start"][:10], "2026-11-24")
    found = ask(world, job, "?at=2026-11-24T03:30:00Z")
    equal(rules(of(found, 1)), ["shift"], "in the night")


@case
def what_stands_there_is_pushed_or_in_the_way(world):
    standing = world.database.job(title="Standing")
    visit = assign(world, standing, 1, "2026-11-24T15:00:00Z")
    job = world.database.job(title="Newcomer")
    pushed = of(ask(world, job, "?at=2026-11-24T14:10:00Z"), 1)
    equal(pushed["feasible"], True, pushed)
    equal([(m["visit"], m["job"], m["later_s"]) for m in pushed["moves"]],
          [(visit["id"], standing, 600)], "the same place: ten minutes")
    equal(pushed["moves"][0]["begins"], "2026-11-24T15:10:00Z")
    late = of(ask(world, job, "?at=2026-11-24T14:50:00Z"), 1)
    equal((late["feasible"], rules(late)), (False, ["time_window"]))
    equal(late["broken"][0]["detail"],
          f"already engaged with job {standing} (Standing) from 2026-11-24 "
          "10:00 to 2026-11-24 11:00, which would begin 20 min too late")
    # What the customer was told is kept.
    world.database.run("UPDATE visit SET arrival_window = tstzrange("
                       "'2026-11-24T15:00Z', '2026-11-24T15:05Z') "
                       f"WHERE id = {visit['id']};")
    equal(of(ask(world, job, "?at=2026-11-24T14:10:00Z"), 1)["feasible"],
          False)
    world.database.run("UPDATE visit SET arrival_window = NULL, pinned = true "
                       f"WHERE id = {visit['id']};")
    pinned = of(ask(world, job, "?at=2026-11-24T14:10:00Z"), 1)
    equal((rules(pinned), pinned["moves"]), (["pinned"], []))


@case
def a_visit_may_go_to_somebody_else(world):
    job = world.database.job(title="Given")
    visit = assign(world, job, 1, "2026-11-25T15:00:00Z")
    found = ask(world, job, "?from=2026-11-25T05:00:00Z&to=2026-11-26T05:00:00Z")
    equal(found["visit"], {"id": visit["id"], "version": visit["version"],
                           "technician": 1, "start": "2026-11-25T15:00:00Z"})
    equal(found["unplanned"], None)
    equal(of(found, 2)["costs"]["move"], 10.0, "ten minutes, says the policy")
    equal(of(found, 1)["costs"]["move"], 0.0)
    equal(ask(world, job), ask(world, job), "nothing is left on the board")


@case
def what_is_written_is_known_at_once(world):
    """Each question after a write sees it: fresh, without waiting."""
    for number in range(10):
        job = world.database.job(title=f"Fresh {number}")
        start = f"2026-11-27T{14 + number % 6}:30:00Z"
        found = of(ask(world, job, f"?at={start}"), 2)
        if not found["feasible"]:
            continue
        assign(world, job, 2, start, pinned=True)
        other = world.database.job(title=f"Other {number}")
        equal(of(ask(world, other, f"?at={start}"), 2)["feasible"], False)


@case
def questions_that_cannot_be_asked(world):
    job = world.database.job(title="Odd")
    for query, status in [
            ("?from=now", 400), ("?limit=0", 400), ("?limit=1001", 400),
            ("?at=2026-11-24T15:00:00Z&to=2026-11-24T16:00:00Z", 400),
            ("?from=2026-11-24T15:00:00Z&to=2026-11-24T15:00:00Z", 400),
            ("?from=2026-11-24T15:00:00Z&to=2026-12-24T15:00:00Z", 400),
            ("?at=2030-01-01T00:00:00Z", 400),
            ("?at=2020-01-01T00:00:00Z", 400),
            ("?from=2026-12-20T00:00:00Z", 400), ("?when=now", 400)]:
        ask(world, job, query, status=status)
    ask(world, job, login="sam", status=404)
    ask(world, job, login="ina", status=403)
    ask(world, 999999, status=404)
    client = world.client("dora")
    etag = client.get(f"/api/v1/jobs/{job}").header("ETag")
    client.post(f"/api/v1/jobs/{job}/cancel", {"why": "x"},
                {"If-Match": etag})
    ask(world, job, status=409)


@case
def many_ask_at_once(world):
    jobs = [world.database.job(title=f"Crowd {n}") for n in range(8)]
    wanted = {job: ask(world, job)["candidates"] for job in jobs}
    wrong = []

    def crowd(job):
        for _ in range(10):
            found = ask(world, job)["candidates"]
            if found != wanted[job]:
                wrong.append((job, found))

    threads = [threading.Thread(target=crowd, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(wrong, [])


@case
def a_lost_connection_is_got_over(world):
    job = world.database.job(title="Lost")
    wanted = ask(world, job)["candidates"]
    for _ in range(3):
        world.database.run("SELECT pg_terminate_backend(pid) FROM "
                           "pg_stat_activity WHERE datname = "
                           "current_database() AND pid <> pg_backend_pid();")
        client = world.client("dora")
        wait_for(lambda: client.get(f"/api/v1/jobs/{job}/candidates")
                 .status == 200, "it answers again")
        equal(ask(world, job)["candidates"], wanted)


@case
def the_end_answers_what_was_asked(world):
    job = world.database.job(title="Last")
    daemon = Daemon(world, "dispatchd")
    wait_for(daemon.ready, "ready")
    seen = []

    def crowd():
        client = Client(daemon.port, world.database.keys["dora"])
        try:
            while True:
                seen.append(client.get(f"/api/v1/jobs/{job}/candidates")
                            .status)
        except OSError:
            pass    # it is gone
        except http.client.HTTPException:
            pass

    threads = [threading.Thread(target=crowd) for _ in range(6)]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(seen) > 20, "questions are asked")
    begun = time.monotonic()
    equal(daemon.stop(), 0)
    equal(time.monotonic() - begun < 10, True, "within the drain")
    for thread in threads:
        thread.join()
    equal(set(seen) <= {200, 503} and 200 in seen, True, set(seen))


# --- the proof that keeping in step is right ---------------------------------

HELP = """
CREATE FUNCTION pg_temp.try(p_sql text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE p_sql; EXCEPTION WHEN OTHERS THEN NULL; END $$;
"""
STEPS = [("dispatched", "accepted"), ("dispatched", "en_route"),
         ("accepted", "en_route"), ("en_route", "on_site"),
         ("on_site", "paused"), ("paused", "on_site"),
         ("on_site", "completed")]


def instant(chance, day=None):
    return (f"2026-11-{23 + (chance.randrange(5) if day is None else day)}"
            f"T{chance.randrange(13, 22)}:{chance.randrange(60):02}:00Z")


def change(chance, jobs, more):
    """One change, as SQL; it may be refused."""
    job = chance.choice(jobs)
    technician = chance.randint(1, more)
    visit = ("(SELECT v.id FROM visit v JOIN job j ON j.id = v.job_id WHERE "
             f"j.territory_id = 1 ORDER BY (v.id * {chance.randrange(1, 97)}) "
             "% 101 LIMIT 1)")
    what = chance.randrange(12)
    if what < 5:
        start = instant(chance)
        return ("SELECT job_assign(NULL, 'r', "
                f"{job}, {technician}, '{start}', '{start}'::timestamptz + "
                f"interval '{chance.choice((30, 60, 90))} min', "
                f"{chance.randrange(900)}, {chance.random() < 0.2}, NULL, 'x')")
    if what == 5:
        return f"SELECT visit_unassign(NULL, 'r', {visit}, NULL, 'x')"
    if what == 6:
        return (f"UPDATE visit SET pinned = NOT pinned WHERE id = {visit}")
    if what == 7:
        at = instant(chance)
        return (f"UPDATE visit SET arrival_window = tstzrange(lower(planned) - "
                "interval '10 min', lower(planned) + interval '45 min') "
                f"WHERE id = {visit} AND '{at}' > lower(planned)")
    if what == 8:
        return (f"SELECT job_update(NULL, 'r', {job}, NULL, jsonb_build_object("
                f"'priority', {chance.randint(1, 5)}, 'due_at', "
                f"'{instant(chance)}'))")
    if what == 9:
        return f"SELECT job_cancel(NULL, 'r', {job}, NULL, 'x')"
    before, after = chance.choice(STEPS)
    at = f"2026-11-23T{chance.randrange(11, 13)}:{chance.randrange(60):02}:00Z"
    column = {"en_route": f", en_route_at = '{at}'",
              "on_site": f", on_site_at = coalesce(on_site_at, '{at}')",
              "completed": f", ended_at = '{at}', outcome = 'fixed'"}
    return (f"UPDATE visit SET state = '{after}'{column.get(after, '')} "
            f"WHERE state = '{before}' AND lower(planned) < '2026-11-24' "
            f"AND id = {visit}")


def loads(world):
    text = world.client().get("/metrics").text
    return int(re.search(r"^callout_desk_loads_total (\d+)", text,
                         re.M).group(1))


def all_verdicts(world, jobs):
    """Of every open or planned job with every technician, day by day."""
    found = {}
    client = world.client("dora")
    for job in jobs:
        for day in range(23, 28):
            answer = client.get(
                f"/api/v1/jobs/{job}/candidates?limit=1000&"
                f"from=2026-11-{day}T05:00:00Z&to=2026-11-{day + 1}T05:00:00Z",
                check=False)
            if answer.status != 200:
                continue
            found[job, day] = answer.json
    return found


def compare(world, jobs, what):
    for _ in range(3):
        before = loads(world)
        kept = all_verdicts(world, jobs)
        equal(loads(world), before, "the model was kept in step")
        world.database.run("SELECT means_note(ARRAY[1]);")
        fresh = all_verdicts(world, jobs)
        equal(loads(world), before + 1, "the model was loaded")
        if ({f["as_of"] for f in kept.values()}
                == {f["as_of"] for f in fresh.values()}):
            break       # else the clock struck
    for key, value in fresh.items():
        equal(json.dumps(kept.get(key)), json.dumps(value), f"{what} {key}")
    return len(fresh)


@case
def the_plan_that_is_kept_is_the_one_that_is_loaded(world):
    seed = int(os.environ.get("CALLOUT_SEED", "1"))
    chance = random.Random(seed)
    world.database.run(
        "INSERT INTO technician (code, name, territory_id, employed, "
        "start_lat, start_lon, end_lat, end_lon) SELECT 'r' || n, "
        "'Rita ' || n, 1, '[2020-01-01,)', 42.3 + n * 0.01, -71.1, "
        "42.3 + n * 0.01, -71.1 FROM generate_series(1, 4) n;"
        "INSERT INTO technician_skill SELECT id, 1, 3, '[2020-01-01,)' "
        "FROM technician WHERE code LIKE 'r%';"
        "INSERT INTO shift (technician_id, during) SELECT t.id, tstzrange("
        "(d + time '06:00') AT TIME ZONE 'America/New_York', "
        "(d + time '15:00') AT TIME ZONE 'America/New_York') FROM technician "
        "t, generate_series(timestamp '2026-11-23', '2026-11-27', '1 day') d "
        "WHERE t.code LIKE 'r%';"
        "INSERT INTO site (customer_id, territory_id, name, lat, lon) "
        "SELECT 1, 1, 'Site ' || n, 42.3 + n * 0.005, -71.1 + n * 0.004 "
        "FROM generate_series(1, 12) n;")
    people = [int(row[0]) for row in world.database.run(
        "SELECT id FROM technician WHERE territory_id = 1 ORDER BY id")]
    more = max(people)
    jobs = [world.database.job(site=chance.randint(3, 14), title=f"Any {n}")
            for n in range(14)]
    ask(world, jobs[0])     # all these people are news: a load
    compared = 0
    for number in range(ROUNDS):
        # Several within one transaction, too.
        batch = ["SELECT pg_temp.try($try$" + change(chance, jobs, more)
                 + "$try$);" for _ in range(chance.randint(1, 10))]
        world.database.run(HELP + ("BEGIN;" if number % 3 == 0 else "")
                           + "\n".join(batch)
                           + ("COMMIT;" if number % 3 == 0 else ""))
        some = chance.sample(jobs, 4)
        compared += compare(world, some, f"seed {seed} round {number}")
    standing = int(world.database.one(
        "SELECT count(*) FROM visit WHERE visit_live(state)"))
    print(f"# {compared} rankings compared, {standing} visits stand")
    equal(compared > ROUNDS * 3 and standing > 3, True)


main(make_world)
