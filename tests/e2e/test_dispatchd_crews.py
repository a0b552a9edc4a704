#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Crews by hand: all come at once, one who moves takes the others along, and
what does not fit is refused in words."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import Client, World, case, equal, main  # noqa: E402
from openapi_check import Description  # noqa: E402

ANN, BOB, EVE = 1, 2, 4

MORE = """
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
VALUES ('eve', 'Eve Extra', 1, '[2020-01-01,)', 42.37, -71.05, 42.37, -71.05);
INSERT INTO technician_skill (technician_id, skill_id, level, certified)
VALUES (4, 1, 3, '[2020-01-01,)');
INSERT INTO shift (technician_id, during)
SELECT 4, tstzrange((d + time '08:00') AT TIME ZONE 'America/New_York',
    (d + time '17:00') AT TIME ZONE 'America/New_York')
FROM generate_series(timestamp '2026-11-23', '2026-11-27', '1 day') d;
"""


def make_world():
    world = World()
    world.database.run(MORE)
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def assign(world, job, start, status=200, **more):
    answer = world.client("dora").post(
        f"/api/v1/jobs/{job}/assign",
        {"start": f"2026-11-{start}:00Z", **more})
    equal(answer.status, status, answer)
    return answer.json


def stands(world, job):
    return {int(t): at for t, at in world.database.run(
        "SELECT technician_id, to_char(lower(planned) AT TIME ZONE 'UTC', "
        f"'DD HH24:MI') FROM visit WHERE job_id = {job} "
        "AND visit_live(state);")}


@case
def a_crew_is_sent_at_once(world):
    job = world.database.job(title="Crew", crew_size=2)
    made = assign(world, job, "24T15:00", technicians=[ANN, BOB])
    equal(made["technician"], ANN, made)
    equal(stands(world, job), {ANN: "24 15:00", BOB: "24 15:00"})
    refused = assign(world, job, "24T15:00", 400)
    equal(refused["errors"][0]["pointer"], "/technician", refused)


@case
def one_who_moves_takes_the_others_along(world):
    job = world.database.job(title="Crew", crew_size=2)
    assign(world, job, "25T15:00", technicians=[ANN, BOB])
    assign(world, job, "25T17:00", technician=BOB)
    equal(stands(world, job), {ANN: "25 17:00", BOB: "25 17:00"})
    refused = assign(world, job, "25T19:00", 422, technician=BOB,
                     with_crew=False)
    equal(refused["errors"][0]["rule"] in ("time_window", "crew"), True,
          refused)
    equal(stands(world, job), {ANN: "25 17:00", BOB: "25 17:00"})
    # Somebody else instead of one of them.
    assign(world, job, "25T18:00", technicians=[EVE, ANN])
    equal(stands(world, job), {ANN: "25 18:00", EVE: "25 18:00"})
    equal(int(world.database.one(
        f"SELECT count(*) FROM visit WHERE job_id = {job};")), 2,
        "the same visits")


@case
def all_or_nothing(world):
    job = world.database.job(title="Crew", crew_size=2)
    busy = world.database.job(title="Busy")
    assign(world, busy, "26T15:00", technician=BOB, pinned=True)
    refused = assign(world, job, "26T15:30", 409, technicians=[ANN, BOB])
    equal(f"job {busy}" in refused["detail"] or "Bob" in refused["detail"],
          True, refused)
    equal(stands(world, job), {})
    lamp = world.database.job(kind="lamp", title="Lamp", crew_size=2)
    refused = assign(world, lamp, "26T18:00", 422, technicians=[BOB, EVE])
    equal([(e["rule"], e["detail"]) for e in refused["errors"]],
          [("skill", "Eve Extra: lacks electric")])
    equal(stands(world, lamp), {})


@case
def another_joins(world):
    job = world.database.job(title="Crew", crew_size=3)
    assign(world, job, "27T14:00", technician=ANN)
    assign(world, job, "27T16:00", technician=BOB)
    equal(stands(world, job), {ANN: "27 16:00", BOB: "27 16:00"})
    assign(world, job, "27T16:00", technician=EVE)
    equal(len(stands(world, job)), 3)


