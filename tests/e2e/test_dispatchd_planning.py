#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Plans and assignments: proposals from start to accept, and by hand."""

import collections
import os
import random
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for, DAY)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World()
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def start(world, login="dora", **body):
    return world.client(login).post(
        "/api/v1/proposals",
        {k: v for k, v in {"territory": 1, "day": DAY, **body}.items()
         if v is not None})


def planned(world, seconds=10):
    """A proposal that is ready."""
    answer = start(world)
    equal(answer.status, 202, answer)
    equal(answer.json["state"], "running")
    path = answer.header("Location")
    equal(path, f"/api/v1/proposals/{answer.json['id']}")
    client = world.client("dora")
    wait_for(lambda: client.get(path).json["state"] != "running",
             "the proposal is ready", seconds)
    found = client.get(path)
    equal(found.json["state"], "ready", found)
    return path, found.json


def job_state(world, job):
    return world.client("dora").get(f"/api/v1/jobs/{job}").json


@case
def a_plan_is_proposed_and_accepted(world):
    jobs = [world.database.job(title=f"Job {n}") for n in range(4)]
    lamp = world.database.job(kind="lamp", title="Lamp")
    boiler = world.database.job(kind="boiler", title="Boiler")
    path, proposal = planned(world)
    equal({v["op"] for v in proposal["visits"]}, {"add"})
    equal(sorted(v["job"] for v in proposal["visits"]), jobs + [lamp])
    for visit in proposal["visits"]:
        if visit["job"] == lamp:
            equal(visit["technician"], 2, "only Bob is an electrician")
        equal(visit["start"] >= f"{DAY}T13:00:00Z", True)
        equal(visit["end"] <= f"{DAY}T22:00:00Z", True)
    unassigned = proposal["summary"]["unassigned"]
    equal([u["job"] for u in unassigned], [boiler])
    equal(job_state(world, jobs[0])["state"], "open", "nothing is done yet")
    etag = world.client("dora").get(path).header("ETag")
    equal(world.client("dora").get(path, {"If-None-Match": etag}).status, 304)
    answer = world.client("dora").post(path + "/accept")
    equal(answer.status, 200, answer)
    equal(answer.json["state"], "accepted")
    equal({v["verdict"] for v in answer.json["visits"]}, {"accepted"})
    for job in jobs + [lamp]:
        found = job_state(world, job)
        equal(found["state"], "planned")
        equal([v["state"] for v in found["visits"]], ["dispatched"])
    board = world.client("dora").get(
        f"/api/v1/board?territory=1&from={DAY}").json
    equal(len(board["visits"]["rows"]), 5)
    equal(world.client("dora").post(path + "/accept").status, 409)
    equal(world.client("dora").post(path + "/discard").status, 409)


@case
def a_proposal_is_accepted_in_part(world):
    first = world.database.job(title="First")
    second = world.database.job(title="Second")
    path, proposal = planned(world)
    position = next(v["position"] for v in proposal["visits"]
                    if v["job"] == first)
    client = world.client("dora")
    for bad in ([], [1.5], ["1"], [True], "1"):
        equal(client.post(path + "/accept", {"positions": bad}).status, 400)
    answer = client.post(path + "/accept", {"positions": [position]})
    equal((answer.status, answer.json["state"]), (200, "partly_accepted"),
          answer)
    equal(job_state(world, first)["state"], "planned")
    equal(job_state(world, second)["state"], "open")


@case
def what_changed_meanwhile_is_refused_with_a_reason(world):
    job = world.database.job(title="Changes")
    path, proposal = planned(world)
    client = world.client("dora")
    etag = client.get(f"/api/v1/jobs/{job}").header("ETag")
    equal(client.post(f"/api/v1/jobs/{job}/cancel", {"why": "off"},
                      {"If-Match": etag}).status, 200)
    answer = client.post(path + "/accept")
    equal(answer.status, 200, answer)
    verdicts = {v["job"]: v for v in answer.json["visits"]}
    equal(verdicts[job]["verdict"], "refused")
    equal(bool(verdicts[job]["reason"]), True)
    equal(job_state(world, job)["state"], "cancelled")
    equal(len(proposal["visits"]) >= 1, True)


@case
def a_proposal_is_discarded(world):
    world.database.job(title="Thrown away")
    path, _ = planned(world)
    answer = world.client("dora").post(path + "/discard")
    equal((answer.status, answer.json["state"]), (200, "discarded"))
    equal(world.client("dora").post(path + "/accept").status, 409)


