#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout plan by metres, costs of arcs and types of vehicles: each answer is
added up from the file alone, and small ones are compared with the best of all
plans."""

import copy
import itertools
import json
import math
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plan_support import callout, check, end  # noqa: E402

DEFAULTS = {"fixed": 0, "per_hour": 3600, "per_task_hour": 0, "per_km": 0,
            "per_visit": 0}


def plan(problem, *options):
    text = problem if isinstance(problem, (str, bytes)) else \
        json.dumps(problem)
    return callout("plan", "--iterations=300", *options, "-", text=text)


def refused(name, problem, starts):
    code, out, err = plan(problem)
    check(code == 2 and out == "" and err.count("\n") == 1 and
          err.startswith("callout plan: " + starts), name,
          "exit %d, stdout %r" % (code, out), err, starts)


# --- By the file alone ---

def matrices(problem, vehicle):
    if "matrices" not in problem:
        return {"durations": problem["matrix"]}
    return problem["matrices"][vehicle.get("profile", "car")]


def takes(job, vehicle, key):
    return job.get(key + "_per_type", {}).get(vehicle.get("type"),
                                              job.get(key, 0))


def drive(problem, vehicle, jobs):
    """What a route comes to, in VROOM's words; the cost is not rounded."""
    table = matrices(problem, vehicle)
    rates = {**DEFAULTS, **vehicle.get("costs", {})}
    seen = {"duration": 0, "distance": 0, "setup": 0, "service": 0}
    cost, at = 0, vehicle["start_index"]
    for job in jobs + [None]:
        to = vehicle["end_index"] if job is None else job["location_index"]
        seen["duration"] += round(table["durations"][at][to] /
                                  vehicle.get("speed_factor", 1) + 1e-9)
        if "distances" in table:
            seen["distance"] += table["distances"][at][to]
        if "costs" in table:
            cost += table["costs"][at][to]
        if job is not None:
            seen["service"] += takes(job, vehicle, "service")
            seen["setup"] += at != to and takes(job, vehicle, "setup")
        at = to
    if "costs" not in table:
        cost += seen["duration"] * rates["per_hour"] / 3600
        cost += seen["distance"] * rates["per_km"] / 1000
    cost += (seen["setup"] + seen["service"]) * rates["per_task_hour"] / 3600
    seen["cost"] = cost + rates["fixed"] + len(jobs) * rates["per_visit"]
    return seen


def fits(vehicle, seen):
    return (seen["distance"] <= vehicle.get("max_distance", math.inf) and
            seen["duration"] <= vehicle.get("max_travel_time", math.inf) and
            seen["duration"] + seen["setup"] + seen["service"] <=
            vehicle["time_window"][1])


def wrong_with(problem, solution):
    wrong, total = [], 0
    vehicles = {v["id"]: v for v in problem["vehicles"]}
    jobs = {j["id"]: j for j in problem["jobs"]}
    told = any("distances" in m for m in
               problem.get("matrices", {}).values()) or \
        any("max_distance" in v or v.get("costs", {}).get("per_km")
            for v in problem["vehicles"])
    sums = dict.fromkeys(("duration", "distance", "setup", "service"), 0)
    for route in solution["routes"]:
        vehicle = vehicles[route["vehicle"]]
        steps = [s for s in route["steps"] if s["type"] == "job"]
        seen = drive(problem, vehicle, [jobs[s["id"]] for s in steps])
        total += seen["cost"]
        if abs(route["cost"] - seen["cost"]) > 0.5001:
            wrong.append("cost %s, not %s" % (route["cost"], seen["cost"]))
        if ("distance" in route) != told or \
                ("distance" in route["steps"][-1]) != told:
            wrong.append("distance is told, or not")
        for key in sums:
            sums[key] += seen[key]
            if route.get(key, seen[key]) != seen[key]:
                wrong.append("%s %s, not %s" % (key, route[key], seen[key]))
            if key in ("duration", "distance") and \
                    route["steps"][-1].get(key, seen[key]) != seen[key]:
                wrong.append("%s of the last step" % key)
        if not fits(vehicle, seen):
            wrong.append("beyond a limit: %s" % seen)
    for key, value in sums.items():
        if solution["summary"].get(key, value) != value:
            wrong.append("summary: %s" % key)
    if abs(solution["summary"]["cost"] - total) > 0.5001:
        wrong.append("summary: cost %s, not %s" %
                     (solution["summary"]["cost"], total))
    return wrong


def best_of_all(problem):
    """The most jobs, then the least cost, of one or two vehicles."""
    best = (-1, 0)
    vehicles, jobs = problem["vehicles"], problem["jobs"]
    cheapest = [{} for _ in vehicles]
    for count in range(len(jobs) + 1):
        for chosen in itertools.combinations(range(len(jobs)), count):
            for i, vehicle in enumerate(vehicles):
                cost = math.inf if count else 0
                for order in itertools.permutations(chosen if count else ()):
                    if not count:
                        break
                    seen = drive(problem, vehicle, [jobs[k] for k in order])
                    if fits(vehicle, seen):
                        cost = min(cost, seen["cost"])
                cheapest[i][frozenset(chosen)] = cost
    for mine, cost in cheapest[0].items():
        for other, more in (cheapest[1] if len(vehicles) > 1
                            else {frozenset(): 0}).items():
            if cost + more < math.inf and not mine & other:
                best = max(best, (len(mine) + len(other), -(cost + more)))
    return best