@case
def a_follower_that_would_break_is_named(world):
    first = world.database.job(title="First")
    then = world.database.job(title="Then", after=[{"job": first}])
    assign(world, first, "27T14:00", technician=BOB,
           override_reason="early")
    assign(world, then, "27T20:00", technician=BOB)
    refused = assign(world, first, "27T20:30", 422, technician=ANN)
    equal([(e["rule"], f"job {then}" in e["detail"])
           for e in refused["errors"]], [("after", True)], refused)


def crew_of(world, job, query=""):
    answer = world.client("dora").get(f"/api/v1/jobs/{job}/candidates{query}")
    equal(answer.status, 200, answer)
    return answer.json["crew"]


def people(team):
    return sorted(m["technician"] for m in team["members"])


def send(world, job, team):
    answer = world.client("dora").post(
        f"/api/v1/jobs/{job}/assign",
        {"start": team["start"], "technicians": people(team)})
    equal(answer.status, 200, answer)


@case
def teams_are_told_and_can_be_sent(world):
    world.database.run("UPDATE visit SET state = 'cancelled', "
                       "ended_at = app_now() WHERE visit_live(state);")
    equal(crew_of(world, world.database.job(title="One")), None)
    job = world.database.job(title="Two", crew_size=2)
    # Bob in the morning, Eve in the afternoon: each with Ann, or late.
    for who, start, end in ((BOB, "17:00", "22:00"), (EVE, "13:00", "17:00")):
        assign(world, world.database.job(title="Busy"), f"24T{start}",
               technician=who, end=f"2026-11-24T{end}:00Z", pinned=True,
               override_reason="test")
    day = "?from=2026-11-24T13:00:00Z&limit=20"
    crew = crew_of(world, job, day)
    equal((crew["size"], crew["missing"]), (2, 2))
    equal(sorted(people(t) for t in crew["teams"]),
          [[ANN, BOB], [ANN, EVE]], crew)
    costs = [t["cost"] for t in crew["teams"]]
    equal(costs, sorted(costs))
    for team in crew["teams"]:
        equal(round(sum(m["cost"] for m in team["members"]), 1),
              round(team["cost"], 1), team)
    at = crew_of(world, job, "?at=2026-11-24T14:00:00Z")
    equal([(people(t), t["start"]) for t in at["teams"]],
          [([ANN, BOB], "2026-11-24T14:00:00Z")])
    equal(crew_of(world, job, "?at=2026-11-24T23:00:00Z")["teams"], [])
    team = next(t for t in crew["teams"] if EVE in people(t))
    send(world, job, team)
    equal(sorted(stands(world, job)), [ANN, EVE])
    equal(crew_of(world, job, day), None, "all are there")
    three = world.database.job(title="Three", crew_size=3, duration_min=240)
    equal(crew_of(world, three, day)["teams"], [])
    equal(people(crew_of(world, three, "?from=2026-11-25T13:00:00Z")
                 ["teams"][0]), [ANN, BOB, EVE])


@case
def who_is_there_already_says_when(world):
    job = world.database.job(title="Two", crew_size=2)
    assign(world, job, "26T15:07", technician=ANN)
    crew = crew_of(world, job, "?from=2026-11-26T13:00:00Z")
    equal(crew["missing"], 1)
    equal(sorted((people(t), t["start"]) for t in crew["teams"]),
          [([who], "2026-11-26T15:07:00Z") for who in (BOB, EVE)], crew)
    assign(world, job, "26T15:07", technicians=[ANN, EVE])
    equal(sorted(stands(world, job)), [ANN, EVE])


@case
def whom_a_crew_needs_is_in_each_team(world):
    job = world.database.job(title="Two", crew_size=2)
    world.database.run("INSERT INTO job_technician VALUES "
                       f"({job}, {BOB}, 'required');")
    teams = crew_of(world, job, "?from=2026-11-27T13:00:00Z")["teams"]
    equal(sorted(people(t) for t in teams), [[ANN, BOB], [BOB, EVE]], teams)
    send(world, job, teams[0])
    equal(sorted(stands(world, job)), people(teams[0]))


if __name__ == "__main__":
    main(make_world)