@case
def a_proposal_is_taken_back_and_listed(world):
    job = world.database.job(title="Back and forth")
    path, proposal = planned(world)
    client = world.client("dora")
    equal(client.post(path + "/revert").status, 409, "it is not accepted")
    equal(client.post(path + "/accept").json["state"], "accepted")
    board = job_state(world, job)["visits"][0]
    answer = client.post(path + "/revert", {"why": "wrong day"})
    equal(answer.status, 201, answer)
    equal((answer.json["kind"], answer.json["state"], answer.json["reverts"],
           answer.json["cause"]),
          ("revert", "accepted", proposal["id"], "wrong day"))
    change = next(v for v in answer.json["visits"] if v["job"] == job)
    equal((change["op"], change["before"]["start"], change["after"]),
          ("remove", board["start"], None))
    equal(job_state(world, job)["state"], "open")
    back = answer.header("Location")
    equal(back, f"/api/v1/proposals/{answer.json['id']}")
    again = client.post(back + "/revert", {"accept": False})
    equal((again.status, again.json["state"]), (201, "ready"), again)
    equal(client.post(f"/api/v1/proposals/{again.json['id']}/accept")
          .json["state"], "accepted")
    visit = job_state(world, job)["visits"][-1]
    equal((visit["technician"], visit["start"]),
          (board["technician"], board["start"]), "as it was planned")
    equal(client.get(path).json["reverted_by"], [answer.json["id"]])
    page = client.get("/api/v1/proposals?territory=1&limit=2").json
    equal([p["id"] for p in page["items"]],
          [again.json["id"], answer.json["id"]])
    page = client.get(
        f"/api/v1/proposals?kind=plan&limit=1&after={page['next']}").json
    equal([p["id"] for p in page["items"]], [proposal["id"]])
    equal(client.get("/api/v1/proposals?state=odd").status, 400)
    equal(world.client("sam").get("/api/v1/proposals?territory=1").status,
          404)
    equal(world.client("sam").get("/api/v1/proposals").json["items"], [])


def site(world, lat, lon):
    """A site in North; its id."""
    return int(world.database.one(
        "INSERT INTO site (customer_id, territory_id, name, address, lat, lon)"
        f" VALUES (1, 1, 'There', '', {lat}, {lon}) RETURNING id;"))


def ready(world, **body):
    """A proposal for that, when it is ready."""
    answer = start(world, time_ms=150, **body)
    equal(answer.status, 202, answer)
    path = answer.header("Location")
    client = world.client("dora")
    wait_for(lambda: client.get(path).json["state"] != "running",
             "the proposal is ready", 10)
    found = client.get(path).json
    equal(found["state"], "ready", found)
    return path, found


def clear(world):
    """Nothing is planned, and nothing waits."""
    world.database.run(
        "UPDATE visit SET state = 'cancelled', ended_at = app_now() "
        "WHERE visit_live(state);"
        "UPDATE job SET state = 'cancelled' WHERE state IN ('open', 'planned',"
        " 'in_progress', 'on_hold');")


@case
def a_change_says_why_and_the_totals_before_and_after(world):
    clear(world)
    client = world.client("dora")
    far = site(world, 42.50, -71.30)
    old = [world.database.job(title=f"Old {n}", site=far, priority=4)
           for n in range(6)]
    path, proposal = ready(world)
    before, after = (proposal["summary"][k] for k in ("before", "after"))
    equal((before["planned"], before["unplanned"], before["travel_s"]),
          (0, 6, 0))
    equal((after["planned"], after["unplanned"]), (6, 0))
    equal(after["travel_s"] > 3600 and after["cost"] >= after["travel_s"]
          and 0.3 < after["utilisation"] < 1, True, after)
    equal(before["respond"]["at_risk"], 6)
    for change in proposal["visits"]:
        equal(change["before"], None)
        equal(change["after"]["travel_s"], change["travel_s"])
        equal("travel" in change["why"] or "on the way" in change["why"],
              True, change)
    equal(client.post(path + "/accept").json["state"], "accepted")
    world.database.run("UPDATE visit SET arrival_window = tstzrange("
                       "lower(planned), lower(planned) + interval '5 min', "
                       f"'[]') WHERE job_id = {old[0]};")
    _, same = ready(world, move="few")
    equal(same["visits"], [], "nothing is moved without need")
    # More urgent work than the day holds beside the old.
    urgent = [world.database.job(title="Urgent", site=far, priority=1)
              for n in range(11)]
    path, proposal = ready(world, move="free")
    moved = [v for v in proposal["visits"] if v["op"] == "move"]
    equal(bool(moved), True, proposal["visits"])
    equal(any("makes room for job" in v["why"] for v in moved), True, moved)
    for change in moved:
        board = job_state(world, change["job"])["visits"][0]
        equal((change["before"]["technician"], change["before"]["start"]),
              (board["technician"], board["start"]))
    summary = proposal["summary"]
    equal(summary["before"]["planned"], 6)
    equal(summary["before"]["unplanned"], 11)
    equal(summary["after"]["planned"] > 11, True, summary)
    equal(summary["changes"]["added"], 11)
    promised = [v for v in proposal["visits"] if v["job"] == old[0]]
    equal([v["promise"]["kept"] for v in promised if v["op"] == "move"],
          [True for v in promised if v["op"] == "move"], promised)
    for left in summary["unassigned"]:
        equal(left["relaxation"]["change"], "shift_end", left)
        equal("later" in left["relaxation"]["text"], True, left)
    equal(bool(summary["unassigned"]), True)
    equal(len(urgent), 11)


