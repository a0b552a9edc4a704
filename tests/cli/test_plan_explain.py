#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout plan --explain, read from the JSON alone: a change that is named is
made in the file, and the next plan serves more."""

import copy
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from plan_support import callout, check, end  # noqa: E402

# Places in a row, ten minutes apart; two hours of work a job.
BASE = {
    "vehicles": [
        {"id": 7, "start_index": 0, "end_index": 0, "skills": [1],
         "capacity": [5], "time_window": [28800, 43200]},
        {"id": 3, "start_index": 4, "end_index": 4, "skills": [1, 2],
         "capacity": [5], "time_window": [28800, 36600]},
    ],
    "jobs": [{"id": 100 + i, "location_index": i % 5, "service": 5400,
              "delivery": [1]} for i in range(3)],
    "matrices": {"car": {"durations": [
        [abs(a - b) * 600 for a in range(5)] for b in range(5)]}},
}


def with_job(**more):
    """One job more, which does not fit; nothing is worth leaving for it."""
    problem = copy.deepcopy(BASE)
    for job in problem["jobs"]:
        job["priority"] = 50
    problem["jobs"].append(dict({"id": 900, "location_index": 2,
                                 "service": 1800}, **more))
    return problem


def plan(problem, *options):
    code, out, err = callout("plan", "-", "--iterations=400", *options,
                             text=json.dumps(problem))
    check(code == 0 and err == "", "planned", err)
    return json.loads(out)


def apply(problem, job, by):
    """The change in the file; False: the file has no words for it."""
    vehicle = next(v for v in problem["vehicles"] if v["id"] == by["vehicle"])
    own = next(j for j in problem["jobs"] if j["id"] == job)
    amount = by["amount"]
    if by["change"] == "shift_end":
        vehicle["time_window"][1] += amount
    elif by["change"] == "shift_start":
        vehicle["time_window"][0] -= amount
    elif by["change"] == "window_end":
        for window in own["time_windows"]:
            window[1] += amount
    elif by["change"] == "window_start":
        for window in own["time_windows"]:
            window[0] -= amount
    elif by["change"] == "max_travel":
        vehicle["max_travel_time"] += amount
    elif by["change"] == "max_jobs":
        vehicle["max_tasks"] += amount
    elif by["change"] == "capacity":
        vehicle["capacity"] = [c + amount for c in vehicle["capacity"]]
    elif by["change"] == "max_distance":
        vehicle["max_distance"] += amount
    elif by["change"] == "level":
        own["levels"] = {skill: level - amount
                         for skill, level in own["levels"].items()}
    elif by["change"] == "certificate":
        vehicle["certified"] = {
            skill: [max(0, start - amount), end + amount]
            for skill, (start, end) in vehicle["certified"].items()}
    elif by["change"] == "excluded":
        own["excluded"].remove(vehicle["id"])
    elif by["change"] == "required":
        own["required"].append(vehicle["id"])
    elif by["change"] == "tools":
        vehicle["tools"] = own["tools"]
        return amount == len(own["tools"])
    elif by["change"] == "parts":
        # What is missing is told in sum; here it is one kind.
        part, = own["parts"]
        has = vehicle.setdefault("parts", {})
        has[part] = has.get(part, 0) + amount
    elif by["change"] == "crew":
        for i in range(amount):
            problem["vehicles"].append(dict(vehicle, id=100 + i))
    elif by["change"] == "skill":
        vehicle["skills"] = sorted({*vehicle["skills"], *own["skills"]})
    else:
        return False
    return True


def capped(key, value):
    problem = with_job()
    for vehicle in problem["vehicles"]:
        vehicle["time_window"] = [0, 86400]
        vehicle[key] = value
    return problem


def dated():
    problem = with_job(service=600, skills=[8])
    for vehicle in problem["vehicles"]:
        vehicle["time_window"] = [28800, 86400]
        vehicle["certified"] = {"8": [0, 15000]}
    return problem


def far():
    problem = capped("max_distance", 100)
    rows = problem["matrices"]["car"]["durations"]
    problem["matrices"]["car"]["distances"] = rows
    for job in problem["jobs"]:
        job["location_index"] = 0
    problem["jobs"][-1].update(location_index=1)
    return problem


# name, problem, the change that must be named (None: any)
CASES = [
    ("no time left", with_job(service=7200), None),
    ("a skill that nobody has", with_job(service=0, skills=[9]), "skill"),
    ("a window long ago", with_job(service=0, time_windows=[[0, 28000]]),
     None),
    ("too much to carry", with_job(service=0, delivery=[6]), "capacity"),
    ("enough jobs", capped("max_tasks", 1), "max_jobs"),
    ("enough travel", capped("max_travel_time", 1200), None),
    ("too far", far(), "max_distance"),
    ("a level that nobody has", with_job(service=0, levels={"1": 3}),
     "level"),
    ("a certificate of long ago", dated(), "certificate"),
    ("excluded everywhere", with_job(service=0, excluded=[3, 7]),
     "excluded"),
]

for name, problem, change in CASES:
    solution = plan(problem, "--explain")
    left = solution["unassigned"]
    if not left:
        check(False, name + ": some job is unassigned")
        continue
    for job in left:
        check(sorted(r["vehicle"] for r in job["reasons"]) == [3, 7],
              name + ": each vehicle once", job)
        check(all(set(r) == {"vehicle", "rule", "amount", "text"} and
                  r["text"] and r["amount"] > 0 for r in job["reasons"]),
              name + ": the keys of a reason", job["reasons"])
        by = job["relaxation"]
        check(by is not None and
              set(by) == {"vehicle", "rule", "change", "amount", "text"} and
              (change is None or by["change"] == change),
              name + ": the relaxation", by)
        eased = copy.deepcopy(problem)
        if by is None or not apply(eased, job["id"], by):
            check(False, name + ": it can be done in the file", by)
            continue
        after = plan(eased)
        check(len(after["unassigned"]) < len(left),
              name + ": then more is served", by,
              after["unassigned"])

# What hangs together, and what is carried: the rule that stands in the way,
# and a word that its text must have; and the change that helps, done in the
# file: None is for what has no single one.
FREE = copy.deepcopy(BASE)
for one in FREE["vehicles"]:
    one["time_window"] = [0, 86400]


def named(name, jobs, job, rule, word, change=None, **more):
    problem = dict(copy.deepcopy(FREE), jobs=[
        dict({"location_index": 2, "service": 600}, **one) for one in jobs],
        **more)
    left = [one for one in plan(problem, "--explain")["unassigned"]
            if one["id"] == job]
    rules = {reason["rule"] for one in left for reason in one["reasons"]}
    texts = " ".join(reason["text"] for one in left
                     for reason in one["reasons"])
    check(len(left) == 1 and rule in rules and "none" not in rules and
          word in texts, "says why: " + name, left)
    by = left[0]["relaxation"]
    check((by and by["change"]) == change, "what helps: " + name, by)
    if by is None:
        return
    left = len(plan(problem)["unassigned"])
    less = copy.deepcopy(problem)
    check(apply(problem, job, by) and
          len(plan(problem)["unassigned"]) < left, "it helps: " + name, by)
    by["amount"] -= 1
    if change in ("crew", "parts"):
        check(apply(less, job, by) and
              len(plan(less)["unassigned"]) == left,
              "and less does not: " + name, by)


named("a crew of three for two", [{"id": 1, "crew": 3}], 1, "crew",
      "technician", "crew")
named("a crew of five for two", [{"id": 1, "crew": 5}], 1, "crew",
      "technician", "crew")
named("after one that nobody can do", [
    {"id": 1, "skills": [9]}, {"id": 2, "after": [{"job": 1}]}], 2, "after",
    "job 1", None)
named("with one that another has to do", [
    {"id": 1, "required": [7], "priority": 9},
    {"id": 2, "required": [3], "same_vehicle": 1}], 2, "same_technician",
    "job 1", "required")
named("a tool that nobody has", [{"id": 1, "tools": [4]}], 1, "tools",
      "tool 4", "tools")
named("two tools that nobody has", [{"id": 1, "tools": [4, 6]}], 1, "tools",
      "tool 4", "tools")
named("a part that nobody has", [{"id": 1, "parts": {"5": 2}}], 1, "parts",
      "part 5", "parts")
named("a pickup whose delivery is late", [], 1, "shipment", "delivery 2",
      shipments=[{"pickup": {"id": 1, "location_index": 0},
                  "delivery": {"id": 2, "location_index": 4,
                               "time_windows": [[0, 10]]}}])

SOLUTION = plan(BASE, "--explain")
PLAIN = plan(BASE)
STEPS = [(route["vehicle"], step) for route in SOLUTION["routes"]
         for step in route["steps"]]
check(all(("alternative" in step) == (step["type"] == "job")
          for _, step in STEPS), "each job has an alternative, or null")
check(all(step["alternative"]["vehicle"] != vehicle and
          set(step["alternative"]) == {"vehicle", "extra_cost"}
          for vehicle, step in STEPS if step.get("alternative")),
      "it is somebody else")
check(SOLUTION["explanation"] == {"vehicles_per_job": 2, "unassigned": 0,
                                  "assigned": 3}, "what was looked at",
      SOLUTION["explanation"])
for _, step in STEPS:
    step.pop("alternative", None)
del SOLUTION["explanation"]
check(SOLUTION == PLAIN, "the plan itself is the same")

# Room enough at another vehicle: the detour is what it costs more.
ROOM = copy.deepcopy(BASE)
ROOM["jobs"] = [dict(ROOM["jobs"][0], location_index=1, service=600)]
STEP = next(step for route in plan(ROOM, "--explain")["routes"]
            for step in route["steps"] if step["type"] == "job")
check(STEP["alternative"] == {"vehicle": 3, "extra_cost": 2400},
      "an alternative's extra cost", STEP["alternative"])

MANY = copy.deepcopy(BASE)
MANY["vehicles"] = [dict(MANY["vehicles"][0], id=i, time_window=[0, 600])
                    for i in range(300)]
MANY["jobs"] = [dict(MANY["jobs"][0], id=i) for i in range(400)]
LARGE = plan(MANY, "--explain")
LIMIT = LARGE["explanation"]["vehicles_per_job"]
check(LIMIT == 100 and all(len(job["reasons"]) == LIMIT
                           for job in LARGE["unassigned"]),
      "many vehicles: so many of them, and it is said",
      LARGE["explanation"])
# What a planner would say, and could write down.
DAYS = {"vehicles": [{"id": 1, "start_index": 0, "end_index": 0,
                      "shifts": [[28800, 57600], [115200, 144000]]}],
        "jobs": [{"id": 1, "location_index": 1, "service": 58000, "days": 2}],
        "matrices": {"car": {"durations": [[0, 100], [100, 0]]}}}
reasons = plan(DAYS, "--explain")["unassigned"][0]["reasons"]
check([(r["shift"], r["rule"], r["amount"]) for r in reasons] ==
      [(0, "shift", 400), (1, "shift", 400)],
      "each day is too long, not one too few", reasons)
DAYS["jobs"][0].update(service=3000, days=3)
reasons = plan(DAYS, "--explain")["unassigned"][0]["reasons"]
check({(r["rule"], r["text"]) for r in reasons} ==
      {("days", "has no shifts in order for all days of job 1")},
      "three days in two shifts", reasons)
EARLY = {"vehicles": [{"id": 1, "start_index": 0, "time_window": [0, 5000]}],
         "jobs": [{"id": 1, "location_index": 1, "time_windows": [[0, 50]]}],
         "matrices": DAYS["matrices"]}
relaxation = plan(EARLY, "--explain")["unassigned"][0]["relaxation"]
check((relaxation["change"], relaxation["amount"]) == ("window_end", 50),
      "no shift begins before 0", relaxation)
EARLY["vehicles"][0]["certified"] = {"7": [0, 700]}
EARLY["jobs"] = [{"id": i, "location_index": 1, "service": 600, "skills": [7]}
                 for i in (1, 2)]
answer = plan(EARLY, "--explain")
reason = answer["unassigned"][0]["reasons"][0]
check(re.fullmatch("skill 7 is not certified during job [12] .*",
                   reason["text"]), "whose certificate ends is named", reason)

end()
