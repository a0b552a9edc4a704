#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout check: a plan made by hand is valid, each way of tampering with it is
found and measured, and the planner's own plans cost what they say."""

import copy
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plan_support import (callout, check, end, instances)  # noqa: E402

FOLDER = tempfile.TemporaryDirectory()


def path(name, value):
    """A file with this text or JSON."""
    name = os.path.join(FOLDER.name, name)
    with open(name, "wb") as file:
        if not isinstance(value, (str, bytes)):
            value = json.dumps(value)
        file.write(value.encode() if isinstance(value, str) else value)
    return name


def judge(problem, plan, *options):
    """Exit code, what is printed, stderr."""
    code, out, err = callout("check", *options, path("problem", problem),
                             path("plan", plan))
    return code, json.loads(out) if out else None, err


# Four places in a row, a minute apart.
PROBLEM = {
    "matrices": {"car": {"durations": [[abs(a - b) * 60 for a in range(4)]
                                       for b in range(4)]}},
    "vehicles": [
        {"id": 1, "start_index": 0, "end_index": 0, "time_window": [0, 3000],
         "capacity": [5, 9], "skills": [1], "max_tasks": 3,
         "max_travel_time": 300,
         "breaks": [{"id": 9, "service": 100,
                     "time_windows": [[300, 350], [400, 800]]},
                    {"id": 8, "time_windows": [[90000, 90001]]}]},
        {"id": 2, "start_index": 3, "capacity": [1, 1],
         "time_window": [0, 3000], "costs": {"fixed": 50}}],
    "jobs": [
        {"id": 11, "location_index": 1, "setup": 20, "service": 100,
         "delivery": [2, 0], "skills": [1], "time_windows": [[0, 500]]},
        {"id": 12, "location_index": 2, "service": 100, "pickup": [3, 1]},
        {"id": 13, "location_index": 2, "setup": 30, "service": 50,
         "priority": 7},
        {"id": 14, "location_index": 3, "service": 10}],
}


def step(kind, arrival, duration, **more):
    return dict({"type": kind, "arrival": arrival, "duration": duration,
                 "waiting_time": 0, "setup": 0, "service": 0}, **more)


PLAN = {
    "code": 0,
    "summary": {"cost": 240, "unassigned": 1, "priority": 7, "routes": 1},
    "unassigned": [{"id": 14, "type": "job"}],
    "routes": [{"vehicle": 1, "cost": 240, "steps": [
        step("start", 0, 0),
        step("job", 60, 60, id=11, setup=20, service=100),
        step("job", 240, 120, id=12, service=100),
        step("break", 340, 120, id=9, service=100),
        step("job", 440, 120, id=13, service=50),
        step("end", 610, 240)]}],
}
code, result, err = judge(PROBLEM, PLAN)
check(code == 0 and err == "" and result == {
    "valid": True, "violations": [], "objective": {
        "priority": 7, "assigned": 3, "unassigned": 1, "cost": 240}},
    "a plan made by hand is valid", code, result, err)

bare = copy.deepcopy(PLAN)
del bare["summary"], bare["routes"][0]["cost"], bare["code"]
for one in bare["routes"][0]["steps"]:
    del one["duration"]
    for key in ("waiting_time", "setup", "service"):
        if one[key] == 0:
            del one[key]
check(judge(PROBLEM, bare)[0] == 0, "figures may be left out",
      judge(PROBLEM, bare))

late = copy.deepcopy(PLAN)
late["routes"][0]["steps"][-1]["arrival"] = 2000
check(judge(PROBLEM, late)[0] == 0, "slow driving breaks no rule")

open_end = copy.deepcopy(PLAN)
open_end["routes"].append({"vehicle": 2, "cost": 50, "steps": [
    step("start", 0, 0), step("job", 0, 0, id=14, service=10)]})
open_end["unassigned"] = []
open_end["summary"] = {"cost": 290, "unassigned": 0, "priority": 7}
check(judge(PROBLEM, open_end)[0] == 0, "a vehicle without an end",
      judge(PROBLEM, open_end))

# A break in the middle of a leg: 60 s of it before, 120 s after.
road = copy.deepcopy(PROBLEM)
road["jobs"] = [{"id": 14, "location_index": 3}]
road["vehicles"][0]["max_travel_time"] = 360
road_plan = {"unassigned": [], "routes": [{"vehicle": 1, "cost": 360, "steps": [
    step("start", 240, 0), step("break", 300, 60, id=9, service=100),
    step("job", 520, 180, id=14), step("end", 700, 360)]}]}
check(judge(road, road_plan)[0] == 0, "a break on the road",
      judge(road, road_plan))