@case
def a_plan_of_a_part_leaves_the_rest_alone(world):
    clear(world)
    client = world.client("dora")
    near = site(world, 42.36, -71.07)
    old = [world.database.job(title=f"Old {n}") for n in range(6)]
    path, _ = ready(world)
    equal(client.post(path + "/accept").json["state"], "accepted")
    new = [world.database.job(title=f"New {n}", site=near, priority=1)
           for n in range(4)]
    _, proposal = ready(world, jobs=[new[2]])
    equal([(v["op"], v["job"]) for v in proposal["visits"]],
          [("add", new[2])])
    equal((proposal["asked"]["jobs"], proposal["summary"]["jobs"]),
          ([new[2]], 1))
    _, proposal = ready(world, jobs=[new[2], old[0]], move="free")
    equal({v["job"] for v in proposal["visits"]} <= {new[2], old[0]}, True)
    _, proposal = ready(world, move="none")
    equal(sorted(v["job"] for v in proposal["visits"]), new)
    equal({v["op"] for v in proposal["visits"]}, {"add"})
    _, proposal = ready(world, technicians=[2], move="free")
    touched = {v[k]["technician"] for v in proposal["visits"]
               for k in ("before", "after") if v[k]}
    equal(touched, {2})
    _, proposal = ready(world, day=None, rest_of_day=True)
    equal(all(v["start"] >= proposal["from"] for v in proposal["visits"]
              if v["start"]), True)
    equal(proposal["to"], "2026-11-24T05:00:00Z")


@case
def a_drive_that_became_too_long_is_refused(world):
    clear(world)
    client = world.client("dora")
    there = site(world, 42.90, -71.60)
    job = world.database.job(title="Here")
    far = world.database.job(title="Far away")
    path, proposal = ready(world, jobs=[job])
    change = proposal["visits"][0]
    begin = change["end"].replace("Z", "").split("T")[1][:5]
    hand = world.database.job(title="By hand", site=there)
    answer = assign(world, hand, technician=change["technician"],
                    start=f"{DAY}T{begin}:59Z", override_reason="I drive fast")
    equal(answer.status, 200, answer)
    answer = client.post(path + "/accept")
    equal(answer.json["state"], "stale", answer)
    equal("min away, there are" in answer.json["visits"][0]["reason"], True,
          answer.json["visits"])
    equal(job_state(world, job)["state"], "open")
    equal(far > job, True)


@case
def a_proposal_is_settled_in_the_version_that_was_seen(world):
    clear(world)
    world.database.job(title="Versions")
    path, _ = ready(world)
    client = world.client("dora")
    etag = client.get(path).header("ETag")
    equal(client.post(path + "/accept", None, {"If-Match": '"1.0"'}).status,
          412)
    answer = client.post(path + "/accept", None, {"If-Match": etag})
    equal((answer.status, answer.json["state"]), (200, "accepted"), answer)
    equal(client.post(path + "/revert", None, {"If-Match": etag}).status, 412)
    clear(world)
    for number in range(3):
        world.database.job(title=f"For those that follow {number}")


@case
def proposals_of_another_territory_are_not_there(world):
    path, _ = planned(world)
    sam = world.client("sam")
    for method, suffix in (("GET", ""), ("POST", "/accept"),
                           ("POST", "/discard"), ("POST", "/cancel"),
                           ("POST", "/revert")):
        equal(sam.request(method, path + suffix).status, 404, suffix)
    equal(world.client("mia").get(path).status, 200)
    equal(world.client("mia").post(path + "/accept").status, 403)
    equal(world.client("ina").get(path).status, 403)