def good(name, problem, *options, quiet=True):
    code, out, err = plan(problem, *options)
    wrong = ["exit %d" % code, err]
    solution = {}
    if code == 0:
        solution = json.loads(out)
        wrong = wrong_with(problem, solution)
        wrong += [err] if quiet and err else []
    check(not wrong, name, *wrong)
    return solution


# --- Random ones, against the best of all plans ---

def square(rng, size, low, high):
    return [[0 if i == k else rng.randint(low, high) for k in range(size)]
            for i in range(size)]


def random_vehicle(rng, number, profile, priced):
    vehicle = {"id": number, "start_index": 0, "end_index": 0,
               "profile": profile, "time_window": [0, 20000]}
    if rng.random() < .5:
        vehicle["type"] = rng.choice(["fast", "slow", "né/t"])
    if rng.random() < .4:
        vehicle["max_distance"] = rng.randint(3000, 20000)
    if rng.random() < .2:
        vehicle["max_travel_time"] = rng.randint(500, 4000)
    if rng.random() < .3:
        vehicle["speed_factor"] = rng.choice([0.5, 2])
    if rng.random() < .7:
        costs = {"fixed": rng.randint(0, 500), "per_km": rng.randint(0, 90),
                 "per_visit": rng.randint(0, 300),
                 "per_task_hour": rng.randint(0, 4000)}
        if not priced:
            costs["per_hour"] = rng.choice([0, 7, 25, 3600, 5000])
        vehicle["costs"] = {k: v for k, v in costs.items()
                            if rng.random() < .7}
    return vehicle


def random_problem(seed):
    rng = random.Random(seed)
    size = rng.randint(3, 6)
    tables = {}
    for profile in ("car", "va\n\"n")[:rng.randint(1, 2)]:
        tables[profile] = {"durations": square(rng, size, 60, 1500),
                           "distances": square(rng, size, 100, 9000)}
        if rng.random() < .4:
            tables[profile]["costs"] = square(rng, size, 0, 3000)
    vehicles = []
    for i in range(rng.randint(1, 2)):
        profile = rng.choice(sorted(tables))
        vehicles.append(random_vehicle(rng, i, profile,
                                       "costs" in tables[profile]))
    jobs = []
    for i in range(1, size):
        job = {"id": i, "location_index": rng.choice([i, 1]),
               "service": rng.randint(0, 3000), "setup": rng.randint(0, 900)}
        for key in ("setup", "service"):
            if rng.random() < .5:
                job[key + "_per_type"] = {
                    t: rng.randint(0, 4000)
                    for t in ("fast", "né/t", "nobody's")[:rng.randint(0, 3)]}
        jobs.append(job)
    return {"vehicles": vehicles, "jobs": jobs, "matrices": tables}


short = []
for seed in range(60):
    problem = random_problem(seed)
    code, out, err = plan(problem)
    if code != 0:
        check(False, "problem %d is read" % seed, err)
        continue
    solution = json.loads(out)
    wrong = wrong_with(problem, solution)
    if wrong:
        check(False, "problem %d adds up" % seed, *wrong)
    served, cost = best_of_all(problem)
    unserved = len(problem["jobs"]) - served
    if solution["summary"]["unassigned"] != unserved or \
            abs(solution["summary"]["cost"] + cost) > 0.5001:
        short.append("%d: %s, best %d jobs at %s" %
                     (seed, solution["summary"], served, -cost))
check(not short, "random problems are planned as well as can be", *short)

# --- Each key by itself ---

ROWS = [[0, 100, 200], [100, 0, 50], [200, 50, 0]]
KILOMETRES = [[0, 1000, 2500], [1000, 0, 3000], [2500, 3000, 0]]
TWO = {"vehicles": [{"id": 1, "start_index": 0, "end_index": 0,
                     "time_window": [0, 50000]}],
       "jobs": [{"id": 1, "location_index": 1, "service": 3600},
                {"id": 2, "location_index": 2, "service": 3600}],
       "matrices": {"car": {"durations": ROWS, "distances": KILOMETRES}}}


def edit(base, path, value):
    copied = copy.deepcopy(base)
    at = copied
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return copied


solution = good("distances are told", TWO)
check(solution["summary"].get("distance") == 6500, "the sum of them",
      solution["summary"])
solution = good("a limit of distance",
                edit(TWO, ["vehicles", 0, "max_distance"], 6499))
check(solution["summary"]["unassigned"] == 1 and
      solution["summary"]["distance"] == 2000, "the nearer job is served",
      solution["summary"])