road_plan["routes"][0]["steps"][2]["arrival"] = 500
check([v["amount"] for v in judge(road, road_plan)[1]["violations"]
       if v["rule"] == "travel"] == [20], "takes no way off")


# --- Tampering ---

S = ["routes", 0, "steps"]
V1 = ["vehicles", 0]
# name, where (P: the problem, else the plan), path, value (...: removed),
# the violations that it makes: (rule, vehicle, job, amount).
TABLE = [
    ("arrives too early", "", S + [2, "arrival"], 239,
     [("travel", 1, 12, 1)]),
    ("starts too late for the first job", "", S + [0, "arrival"], 10,
     [("travel", 1, 11, 10)]),
    ("starts before the shift", "P", V1 + ["time_window"], [30, 3000],
     [("shift", 1, None, 30)]),
    ("ends after the shift", "P", V1 + ["time_window"], [0, 600],
     [("shift", 1, None, 10)]),
    ("a start after the window", "P", ["jobs", 0, "time_windows"], [[0, 50]],
     [("time_window", 1, 11, 10)]),
    ("a start before the window", "P", ["jobs", 1, "time_windows"],
     [[300, 400], [0, 235]], [("time_window", 1, 12, 5)]),
    ("waits beyond the window", "", S + [1, "waiting_time"], 450,
     [("time_window", 1, 11, 10), ("travel", 1, 12, 450)]),
    ("a short service", "", S + [2, "service"], 40,
     [("service", 1, 12, 60)]),
    ("no setup", "", S + [1, "setup"], 0, [("setup", 1, 11, 20)]),
    ("a setup at the same place", "P", ["jobs", 2, "location_index"], 3,
     [("told", 1, 13, 60), ("setup", 1, 13, 30), ("travel", 1, 13, 60),
      ("told", 1, None, 120), ("travel", 1, None, 60),
      ("max_travel", 1, None, 60), ("told", 1, None, 120),
      ("told", None, None, 120)]),
    ("a skill is missing", "P", V1 + ["skills"], [2, 3],
     [("skill", 1, 11, 1)]),
    ("two skills are missing", "P", ["jobs", 1, "skills"], [1, 4, 5],
     [("skill", 1, 12, 2)]),
    ("too much at the start", "P", ["jobs", 2, "delivery"], [5, 0],
     [("capacity", 1, None, 3)]),
    ("too much on the way", "P", ["jobs", 1, "pickup"], [3, 10],
     [("capacity", 1, None, 1)]),
    ("too many jobs", "P", V1 + ["max_tasks"], 2,
     [("max_jobs", 1, None, 1)]),
    ("too much travel", "P", V1 + ["max_travel_time"], 200,
     [("max_travel", 1, None, 40)]),
    ("no break", "", S + [3], ..., [("break", 1, None, 100)]),
    ("a break between its windows", "P",
     V1 + ["breaks", 0, "time_windows"], [[0, 330], [400, 800]],
     [("break", 1, None, 10)]),
    ("a short break", "", S + [3, "service"], 70, [("break", 1, None, 30)]),
    ("a break during work", "", S + [3, "arrival"], 330,
     [("break", 1, None, 10)]),
    ("somebody else's break", "", S + [3, "id"], 7,
     [("break", 1, None, 1), ("break", 1, None, 100)]),
    ("a break that could be left out", "P",
     V1 + ["breaks", 1, "time_windows"], [[0, 1], [2900, 2950]],
     [("break", 1, None, 0)]),
    ("no start", "", S + [0], ..., [("steps", 1, None, 1)]),
    ("no end", "", S + [5], ...,
     [("steps", 1, None, 1), ("told", 1, None, 120),
      ("told", None, None, 120)]),
    ("a job is dropped", "", S + [4], ...,
     [("assigned", None, 13, 1), ("told", None, None, 7),
      ("told", None, None, 1)]),
    ("a job is not listed", "", ["unassigned"], [],
     [("assigned", None, 14, 1)]),
    ("a job is listed and served", "", ["unassigned"],
     [{"id": 14}, {"id": 12}], [("assigned", None, 12, 1)]),
    ("a job is listed twice", "", ["unassigned"], [{"id": 14}, {"id": 14}],
     [("assigned", None, 14, 1)]),
    ("an unknown job is listed", "", ["unassigned"], [{"id": 14}, {"id": 5}],
     [("unknown", None, 5, 1)]),
    ("an unknown job is served", "", S + [4, "id"], 99,
     [("unknown", 1, 99, 1), ("assigned", None, 13, 1),
      ("told", None, None, 7), ("told", None, None, 1)]),
    ("a job is served twice", "", S + [4, "id"], 12,
     [("assigned", 1, 12, 1), ("assigned", None, 13, 1),
      ("told", None, None, 7), ("told", None, None, 1)]),
    ("an unknown vehicle", "", ["routes", 0, "vehicle"], 5,
     [("unknown", 5, None, 1), ("assigned", None, 11, 1),
      ("assigned", None, 12, 1), ("assigned", None, 13, 1),
      ("told", None, None, 240), ("told", None, None, 7),
      ("told", None, None, 3)]),
    ("a vehicle with two routes", "", ["routes"], PLAN["routes"] * 2,
     [("steps", 1, None, 1)]),
    ("a wrong duration", "", S + [2, "duration"], 100,
     [("told", 1, 12, 20)]),
    ("a wrong cost of a route", "", ["routes", 0, "cost"], 239,
     [("told", 1, None, 1)]),
    ("a wrong cost", "", ["summary", "cost"], 241,
     [("told", None, None, 1)]),
    ("a wrong priority", "", ["summary", "priority"], 9,
     [("told", None, None, 2)]),
    ("a wrong count of unassigned", "", ["summary", "unassigned"], 0,
     [("told", None, None, 1)]),
    ("a fixed cost that is forgotten", "P", V1 + ["costs"], {"fixed": 7},
     [("told", 1, None, 7), ("told", None, None, 7)]),
    ("a step after the end", "", S,
     PLAN["routes"][0]["steps"] + [step("end", 700, 240)],
     [("steps", 1, None, 1)]),
    ("a second start", "", S,
     PLAN["routes"][0]["steps"][:5] + [step("start", 490, 120)] +
     PLAN["routes"][0]["steps"][5:], [("steps", 1, None, 1)]),
]