@case
def a_horizon_is_a_day_or_two_instants(world):
    for body, status in [
            ({"territory": 1}, 400), ({"territory": 1, "day": "today"}, 400),
            ({"territory": 1, "from": f"{DAY}T13:00:00Z"}, 400),
            ({"territory": 1, "day": DAY, "to": f"{DAY}T13:00:00Z"}, 400),
            ({"territory": 1, "from": f"{DAY}T13:00:00Z",
              "to": f"{DAY}T13:00:00Z"}, 400),
            ({"territory": 1, "from": f"{DAY}T13:00:00Z",
              "to": "2027-01-23T13:00:00Z"}, 400),
            ({"territory": 1, "day": DAY, "rest_of_day": True}, 400),
            ({"territory": 1, "day": DAY, "move": "wild"}, 400),
            ({"territory": 1, "day": "2026-11-20"}, 422),
            ({"territory": 1, "day": DAY, "jobs": [99999]}, 422),
            ({"territory": 1, "day": DAY, "technicians": [3]}, 422),
            ({"territory": 1, "rest_of_day": True, "time_ms": 50}, 202),
            ({"territory": 99, "day": DAY}, 404),
            ({"territory": 1, "from": f"{DAY}T13:00:00Z",
              "to": f"{DAY}T20:00:00Z"}, 202)]:
        answer = world.client("root").post("/api/v1/proposals", body)
        equal(answer.status, status, (body, answer))


def cancelled(world):
    """How many runs of the daemon were."""
    return next(int(line.split()[1]) for line in
                world.client().get("/metrics").text.splitlines()
                if line.startswith("callout_planning_runs_cancelled_total "))


@case
def a_run_is_cancelled(world):
    client = world.client("dora")
    before = cancelled(world)
    begin = time.monotonic()
    answer = start(world, time_ms=60000)
    equal(answer.status, 202, answer)
    path = answer.header("Location")
    time.sleep(0.2)
    equal(client.get(path).json["state"], "running")
    progress = wait_for(lambda: client.get(path).json["progress"],
                        "it says how far it is")
    equal((progress["phase"], 0 < progress["spent"] < 0.5),
          ("planning", True), progress)
    equal(client.post(path + "/accept").status, 409)
    answer = client.post(path + "/cancel")
    equal((answer.status, answer.json["state"]), (200, "cancelled"))
    equal(client.post(path + "/cancel").status, 409, "it is already")
    wait_for(lambda: cancelled(world) == before + 1, "the thread has stopped")
    equal(time.monotonic() - begin < 10, True)


@case
def a_run_is_cancelled_by_another_daemon(world):
    other = Daemon(world, "dispatchd", ["--planner-territories=0"])
    wait_for(other.ready, "the other daemon is ready")
    before = cancelled(world)
    path = start(world, time_ms=60000).header("Location")
    client = Client(other.port, world.database.keys["dora"])
    wait_for(lambda: client.get(path).json["progress"], "it goes on")
    equal(client.post(path + "/cancel").status, 200)
    wait_for(lambda: cancelled(world) == before + 1, "the run has heard", 5)
    other.stop()


def assign(world, job, headers=None, login="dora", **body):
    return world.client(login).post(
        f"/api/v1/jobs/{job}/assign",
        {"technician": 1, "start": "2026-11-25T15:00:00Z", **body}, headers)


def rules(answer):
    return [(e["pointer"], e["rule"]) for e in answer.json["errors"]]


@case
def a_job_is_assigned_moved_and_put_back(world):
    job = world.database.job(title="By hand")
    made = assign(world, job, pinned=True)
    equal(made.status, 200, made)
    visit = made.json
    equal((visit["state"], visit["technician"], visit["end"]),
          ("dispatched", 1, "2026-11-25T16:00:00Z"))
    equal(visit["pinned"], True)
    equal(visit["travel_s"] > 60, True, "from where her day begins")
    moved = assign(world, job, technician=2, start="2026-11-26T16:00:00Z",
                   end="2026-11-26T17:30:00Z")
    equal(moved.status, 200, moved)
    equal((moved.json["uid"], moved.json["technician"]), (visit["uid"], 2))
    equal(moved.json["end"], "2026-11-26T17:30:00Z")
    back = world.client("dora").post(
        f"/api/v1/visits/{visit['id']}/unassign", {"why": "ill"})
    equal((back.status, back.json["state"]), (200, "cancelled"), back)
    equal(job_state(world, job)["state"], "open")
    equal(world.client("sam").post(
        f"/api/v1/visits/{visit['id']}/unassign").status, 404)
    trail = world.client("dora").get(f"/api/v1/jobs/{job}/audit").json["items"]
    equal("ill" in [entry["why"] for entry in trail], True)


