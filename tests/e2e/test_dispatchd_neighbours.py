#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Two territories that help each other out: whom a dispatcher and a plan may
send, what stays where it is, and that an hour is never given away twice."""

import os
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, World, case, equal, main,  # noqa: E402
                          wait_for, DAY)
from openapi_check import Description  # noqa: E402

NORTH, EAST, EVE = 1, 3, 4

# East is over the river. Only its Eve knows gas; she works five days.
MORE = """
INSERT INTO territory (code, name, zone, calendar_id)
VALUES ('E', 'East', 'America/New_York', 1);
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
VALUES ('eve', 'Eve East', 3, '[2020-01-01,)', 42.37, -71.03, 42.37, -71.03);
INSERT INTO technician_skill (technician_id, skill_id, level, certified)
VALUES (4, 3, 3, '[2020-01-01,)'), (4, 1, 3, '[2020-01-01,)');
INSERT INTO shift (technician_id, during)
SELECT 4, tstzrange((d + time '08:00') AT TIME ZONE 'America/New_York',
    (d + time '17:00') AT TIME ZONE 'America/New_York')
FROM generate_series(timestamp '2026-11-23', '2026-11-27', '1 day') d;
INSERT INTO site (customer_id, contact_id, territory_id, name, address, lat,
    lon) VALUES (1, 1, 3, 'Pier', '1 Pier, Boston', 42.365, -71.035);
