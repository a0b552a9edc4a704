#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""People and their time, policies, notices: by the API, and on the board."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (DAY, Client, Daemon, World, case,  # noqa: E402
                          equal, main, wait_for)
from openapi_check import Description  # noqa: E402

ANN, BOB = 1, 2     # both in North, plumbers; a shift 8-17 from DAY on


def make_world():
    world = World()
    answer = world.client().get("/api/v1/openapi.json")
    Client.description = Description(answer.json)
    return world


def errors(answer):
    return [(e["pointer"], e.get("rule")) for e in answer.json["errors"]]


def planned(world, technician, hour, day=DAY):
    """A visit of the technician at that hour UTC; its id."""
    job = world.database.job(title="A leak")
    answer = world.client("dora").post(f"/api/v1/jobs/{job}/assign", {
        "technician": technician, "start": f"{day}T{hour}:00:00Z"})
    equal(answer.status, 200, answer)
    return answer.json["id"]


def hit(answer):
    return [(a["visit"], a["rule"]) for a in answer.json["affected"]]


def board(world, day=DAY):
    return world.client("dora").get(
        f"/api/v1/board?territory=1&from={day}&to={day}").json


def row(world, technician, day=DAY):
    return next(t for t in board(world, day)["technicians"]
                if t["id"] == technician)


@case
def an_absence_leaves_its_visits_and_tells_them(world):
    dora = world.client("dora")
    visit = planned(world, ANN, 18)
    before = board(world)
    made = dora.post(f"/api/v1/technicians/{ANN}/absences", {
        "start": f"{DAY}T17:00:00Z", "reason": "sick", "note": "flu"})
    equal((made.status, hit(made)), (201, [(visit, "absence")]), made)
    path = made.header("Location")
    equal(row(world, ANN)["absences"], [
        {"id": made.json["id"], "start": f"{DAY}T17:00:00Z", "end": None,
         "reason": "sick"}])
    equal(board(world)["means"], before["means"] + 1, "means has moved")
    equal(board(world)["notices"], before["notices"] + 1, "a notice")
    notice = dora.get("/api/v1/notices?territory=1&seen=false&kind=absence"
                      ).json["items"][0]
    equal((notice["technician"], notice["visits"]), (ANN, [visit]))
    equal(errors(dora.post(f"/api/v1/technicians/{ANN}/absences", {
        "start": f"{DAY}T19:00:00Z", "reason": "leave"})),
        [("/start", "overlap")])
    early = dora.patch(path, {"end": f"{DAY}T17:30:00Z"}, {"If-Match": "*"})
    equal((early.status, hit(early)), (200, []), early)
    equal(dora.delete(path, {"If-Match": early.header("ETag")}).status, 204)
    equal(row(world, ANN)["absences"], [])
    seen = dora.post(f"/api/v1/notices/{notice['id']}/seen")
    equal((seen.status, bool(seen.json["seen_at"])), (200, True), seen)
    equal(board(world)["notices"], before["notices"], "it is off the board")


@case
def a_lost_certificate_is_a_task_for_a_person(world):
    dora = world.client("dora")
    visit = planned(world, BOB, 18)
    path = f"/api/v1/technicians/{BOB}"
    old = dora.get(path)
    lost = dora.patch(path, {"skills": [
        s for s in old.json["skills"] if s["skill"] != "plumbing"],
        "why": "the inspector"}, {"If-Match": old.header("ETag")})
    equal((lost.status, hit(lost)), (200, [(visit, "skill")]), lost)
    equal(world.database.one(f"SELECT state FROM visit WHERE id = {visit};"),
          "dispatched", "the visit stays")
    equal(dora.patch(path, {"skills": old.json["skills"]},
                     {"If-Match": old.header("ETag")}).status, 412)
    back = dora.patch(path, {"skills": old.json["skills"]},
                      {"If-Match": lost.header("ETag")})
    equal((back.status, hit(back)), (200, []), back)
    equal(back.json["skills"], old.json["skills"])