@case
def hard_rules_are_told_one_by_one(world):
    lamp = world.database.job(kind="lamp", title="No electrician")
    leak = world.database.job(title="Too early",
                              earliest_start="2026-11-25T18:00:00Z")
    answer = assign(world, lamp)
    equal(answer.status, 422, answer)
    equal(("/technician", "skill") in rules(answer), True, rules(answer))
    answer = assign(world, leak)
    equal(answer.status, 422)
    equal(rules(answer), [("/start", "time_window")])
    answer = assign(world, leak, start="2026-11-25T21:30:00Z")
    equal(answer.status, 422)
    equal(("/start", "shift") in rules(answer), True, rules(answer))
    text = " ".join(e["detail"] for e in answer.json["errors"])
    equal("2026-11-25 17:00" in text, True, "local time: " + text)
    answer = assign(world, leak, start="2026-12-25T15:00:00Z")
    equal((answer.status, rules(answer)), (422, [("/start", "shift")]))


@case
def a_reason_overrules_what_is_no_law(world):
    leak = world.database.job(title="Early",
                              earliest_start="2026-11-25T18:00:00Z")
    answer = assign(world, leak, start="2026-11-25T17:00:00Z",
                    override_reason="customer called, come at once")
    equal(answer.status, 200, answer)
    trail = world.client("dora").get(
        f"/api/v1/jobs/{leak}/audit").json["items"]
    equal("customer called, come at once" in [e["why"] for e in trail], True)
    # Employment is one: SQL has the last word.
    world.database.run("UPDATE technician SET employed = '[2020-01-01,"
                       "2026-11-25)' WHERE id = 2")
    late = world.database.job(title="After her last day")
    answer = assign(world, late, technician=2, override_reason="I said so")
    world.database.run("UPDATE technician SET employed = '[2020-01-01,)' "
                       "WHERE id = 2")
    equal((answer.status, rules(answer)),
          (422, [("/technician", "employment")]))


@case
def an_overlap_is_a_conflict_that_names_who(world):
    first = world.database.job(title="Here first")
    second = world.database.job(title="In the way")
    begin = "2026-11-27T15:00:00Z"
    equal(assign(world, first, start=begin).status, 200)
    for more in ({}, {"override_reason": "squeeze it in"}):
        answer = assign(world, second, start="2026-11-27T15:30:00Z", **more)
        equal((answer.status, rules(answer)),
              (409, [("/start", "visit_no_overlap")]), answer)
        equal("Ann" in answer.json["detail"]
              and "Here first" in answer.json["detail"], True, answer)


def visit_of(world, job):
    return job_state(world, job)["visits"][-1]


@case
def what_breaks_rules_says_how_much_and_what_it_costs(world):
    leak = world.database.job(title="Late in the day")
    answer = assign(world, leak, start="2026-11-27T21:40:00Z")
    error, = answer.json["errors"]
    equal((error["rule"], error["overridable"], error["unit"]),
          ("shift", True, "s"), error)
    equal(error["amount"] >= 40 * 60, True, error)
    equal(abs(error["cost"] - error["amount"] / 60 * 4) < 0.1, True, error)
    lamp = world.database.job(kind="lamp", title="Not hers")
    answer = assign(world, lamp, start="2026-11-27T21:40:00Z",
                    override_reason="please")
    equal((answer.status, {e["rule"]: e["overridable"] for e in
                           answer.json["errors"]}),
          (422, {"skill": False, "shift": True}), answer)
    answer = assign(world, leak, start="2026-12-25T15:00:00Z")
    equal((answer.status, rules(answer)), (422, [("/start", "shift")]))
    equal("beyond the days" in answer.json["errors"][0]["detail"], True)
    answer = assign(world, leak, start="2026-12-25T15:00:00Z",
                    override_reason="Christmas")
    equal((answer.status, answer.json.get("start")),
          (200, "2026-12-25T15:00:00Z"), answer)