INSERT INTO territory_neighbour VALUES (1, 3), (3, 1);
"""
PIER = 3


def make_world():
    world = World()
    world.database.run(MORE)
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def helpers(world, on, territory=NORTH):
    world.database.run("UPDATE policy SET neighbours = "
                       f"{'true' if on else 'false'} "
                       f"WHERE territory_id = {territory};")


def ask(world, job, query="", login="dora"):
    answer = world.client(login).get(f"/api/v1/jobs/{job}/candidates{query}")
    equal(answer.status, 200, answer)
    return answer.json


def of(found, technician):
    return next((c for c in found["candidates"]
                 if c["technician"] == technician), None)


def assign(world, job, technician, start, login="dora", status=200, **more):
    answer = world.client(login).post(
        f"/api/v1/jobs/{job}/assign",
        {"technician": technician, "start": start, **more})
    equal(answer.status, status, answer)
    return answer.json


def board(world, territory, login):
    return world.client(login).get(
        f"/api/v1/board?territory={territory}&from={DAY}&to=2026-11-27").json


def bars(board):
    return {row[0]: row[2] for row in board["visits"]["rows"]}


def plan(world, territory, login, day):
    client = world.client(login)
    answer = client.post("/api/v1/proposals",
                         {"territory": territory, "day": day})
    equal(answer.status, 202, answer)
    path = answer.header("Location")
    wait_for(lambda: client.get(path).json["state"] != "running",
             "the proposal is ready", 15)
    found = client.get(path).json
    equal(found["state"], "ready", found)
    return path, found


def clear(world):
    world.database.run("UPDATE visit SET state = 'cancelled', "
                       "ended_at = app_now() WHERE visit_live(state);"
                       "UPDATE job SET state = 'cancelled' "
                       "WHERE state <> 'cancelled';")


@case
def nobody_is_lent_unless_the_policy_says_so(world):
    job = world.database.job(kind="boiler", title="Boiler")
    found = ask(world, job)
    equal((found["feasible"], of(found, EVE)), (0, None))
    refused = assign(world, job, EVE, "2026-11-24T15:00:00Z", status=422)
    equal(refused["errors"][0]["rule"], "unknown", refused)
    refused = assign(world, job, EVE, "2026-11-24T15:00:00Z", "root", 422)
    equal([(e["rule"], e["detail"]) for e in refused["errors"]],
          [("territory", "Eve East does not help out in North")])


@case
def a_neighbour_is_a_candidate_and_costs(world):
    helpers(world, True)
    job = world.database.job(kind="boiler", title="Boiler")
    found = ask(world, job)
    eve = of(found, EVE)
    equal((found["feasible"], eve["lent"]), (1, True), found)
    equal(eve["costs"]["neighbour"], 60.0, eve)
    equal(round(sum(v for k, v in eve["costs"].items() if k != "unit"), 2),
          eve["cost"])
    leak = ask(world, world.database.job(title="Leak"))
    equal([c["technician"] for c in leak["candidates"]], [2, 1, EVE],
          "our own come first")
    equal([c["costs"]["neighbour"] for c in leak["candidates"]],
          [0.0, 0.0, 60.0])
    clear(world)


@case
def a_dispatcher_sends_her_and_both_boards_show_it(world):
    job = world.database.job(kind="boiler", title="Boiler")
    home = world.database.job(PIER, title="At home")
    stands = assign(world, home, EVE, "2026-11-24T18:00:00Z", "root")
    visit = assign(world, job, EVE, "2026-11-24T15:00:00Z")
    ours, theirs = board(world, NORTH, "dora"), board(world, EAST, "root")
    equal([(h["id"], h["territory"]) for h in ours["helpers"]], [(EVE, EAST)])
    equal(len(ours["helpers"][0]["shifts"]), 5)
    equal(bars(ours), {visit["id"]: EVE}, "only what she does for us")
    equal(bars(theirs), {visit["id"]: EVE, stands["id"]: EVE})
    equal(theirs["helpers"], [])
    # Their desk knows where she is.
    other = world.database.job(PIER, title="Other")
    busy = of(ask(world, other, "?at=2026-11-24T15:30:00Z", "root"), EVE)
    equal(busy["feasible"], False, busy)
    # What she does at home is not ours to push; what she does here is.
    job = world.database.job(kind="boiler", title="Another")
    late = of(ask(world, job, "?at=2026-11-24T16:40:00Z"), EVE)
    equal(late["feasible"], False, late)
    equal(f"job {home} (At home)" in late["broken"][0]["detail"], True, late)
    pushed = of(ask(world, job, "?at=2026-11-24T13:40:00Z"), EVE)
    equal((pushed["feasible"], [m["visit"] for m in pushed["moves"]]),
          (True, [visit["id"]]), pushed)
    moved = assign(world, visit["job"], 2, "2026-11-24T15:00:00Z",
                   status=422)
    equal({e["rule"] for e in moved["errors"]}, {"skill"})
    answer = world.client("dora").post(
        f"/api/v1/visits/{visit['id']}/unassign", {"why": "not needed"})
    equal(answer.status, 200, answer)
    equal(board(world, NORTH, "dora")["helpers"], [])
    clear(world)


@case
def a_plan_borrows_whom_it_needs(world):
    boiler = world.database.job(kind="boiler", title="Boiler")
    leaks = [world.database.job(title=f"Leak {n}") for n in range(2)]
    home = world.database.job(PIER, title="At home")
    path, found = plan(world, NORTH, "dora", "2026-11-25")
    who = {v["job"]: v["after"]["technician"] for v in found["visits"]}
    equal(who[boiler], EVE, found)
    equal({who[leak] for leak in leaks} <= {1, 2}, True, who)
    equal(home in who, False, "theirs is not ours to plan")
    answer = world.client("dora").post(f"{path}/accept")
    equal((answer.status, answer.json["state"]), (200, "accepted"), answer)
    _, found = plan(world, EAST, "root", "2026-11-25")
    equal([v["job"] for v in found["visits"]], [home],
          "around what she does for us")
    clear(world)


@case
def two_plans_of_one_technician_never_book_an_hour_twice(world):
    helpers(world, True, EAST)
    for n in range(4):
        world.database.job(kind="boiler", title=f"North {n}")
        world.database.job(PIER, kind="boiler", title=f"East {n}")
    ours, first = plan(world, NORTH, "root", "2026-11-26")
    theirs, second = plan(world, EAST, "root", "2026-11-26")
    equal((len(first["visits"]), len(second["visits"])), (4, 4),
          "each has all of her day")
    answers = []
    threads = [threading.Thread(target=lambda p=p: answers.append(
        world.client("root").post(f"{p}/accept"))) for p in (ours, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal([a.status for a in answers], [200, 200], answers)
    refused = [v for a in answers for v in a.json["visits"]
               if v["verdict"] == "refused"]
    equal(len(refused) >= 3, True, "they plan the same hours")
    equal([v for v in refused if not v["reason"]], [], "each says why")
    equal(int(world.database.one(
        "SELECT count(*) FROM visit a JOIN visit b ON a.id < b.id "
        "AND a.technician_id = b.technician_id AND a.planned && b.planned "
        "WHERE visit_live(a.state) AND visit_live(b.state);")), 0)
    live = int(world.database.one(
        "SELECT count(*) FROM visit WHERE visit_live(state) "
        f"AND technician_id = {EVE};"))
    equal(live, 8 - len(refused), "what was not refused is there")


if __name__ == "__main__":
    main(make_world)