solution = good("money by the hour and by the kilometre",
                edit(TWO, ["vehicles", 0, "costs"],
                     {"per_hour": 36, "per_km": 2, "per_task_hour": 25}))
check(solution["summary"]["cost"] == 67, "3.5 + 13 + 50 is 66.5, rounded",
      solution["summary"])
solution = good("costs of arcs", edit(
    TWO, ["matrices", "car", "costs"],
    [[0, 4000000000, 7], [1, 0, 1], [1, 9, 0]]))
check(solution["summary"]["cost"] == 17 and
      [s["id"] for s in solution["routes"][0]["steps"]
       if s["type"] == "job"] == [2, 1], "the cheap way round",
      solution["routes"])
OLD = {"vehicles": TWO["vehicles"], "jobs": TWO["jobs"], "matrix": ROWS}
solution = good("the old name of the matrix", OLD)
check(solution["summary"]["duration"] == 350, "is for every vehicle",
      solution["summary"])
both = edit(TWO, ["matrix"], [[0]])
code, out, err = plan(both)
check(code == 0 and json.loads(out)["summary"]["duration"] == 350 and
      err == "callout plan: /matrix: ignored beside 'matrices'\n",
      "the new name counts", out, err)
typed = edit(TWO, ["vehicles", 0, "type"], "van")
typed["jobs"][0]["service_per_type"] = {"van": 60, "bike": 99}
typed["jobs"][1]["setup_per_type"] = {"van": 5}
solution = good("times by type", typed)
check((solution["summary"]["service"], solution["summary"]["setup"]) ==
      (3660, 5), "of the vehicle's type", solution["summary"])
EARTH = {"vehicles": [{"id": 1, "start": [13, 52], "end": [13, 52],
                       "costs": {"per_km": 1000, "per_hour": 0},
                       "speed_factor": 2}],
         "jobs": [{"id": 1, "location": [13, 52.1]}]}
code, out, err = plan(EARTH, "--detour=1.5")
metres = 2 * round(6371008.8 * math.radians(0.1) * 1.5)
check(code == 0 and json.loads(out)["summary"]["distance"] == metres and
      json.loads(out)["summary"]["cost"] == metres,
      "without a matrix: metres of the road, at any speed", out, err)
code, out, err = plan(edit(EARTH, ["vehicles", 0, "costs"], None))
check("distance" not in out, "nobody asked for metres", out)

# --- What cannot be ---

NONE = edit(TWO, ["matrices", "car", "distances"], None)
PRICED = edit(TWO, ["matrices", "car", "costs"], ROWS)
for name, problem, starts in (
        ("a limit of distance without distances",
         edit(NONE, ["vehicles", 0, "max_distance"], 5),
         "/vehicles/0/max_distance: the matrix of profile 'car' has no"),
        ("costs by distance without distances",
         edit(NONE, ["vehicles", 0, "costs"], {"per_km": 5}),
         "/vehicles/0/costs/per_km: the matrix of profile 'car' has no"),
        ("costs by the hour beside costs of arcs",
         edit(PRICED, ["vehicles", 0, "costs"], {"per_hour": 5}),
         "/vehicles/0/costs/per_hour: the matrix of profile 'car' has "),
        ("distances alone", edit(TWO, ["matrices", "car", "durations"], None),
         "/matrices/car: 'durations' is missing"),
        ("distances of another size",
         edit(TWO, ["matrices", "car", "distances"], [[0, 1], [1, 0]]),
         "/matrices/car/distances: 2 rows: "),
        ("distances that are not square",
         edit(TWO, ["matrices", "car", "distances", 2], [0, 1]),
         "/matrices/car/distances/2: "),
        ("a distance that is too large",
         edit(TWO, ["matrices", "car", "distances", 2, 1], 2 ** 32),
         "/matrices/car/distances/2/1: 4294967296 is not within "),
        ("a negative cost",
         edit(PRICED, ["matrices", "car", "costs", 0, 2], -1),
         "/matrices/car/costs/0/2: -1 is not within "),
        ("a negative distance", edit(TWO, ["vehicles", 0, "max_distance"],
                                     -1), "/vehicles/0/max_distance: "),
        ("a type that is no text", edit(TWO, ["vehicles", 0, "type"], 3),
         "/vehicles/0/type: must be a string"),
        ("times by type that are no object",
         edit(TWO, ["jobs", 0, "service_per_type"], [3]),
         "/jobs/0/service_per_type: must be an object"),
        ("a time by type that is no number",
         edit(TWO, ["jobs", 1, "setup_per_type"], {"x/y": "3"}),
         "/jobs/1/setup_per_type/x~1y: must be a number"),
        ("a negative cost by the hour of work",
         edit(TWO, ["vehicles", 0, "costs"], {"per_task_hour": -2}),
         "/vehicles/0/costs/per_task_hour: "),
        ("an old matrix that is none", edit(OLD, ["matrix"], 3),
         "/matrix: must be an array of rows")):
    refused("refuses: " + name, problem, starts)
end()