@case
def a_policy_makes_rules_harder_and_softer(world):
    world.database.run("INSERT INTO policy_rule VALUES (1, 'skill', 'soft', "
                       "30), (1, 'shift', 'hard', 4)")
    try:
        lamp = world.database.job(kind="lamp", title="Softer")
        answer = assign(world, lamp, start="2026-11-27T18:00:00Z")
        equal([(e["rule"], e["overridable"], e["cost"])
               for e in answer.json["errors"]], [("skill", True, 30)], answer)
        answer = assign(world, lamp, start="2026-11-27T18:00:00Z",
                        override_reason="she has seen it done")
        equal(answer.status, 200, answer)
        answer = assign(world, lamp, technician=2, override_reason="late",
                        start="2026-11-27T22:30:00Z")
        equal([(e["rule"], e["overridable"]) for e in answer.json["errors"]],
              [("shift", False)], answer)
        world.database.run("UPDATE policy_rule SET mode = 'off'")
        answer = assign(world, lamp, start="2026-11-27T22:30:00Z")
        equal(answer.status, 200, answer)
    finally:
        world.database.run("DELETE FROM policy_rule")


@case
def others_slide_to_make_room_in_one_write(world):
    far = {"name": "Far", "address": "9 Far Rd", "lat": 42.5, "lon": -71.3}
    first = world.database.job(title="Slides", site=far, territory=1)
    second = world.database.job(title="Comes before")
    third = world.database.job(title="After both", site=far, territory=1)
    day = "2026-11-26"
    equal(assign(world, first, start=f"{day}T18:00:00Z").status, 200)
    equal(assign(world, third, start=f"{day}T20:00:00Z").status, 200)
    before, last = visit_of(world, first), visit_of(world, third)
    made = assign(world, second, start=f"{day}T16:20:00Z")
    equal(made.status, 200, made)
    after = visit_of(world, first)
    equal(after["start"] > before["start"], True, after)
    equal(after["start"] < f"{day}T18:30:00Z", True, after)
    equal(after["travel_s"] > 600, True, "from where the newcomer is")
    equal(visit_of(world, third), last, "who need not move")
    trail = world.client("dora").get(
        f"/api/v1/jobs/{first}/audit").json["items"]
    equal((trail[-1]["action"], trail[-1]["actor"],
           trail[-1]["before"]["travel_s"] != trail[-1]["after"]["travel_s"]),
          ("visit.retimed", "Dora", True), trail[-1])
    # Taken back, the drive to the next one begins at home again.
    equal(world.client("dora").post(
        f"/api/v1/visits/{made.json['id']}/unassign").status, 200)
    equal(visit_of(world, first)["travel_s"] != after["travel_s"], True)
    # What is pinned stays: too little time to drive is a rule.
    pin = world.client("dora").patch(
        f"/api/v1/visits/{after['id']}", {"pinned": True}, {"If-Match": "*"})
    equal(pin.status, 200, pin)
    begin = {"start": f"{day}T16:30:00Z", "end": f"{day}T17:50:00Z"}
    at = after["start"]
    answer = assign(world, second, **begin)
    equal((answer.status, [e["overridable"] for e in answer.json["errors"]]),
          (422, [True]), answer)
    equal("can be there from" in answer.json["errors"][0]["detail"]
          or "too late" in answer.json["errors"][0]["detail"], True, answer)
    answer = assign(world, second, override_reason="he is fast", **begin)
    equal(answer.status, 200, answer)
    equal(visit_of(world, first)["start"], at)
    for job in (first, second, third):
        equal(world.client("dora").post(
            f"/api/v1/visits/{visit_of(world, job)['id']}/unassign").status,
              200)


def promise(world, visit, begin, end):
    answer = world.client("dora").patch(
        f"/api/v1/visits/{visit}", {"arrival_window": {
            "from": begin, "to": end}}, {"If-Match": "*"})
    equal(answer.status, 200, answer)