def edit(document, where, value):
    document = copy.deepcopy(document)
    at = document
    for key in where[:-1]:
        at = at[key]
    if value is ...:
        del at[where[-1]]
    else:
        at[where[-1]] = value
    return document


seen = set()
for name, which, where, value, expected in TABLE:
    code, result, err = judge(
        edit(PROBLEM, where, value) if which else PROBLEM,
        PLAN if which else edit(PLAN, where, value))
    found = result and [(v["rule"], v["vehicle"], v["job"], v["amount"])
                        for v in result["violations"]]
    seen |= {rule for rule, _, _, _ in found or []}
    check(code == 1 and result["valid"] is False and found == expected and
          err.count("\n") == 1, "finds: " + name, code, found, err)
RULES = {"unknown", "assigned", "steps", "travel", "setup", "service",
         "time_window", "skill", "capacity", "max_jobs", "max_travel",
         "shift", "break", "told"}
check(seen == RULES, "every rule was broken", seen ^ RULES)


# --- Bad input ---

BAD = [
    ("nothing", "", "line "),
    ("truncated", json.dumps(PLAN)[:200], "line 1: "),
    ("an array", "[]", "must be an object"),
    ("no routes", edit(PLAN, ["routes"], ...), "/routes: "),
    ("a route is a number", edit(PLAN, ["routes", 0], 5), "/routes/0: "),
    ("no vehicle", edit(PLAN, ["routes", 0, "vehicle"], ...),
     "/routes/0/vehicle: "),
    ("no steps", edit(PLAN, ["routes", 0, "steps"], ...),
     "/routes/0/steps: "),
    ("an unknown type", edit(PLAN, S + [1, "type"], "dance"),
     "/routes/0/steps/1/type: "),
    ("a part below 0", edit(PLAN, S + [1, "part"], -1),
     "/routes/0/steps/1/part: "),
    ("a shift that is a word", edit(PLAN, ["routes", 0, "shift"], "early"),
     "/routes/0/shift: "),
    ("an unassigned break", edit(PLAN, ["unassigned"],
                                 [{"id": 1, "type": "break"}]),
     "/unassigned/0/type: "),
    ("a job without id", edit(PLAN, S + [1, "id"], ...),
     "/routes/0/steps/1/id: "),
    ("no arrival", edit(PLAN, S + [1, "arrival"], ...),
     "/routes/0/steps/1/arrival: "),
    ("a negative arrival", edit(PLAN, S + [1, "arrival"], -1),
     "/routes/0/steps/1/arrival: "),
    ("a time of ages", edit(PLAN, S + [1, "service"], 1e300),
     "/routes/0/steps/1/service: "),
    ("half a second", edit(PLAN, S + [1, "arrival"], 60.5),
     "/routes/0/steps/1/arrival: "),
    ("a text as time", edit(PLAN, S + [1, "arrival"], "60"),
     "/routes/0/steps/1/arrival: "),
    ("unassigned is an object", edit(PLAN, ["unassigned"], {}),
     "/unassigned: "),
    ("an unassigned number", edit(PLAN, ["unassigned"], [14]),
     "/unassigned/0/id: "),
    ("a text as cost", edit(PLAN, ["summary", "cost"], "240"),
     "/summary/cost: "),
]
for name, plan, start in BAD:
    code, result, err = judge(PROBLEM, plan)
    check(code == 2 and result is None and err.count("\n") == 1 and
          err.startswith("callout check: %s/plan: %s" % (FOLDER.name, start)),
          "refuses: " + name, code, result, err)