@case
def a_new_week_makes_shifts_but_not_where_a_hand_was(world):
    dora = world.client("dora")
    made = dora.post("/api/v1/technicians", {
        "code": "wim", "name": "Wim", "territory": 1,
        "start": {"lat": 42.3, "lon": -71.1}})
    path = f"/api/v1/technicians/{made.json['id']}"
    week = [{"weekday": d, "start": "08:00", "end": "16:00", "break": {
        "from": "11:00", "to": "13:00", "minutes": 30}} for d in range(1, 6)]
    put = dora.put(path + "/week", {"week": week}, {"If-Match": "*"})
    equal((put.status, put.json["week"][4]["end"]), (200, "16:00"), put)
    shifts = dora.get(f"{path}/shifts?from=2026-11-24&to=2026-11-27"
                      ).json["items"]
    equal([s["start"][11:16] for s in shifts], ["13:00"] * 4)
    equal(shifts[0]["breaks"][0]["minutes"], 30)
    moved = dora.patch(f"/api/v1/shifts/{shifts[0]['id']}",
                       {"end": "2026-11-24T18:00:00Z"}, {"If-Match": "*"})
    equal((moved.status, moved.json["by_hand"], len(moved.json["breaks"])),
          (200, True, 1), moved)
    equal(dora.delete(f"/api/v1/shifts/{shifts[1]['id']}",
                      {"If-Match": "*"}).status, 204)
    for day in week:
        day["start"] = "09:00"
    equal(dora.put(path + "/week", {"week": week},
                   {"If-Match": put.header("ETag")}).status, 412)
    equal(dora.put(path + "/week", {"week": week}, {
        "If-Match": dora.get(path + "/week").header("ETag")}).status, 200)
    equal([(s["start"][8:16], s["end"][11:16]) for s in dora.get(
        f"{path}/shifts?from=2026-11-24&to=2026-11-27").json["items"]],
        [("24T13:00", "18:00"), ("26T14:00", "21:00"), ("27T14:00", "21:00")])
    equal(errors(dora.put(path + "/week", {"week": week[:1] * 2},
                          {"If-Match": "*"})), [("/week/1", "overlap")])
    equal(dora.put(path + "/week", {"week": []}).status, 428)


@case
def a_policy_is_read_changed_and_said_whole(world):
    dora = world.client("dora")
    path = "/api/v1/territories/1/policy"
    first = dora.get(path)
    equal((first.status, first.json["automatic"]), (200, "off"), first)
    changed = dora.patch(path, {
        "automatic": "suggest", "move_cost": 12.5, "travel_max_min": 240,
        "rules": [{"rule": "level", "mode": "soft", "weight": 30}]},
        {"If-Match": first.header("ETag")})
    equal((changed.status, changed.json["move_cost"]), (200, 12.5), changed)
    level = next(r for r in changed.json["rules"] if r["rule"] == "level")
    equal((level["mode"], level["weight"]), ("soft", 30))
    equal(errors(dora.patch(path, {"rules": [
        {"rule": "overlap", "mode": "soft"}]}, {"If-Match": "*"})),
        [("/rules/0/mode", "fixed")])
    equal(errors(dora.patch(path, {"automatic": "always", "slide_min": 481},
                            {"If-Match": "*"})),
          [("/automatic", "choice"), ("/slide_min", "range")])
    equal(dora.put(path, {}, {"If-Match": first.header("ETag")}).status, 412)
    whole = dora.put(path, {"hold_min": 5},
                     {"If-Match": changed.header("ETag")})
    equal({**whole.json, "version": 1, "hold_min": 10},
          {**first.json, "version": 1}, "the rest is the default")


@case
def shifts_are_made_ahead(world):
    world.database.run(
        "INSERT INTO shift_pattern (technician_id, weekday, starts, ends) "
        f"SELECT {BOB}, d, '08:00', '16:00' FROM generate_series(1, 7) d;")
    later = Daemon(world, "dispatchd")
    wait_for(lambda: world.database.one(
        "SELECT max(lower(during))::date FROM shift "
        f"WHERE technician_id = {BOB};") == "2026-12-28", "for five weeks")
    later.stop()


if __name__ == "__main__":
    main(make_world)