@case
def several_days_are_planned_at_once(world):
    dora = world.client("dora")
    late = world.database.job(title="From Thursday on",
                              earliest_start="2026-11-26T17:00:00Z")
    soon = world.database.job(title="On Tuesday",
                              earliest_start="2026-11-24T05:00:00Z")
    long = dora.post("/api/v1/jobs", {
        "territory": 1, "type": "leak", "title": "Two days", "days": 2,
        "earliest_start": "2026-11-24T05:00:00Z",
        "site": {"name": "Two", "lat": 42.36, "lon": -71.06}}).json["id"]
    jobs = [late, soon, long]
    made = start(world, day=None, jobs=jobs, **{
        "from": "2026-11-24T05:00:00Z", "to": "2026-11-28T05:00:00Z"})
    equal(made.status, 202, made)
    path = made.header("Location")
    wait_for(lambda: dora.get(path).json["state"] != "running", "it is ready")
    plan = dora.get(path).json
    equal((plan["state"], plan["summary"]["unassigned"]), ("ready", []))
    visits = {j: sorted((v["start"], v["technician"]) for v in plan["visits"]
                        if v["job"] == j) for j in jobs}
    equal([len(visits[j]) for j in jobs], [1, 1, 2], visits)
    equal("2026-11-26T17:00:00Z" <= visits[late][0][0] < "2026-11-28", True)
    (first, who), (second, same) = visits[long]
    equal((first[:10] < second[:10], who), (True, same), visits)
    for visit in plan["visits"]:    # 8:00 to 17:00 in New York
        equal("13:00" <= visit["start"][11:16] and visit["end"][11:16]
              <= "22:00", True, visit)
    equal(dora.post(path + "/accept").json["state"], "accepted")
    equal([job_state(world, j)["state"] for j in jobs], ["planned"] * 3)
    equal(len(job_state(world, long)["visits"]), 2)
    for job in jobs:
        for visit in job_state(world, job)["visits"]:
            equal(dora.post(f"/api/v1/visits/{visit['id']}/unassign").status,
                  200)
        equal(dora.post(f"/api/v1/jobs/{job}/cancel", {"why": "off"},
                        {"If-Match": "*"}).status, 200)


@case
def what_a_customer_was_told_is_left_for_a_reason_only(world):
    job = world.database.job(title="Promised")
    day = "2026-11-24"
    made = assign(world, job, start=f"{day}T18:00:00Z")
    equal(made.status, 200, made)
    promise(world, made.json["id"], f"{day}T17:45:00Z", f"{day}T18:45:00Z")
    equal(assign(world, job, start=f"{day}T18:45:00Z").status, 200)
    answer = assign(world, job, start=f"{day}T19:00:00Z")
    error, = answer.json["errors"]
    equal((answer.status, error["rule"], error["pointer"], error["amount"],
           error["overridable"], error["cost"]),
          (422, "promise", "/start", 900, True, 180), answer)
    equal(error["detail"], "the customer was told somebody comes from "
          "2026-11-24 12:45 to 2026-11-24 13:45")
    # Beyond what the desk knows SQL says so.
    answer = assign(world, job, technician=2, start="2026-12-25T15:00:00Z")
    equal(("/start", "promise") in rules(answer), True, answer)
    found = world.client("dora").get(
        f"/api/v1/jobs/{job}/candidates?at={day}T19:00:00Z").json
    equal((found["feasible"], [b["rule"] for b in
                               found["candidates"][0]["broken"]]),
          (0, ["promise"]), found)
    found = world.client("dora").get(
        f"/api/v1/jobs/{job}/candidates?from={day}T15:00:00Z").json
    equal({f"{day}T17:45:00Z" <= c["start"] <= f"{day}T18:45:00Z"
           for c in found["candidates"] if c["feasible"]}, {True}, found)
    world.database.run("INSERT INTO policy_rule VALUES "
                       "(1, 'promise', 'hard', 12)")
    try:
        answer = assign(world, job, start=f"{day}T19:00:00Z",
                        override_reason="she will wait")
        equal((answer.status, answer.json["errors"][0]["overridable"]),
              (422, False), answer)
    finally:
        world.database.run("DELETE FROM policy_rule")
    answer = assign(world, job, start=f"{day}T19:00:00Z",
                    override_reason="she will wait")
    equal(answer.status, 200, answer)
    trail = world.client("dora").get(
        f"/api/v1/jobs/{job}/audit").json["items"]
    equal("she will wait" in [e["why"] for e in trail], True)
    equal(world.client("dora").post(
        f"/api/v1/visits/{made.json['id']}/unassign").status, 200)