code, result, err = judge(edit(PROBLEM, ["jobs", 1, "service"], -1), PLAN)
check(code == 2 and result is None and err.startswith(
      "callout check: %s/problem: /jobs/1/service: " % FOLDER.name),
      "refuses: a bad problem", code, err)
code, out, err = callout("check", "-", "-", text="{}")
check(code == 2 and out == "", "refuses: standard input twice", err)
code, out, err = callout("check", path("problem", PROBLEM), "/nowhere.json")
check(code == 2 and out == "" and "/nowhere.json" in err,
      "refuses: a plan that is not there", err)


# --- The planner's own plans ---

def random_day(rng):
    """A VROOM problem with everything that is planned by."""
    size = rng.randint(2, 14)
    places = [(rng.randint(0, 900), rng.randint(0, 900))
              for _ in range(size)]
    vehicles, jobs = [], []
    for i in range(rng.randint(1, 4)):
        begin = rng.randint(0, 2000)
        vehicle = {"id": 5 * i + 1, "capacity": [rng.randint(1, 9)],
                   "skills": rng.sample(range(3), rng.randint(0, 3)),
                   "time_window": [begin, begin + rng.randint(500, 9000)]}
        for key in ("start_index", "end_index"):
            if rng.random() < 0.8:
                vehicle[key] = rng.randrange(size)
        if rng.random() < 0.6:
            at = begin + rng.randint(0, 5000)
            vehicle["breaks"] = [{
                "id": 1, "service": rng.randint(0, 600),
                "time_windows": [[at, at + rng.randint(0, 900)]]}]
        for key, most in (("max_tasks", 5), ("max_travel_time", 5000)):
            if rng.random() < 0.3:
                vehicle[key] = rng.randint(0, most)
        if rng.random() < 0.3:
            vehicle["costs"] = {"fixed": rng.randint(0, 99),
                                "per_hour": rng.randint(0, 9) * 1800}
        if rng.random() < 0.3:
            vehicle["speed_factor"] = rng.choice([0.7, 1.3, 2])
        vehicles.append(vehicle)
    for i in range(rng.randint(0, 20)):
        at = rng.randint(0, 8000)
        jobs.append({
            "id": 3 * i, "location_index": rng.randrange(size),
            "service": rng.randint(0, 600), "setup": rng.randint(0, 60),
            "delivery": [rng.randint(0, 2)], "pickup": [rng.randint(0, 2)],
            "priority": rng.randint(0, 9),
            "skills": rng.sample(range(3), rng.choice([0, 0, 1, 2]))})
        if rng.random() < 0.5:
            jobs[-1]["time_windows"] = [[at, at + rng.randint(0, 2000)]]
    return {"vehicles": vehicles, "jobs": jobs, "matrices": {"car": {
        "durations": [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in places]
                      for a in places]}}}


def agrees(name, problem, *options):
    problem = path("problem", problem)
    code, out, err = callout("plan", *options, problem)
    if code != 0:
        check(False, name, err)
        return
    summary = json.loads(out)["summary"]
    code, verdict, _ = callout("check", problem, "-", text=out)
    own = json.loads(verdict)["objective"]
    check(code == 0 and all(own[key] == summary[key] for key in
                            ("cost", "priority", "unassigned")),
          name, verdict, summary)


rng = random.Random(7)
count = 10000 if os.environ.get("CALLOUT_FULL") else 150
for case in range(count):
    agrees("generated day %d" % case, random_day(rng), "--iterations=200")
folder = instances()
if folder is None:
    print("# NOT TESTED: ../shared/data/planning is not there")
else:
    for name in ("solomon/C101", "solomon/R112", "solomon/RC204",
                 "homberger/r1_2_5", "homberger/c2_4_3"):
        with open(os.path.join(folder, name + ".txt")) as file:
            agrees("published: " + name, file.read(), "--iterations=500")
    for extra in ([], ["--no-break"], ["--no-matrix"]):
        day = os.path.join(FOLDER.name, "day.json")
        subprocess.run(["/usr/bin/python3", os.path.join(
            folder, "generate.py"), "120", "4", day, *extra], check=True,
            stdout=subprocess.DEVNULL)
        with open(day) as file:
            agrees("field service day %s" % extra, file.read(),
                   "--iterations=1000")
end()