@case
def a_slot_that_is_held_is_kept_from_hands(world):
    job = world.database.job(title="Close to a hold")
    world.database.run(
        "INSERT INTO slot_hold (territory_id, technician_id, planned, "
        "arrival_window, lat, lon, needs, created_at, expires_at) VALUES "
        "(1, 1, '[2026-11-24 18:00Z,2026-11-24 19:00Z)', "
        "'[2026-11-24 18:00Z,2026-11-24 18:00Z]', 42.5, -71.3, '{}', "
        "app_now(), app_now() + interval '1 hour')")
    try:
        # Too near to drive there in time: no reason helps.
        answer = assign(world, job, start="2026-11-24T16:50:00Z",
                        override_reason="in between")
        equal((answer.status, [e["overridable"] for e in
                               answer.json["errors"]]), (422, [False]), answer)
        # Nor does a policy that cares for no window.
        world.database.run("INSERT INTO policy_rule VALUES "
                           "(1, 'time_window', 'off', 0)")
        answer = assign(world, job, start="2026-11-24T16:50:00Z",
                        override_reason="in between")
        equal((answer.status, [e["overridable"] for e in
                               answer.json["errors"]]), (422, [False]), answer)
        answer = assign(world, job, start="2026-11-24T17:30:00Z",
                        override_reason="in between")
        equal((answer.status, rules(answer)[0][1]), (409, "slot_hold"),
              answer)
    finally:
        world.database.run("DELETE FROM slot_hold; DELETE FROM policy_rule")


@case
def dispatchers_who_race_never_book_twice(world):
    jobs = [world.database.job(title=f"Race {n}") for n in range(6)]
    tally, wrong = collections.Counter(), []

    def dispatch(login, seed):
        dice, client = random.Random(seed), world.client(login)
        for _ in range(40):
            start = f"2026-11-27T{dice.randint(13, 20)}:{dice.choice('03')}0:00Z"
            answer = client.post(
                f"/api/v1/jobs/{dice.choice(jobs)}/assign",
                {"technician": dice.randint(1, 2), "start": start,
                 "override_reason": "a race"})
            tally[answer.status] += 1
            if answer.status not in (200, 409, 422):
                wrong.append(answer)
    threads = [threading.Thread(target=dispatch, args=(login, seed))
               for seed, login in enumerate(("dora", "tom", "root"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(wrong, [])
    equal(tally[200] > 10 and tally[409] > 10, True, tally)
    equal(world.database.one(
        "SELECT count(*) FROM visit a JOIN visit b ON b.id > a.id AND "
        "b.technician_id = a.technician_id AND b.planned && a.planned "
        "WHERE visit_live(a.state) AND visit_live(b.state)"), "0")
    equal(world.database.one(
        "SELECT count(*) FROM (SELECT FROM visit WHERE visit_live(state) "
        "GROUP BY job_id HAVING count(*) > 1) x"), "0")


@case
def assigning_a_version_that_is_past_is_stale(world):
    job = world.database.job(title="Stale")
    client = world.client("dora")
    etag = client.get(f"/api/v1/jobs/{job}").header("ETag")
    client.patch(f"/api/v1/jobs/{job}", {"title": "Fresh"},
                 {"If-Match": etag})
    answer = assign(world, job, {"If-Match": etag},
                    start="2026-11-26T19:00:00Z")
    equal(answer.status, 412, answer)
    etag = client.get(f"/api/v1/jobs/{job}").header("ETag")
    equal(assign(world, job, {"If-Match": etag},
                 start="2026-11-26T19:00:00Z").status, 200)


@case
def assignments_are_checked_field_by_field(world):
    job = world.database.job(title="Checked")
    for body, status in [
            ({"technician": 0}, 400), ({"start": "noon"}, 400),
            ({"end": "2026-11-25T14:00:00Z"}, 400), ({"pinned": 1}, 400),
            ({"override_reason": ""}, 400), ({"colour": 1}, 400),
            ({"technician": 999}, 422), ({"technician": 3}, 422)]:
        answer = assign(world, job, **body)
        equal(answer.status, status, (body, answer))
    equal(assign(world, 999999).status, 404)
    equal(assign(world, job, login="mia").status, 403)
    equal(assign(world, job, login="sam").status, 404)


@case
def a_visit_whose_day_ends_without_a_report_is_missed(world):
    job = world.database.job(title="Nobody came")
    equal(assign(world, job, start="2026-11-24T19:00:00Z",
                 override_reason="must be").status, 200)
    later = Daemon(world, "dispatchd", now="2026-11-25T12:00:00Z")
    client = Client(later.port, world.database.keys["dora"])

    def reopened():
        found = client.get(f"/api/v1/jobs/{job}", check=False).json
        return found if found.get("state") == "open" else None
    found = wait_for(reopened, "the job is open again", 10)
    equal([v["state"] for v in found["visits"]], ["missed"])
    trail = client.get(f"/api/v1/jobs/{job}/audit").json["items"]
    equal((trail[-1]["action"], trail[-1]["actor_kind"]),
          ("visit.missed", "system"))
    wait_for(lambda: "event=visits_missed" in later.text(), "a log line")
    later.stop()


if __name__ == "__main__":
    main(make_world)
