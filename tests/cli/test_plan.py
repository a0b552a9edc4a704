#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout plan, as a user runs it: good files, bad files, exit codes.

The solutions are verified here from the JSON alone, with nothing of ours.
"""

import copy
import json
import os
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
BUILD = os.environ.get("top_builddir", ".")
CALLOUT = os.path.join(BUILD, "callout")
count = failed = 0


def check(ok, name, *notes):
    global count, failed
    count += 1
    failed += not ok
    print("%s %d - %s" % ("ok" if ok else "not ok", count, name))
    if not ok:
        for note in notes:
            for line in str(note).splitlines() or [""]:
                print("# " + line[:300])


def plan(text, *options):
    """Run on stdin: exit code, stdout, stderr."""
    if not isinstance(text, (str, bytes)):
        text = json.dumps(text)
    if isinstance(text, str):
        text = text.encode()
    done = subprocess.run([CALLOUT, "plan", *options, "-"], input=text,
                          capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# The example of VROOM's documentation, with what we do not plan left out.
EXAMPLE = {
    "vehicles": [
        {"id": 1, "start": [2.35044, 48.71764], "end": [2.35044, 48.71764],
         "capacity": [4], "skills": [1, 14], "time_window": [28800, 43200],
         "breaks": [{"id": 1, "service": 300,
                     "time_windows": [[32400, 34200]]}]},
        {"id": 2, "start": [2.35044, 48.71764], "end": [2.35044, 48.71764],
         "capacity": [4], "skills": [2, 14], "time_window": [28800, 43200],
         "breaks": [{"id": 2, "service": 300,
                     "time_windows": [[34200, 36000]]}]},
    ],
    "jobs": [
        {"id": 1, "service": 300, "delivery": [1], "location":
         [1.98935, 48.701], "skills": [1],
         "time_windows": [[32400, 36000]]},
        {"id": 2, "service": 300, "pickup": [1], "location":
         [2.03655, 48.61128], "skills": [1]},
        {"id": 5, "service": 300, "delivery": [1], "location":
         [2.28325, 48.5958], "skills": [14], "description": "a \"b\""},
        {"id": 6, "service": 300, "setup": 60, "delivery": [1], "location":
         [2.89357, 48.90736], "skills": [2], "priority": 20},
        {"id": 7, "service": 300, "location": [2.9, 48.9], "skills": [99]},
    ],
}

MATRIX = {
    "vehicles": [{"id": 4, "start_index": 0, "end_index": 0,
                  "time_window": [0, 5000], "max_tasks": 3}],
    "jobs": [{"id": 10 + i, "location_index": i, "service": 100,
              "priority": i} for i in range(1, 5)],
    "matrices": {"car": {"durations": [
        [abs(a - b) * 60 for a in range(5)] for b in range(5)]}},
}


def verify(problem, solution):
    """What is wrong with a VROOM solution; only what the file itself says."""
    jobs = {j["id"]: j for j in problem["jobs"]}
    vehicles = {v["id"]: v for v in problem["vehicles"]}
    seen, wrong = [], []
    for route in solution["routes"]:
        vehicle = vehicles[route["vehicle"]]
        start, end = vehicle.get("time_window", [0, 1 << 60])
        load = route.get("delivery", [0])[0]
        clock, driven, last = None, 0, None
        steps = route["steps"]
        if steps[0]["type"] != "start" or steps[-1]["type"] != "end":
            wrong.append("no start or end")
        if steps[0]["arrival"] < start or steps[-1]["arrival"] > end:
            wrong.append("outside of the time window")
        breaks = [s["id"] for s in steps if s["type"] == "break"]
        if sorted(breaks) != sorted(b["id"] for b in
                                    vehicle.get("breaks", [])):
            wrong.append("breaks")
        for step in steps:
            begin = step["arrival"] + step["waiting_time"]
            if clock is not None and \
                    step["arrival"] != clock + step["duration"] - driven:
                wrong.append("arrival at %s" % step)
            clock = begin + step["setup"] + step["service"]
            driven = step["duration"]
            windows = None
            if step["type"] == "break":
                own = next(b for b in vehicle["breaks"]
                           if b["id"] == step["id"])
                windows = own["time_windows"]
            if step["type"] == "job":
                job = jobs[step["id"]]
                seen.append(step["id"])
                windows = job.get("time_windows")
                if step["service"] != job.get("service", 0):
                    wrong.append("service")
                if not set(job.get("skills", [])) <= \
                        set(vehicle.get("skills", [])):
                    wrong.append("skills")
                load += job.get("pickup", [0])[0] - \
                    job.get("delivery", [0])[0]
                if "capacity" in vehicle and load > vehicle["capacity"][0]:
                    wrong.append("capacity")
                last = step
            if windows and not any(a <= begin <= b for a, b in windows):
                wrong.append("window of %s" % step)
        if len([s for s in steps if s["type"] == "job"]) > \
                vehicle.get("max_tasks", 1 << 30):
            wrong.append("max_tasks")
    missing = [u["id"] for u in solution["unassigned"]]
    if sorted(seen + missing) != sorted(jobs):
        wrong.append("each job once")
    summary = solution["summary"]
    for key in ("cost", "duration", "service", "setup", "waiting_time",
                "priority"):
        if summary[key] != sum(r[key] for r in solution["routes"]):
            wrong.append("summary " + key)
    if summary["unassigned"] != len(missing) or \
            summary["routes"] != len(solution["routes"]):
        wrong.append("summary counts")
    return wrong


def good(name, problem, *options):
    code, out, err = plan(problem, "--iterations=300", *options)
    if code != 0:
        check(False, name, err)
        return None, err
    solution = json.loads(out)
    wrong = verify(problem, solution)
    check(not wrong, name, *wrong)
    return solution, err


solution, err = good("the example of VROOM's documentation", EXAMPLE)
check([u["id"] for u in solution["unassigned"]] == [7],
      "only the job that nobody can do is unassigned", solution["unassigned"])
check(any(s.get("description") == 'a "b"' for r in solution["routes"]
          for s in r["steps"]), "descriptions are repeated")
check(err == "", "no warning for a clean file", err)
solution, _ = good("a matrix, max_tasks, priorities", MATRIX)
check([u["id"] for u in solution["unassigned"]] == [11],
      "the least urgent job is left out", solution["unassigned"])
check(solution["summary"]["duration"] == 480 and
      solution["summary"]["cost"] == 480, "the shortest way",
      solution["summary"])

costs = copy.deepcopy(MATRIX)
costs["vehicles"][0]["costs"] = {"fixed": 1000, "per_hour": 7200}
solution, _ = good("costs of a vehicle", costs)
check(solution["summary"]["cost"] == 1000 + 2 * 480, "fixed and per hour",
      solution["summary"])
free = copy.deepcopy(EXAMPLE)
for vehicle in free["vehicles"]:
    del vehicle["time_window"]
good("vehicles without a time window", free)
epoch = copy.deepcopy(MATRIX)
epoch["jobs"][0]["time_windows"] = [[1900000000, 1900003600]]
del epoch["vehicles"][0]["time_window"]
good("windows in Unix time, a vehicle without one", epoch)
good("no jobs at all", dict(EXAMPLE, jobs=[]))
for name, at in [("midnight", 30000), ("1970", 1900000000)]:
    ages = copy.deepcopy(MATRIX)
    ages["vehicles"][0]["time_window"] = [0, 4294967295]
    ages["jobs"][0]["time_windows"] = [[at, at + 3600]]
    ages["jobs"][1]["time_windows"] = [[0, 4294967295]]
    solution, _ = good("windows that go on for ages, times from " + name, ages)
    check(any(step["arrival"] + step["waiting_time"] >= at
              for route in solution["routes"] for step in route["steps"]) or
          solution["unassigned"][0]["id"] == 11, "at " + str(at), solution)

code, first, _ = plan(EXAMPLE, "--iterations=500", "--seed=3")
code, second, _ = plan(EXAMPLE, "--iterations=500", "--seed=3")
check(first == second and first != "", "same seed, same bytes")

odd = copy.deepcopy(EXAMPLE)
odd["jobs"][2]["colour"] = "red"
_, err = good("an unknown key is ignored", odd)
check(err == "callout plan: /jobs/2/colour: unknown key, ignored\n",
      "and warned of", err)

start = time.monotonic()
code, out, _ = plan(EXAMPLE, "--time=1")
spent = time.monotonic() - start
check(code == 0 and 0.9 < spent < 2.5, "--time is kept", spent)


def edit(base, path, value):
    """A deep copy with one member replaced (or removed by ...)."""
    problem = copy.deepcopy(base)
    where = problem
    for key in path[:-1]:
        where = where[key]
    if value is ...:
        del where[path[-1]]
    else:
        where[path[-1]] = value
    return problem


TEXT = json.dumps(EXAMPLE)
ROWS = MATRIX["matrices"]["car"]["durations"]
# name, input, what the line on stderr must start with after "callout plan: "
BAD = [
    ("nothing", "", "line "),
    ("no JSON", "vehicles: 3", "line 1: "),
    ("truncated", TEXT[:len(TEXT) // 2], "line 1: "),
    ("trailing junk", TEXT + "x", "line 1: "),
    ("a line end in a text", '{"jobs": "a\nb"}', "line 1: "),
    ("a key twice", '{"jobs": [],\n "jobs": []}', "line 2: "),
    ("NaN", TEXT.replace("2.35044", "NaN", 1), "line 1: "),
    ("not UTF-8", b'{"jobs": "\xff"}', "line 1: "),
    ("an array", "[]", "must be an object"),
    ("no jobs", edit(EXAMPLE, ["jobs"], ...), "'jobs' is missing"),
    ("no vehicles", edit(EXAMPLE, ["vehicles"], ...),
     "'vehicles' is missing"),
    ("an empty fleet", edit(EXAMPLE, ["vehicles"], []), "/vehicles: "),
    ("jobs is an object", edit(EXAMPLE, ["jobs"], {}), "/jobs: "),
    ("a job is a number", edit(EXAMPLE, ["jobs", 1], 5), "/jobs/1: "),
    ("shipments that are no list", edit(EXAMPLE, ["shipments"], 5), "/shipments: "),
    ("a job without id", edit(EXAMPLE, ["jobs", 1, "id"], ...), "/jobs/1: "),
    ("a duplicate id", edit(EXAMPLE, ["jobs", 3, "id"], 2), "/jobs/3/id: "),
    ("a duplicate vehicle", edit(EXAMPLE, ["vehicles", 1, "id"], 1),
     "/vehicles/1/id: "),
    ("a text as id", edit(EXAMPLE, ["jobs", 1, "id"], "x"), "/jobs/1/id: "),
    ("a negative id", edit(EXAMPLE, ["jobs", 1, "id"], -1), "/jobs/1/id: "),
    ("a negative service", edit(EXAMPLE, ["jobs", 1, "service"], -1),
     "/jobs/1/service: "),
    ("a service of ages", edit(EXAMPLE, ["jobs", 1, "service"], 1 << 50),
     "/jobs/1/service: "),
    ("a service of 1e300", edit(EXAMPLE, ["jobs", 1, "service"], 1e300),
     "/jobs/1/service: "),
    ("a negative setup", edit(EXAMPLE, ["jobs", 1, "setup"], -1),
     "/jobs/1/setup: "),
    ("a negative priority", edit(EXAMPLE, ["jobs", 1, "priority"], -1),
     "/jobs/1/priority: "),
    ("a window upside down",
     edit(EXAMPLE, ["jobs", 0, "time_windows", 0], [9, 8]),
     "/jobs/0/time_windows/0: "),
    ("a negative window",
     edit(EXAMPLE, ["jobs", 0, "time_windows", 0], [-9, 8]),
     "/jobs/0/time_windows/0/0: "),
    ("a window of one", edit(EXAMPLE, ["jobs", 0, "time_windows", 0], [9]),
     "/jobs/0/time_windows/0: "),
    ("no windows", edit(EXAMPLE, ["jobs", 0, "time_windows"], []),
     "/jobs/0/time_windows: "),
    ("a shift upside down",
     edit(EXAMPLE, ["vehicles", 0, "time_window"], [9, 8]),
     "/vehicles/0/time_window: "),
    ("a break upside down",
     edit(EXAMPLE, ["vehicles", 0, "breaks", 0, "time_windows", 0], [9, 8]),
     "/vehicles/0/breaks/0/time_windows/0: "),
    ("a negative break",
     edit(EXAMPLE, ["vehicles", 0, "breaks", 0, "service"], -8),
     "/vehicles/0/breaks/0/service: "),
    ("two breaks with one id",
     edit(EXAMPLE, ["vehicles", 0, "breaks"],
          EXAMPLE["vehicles"][0]["breaks"] * 2),
     "/vehicles/0/breaks/1/id: "),
    ("no place", edit(EXAMPLE, ["jobs", 1, "location"], ...), "/jobs/1: "),
    ("latitude 97", edit(EXAMPLE, ["jobs", 1, "location"], [2, 97]),
     "/jobs/1/location: "),
    ("a place of one", edit(EXAMPLE, ["jobs", 1, "location"], [2]),
     "/jobs/1/location: "),
    ("an index without a matrix",
     edit(edit(EXAMPLE, ["jobs", 1, "location"], ...),
          ["jobs", 1, "location_index"], 1), "/jobs/1/location_index: "),
    ("other amounts", edit(EXAMPLE, ["jobs", 1, "pickup"], [1, 2]),
     "/jobs/1/pickup: "),
    ("a negative amount", edit(EXAMPLE, ["jobs", 1, "pickup"], [-1]),
     "/jobs/1/pickup/0: "),
    ("a text as skill", edit(EXAMPLE, ["jobs", 1, "skills"], ["x"]),
     "/jobs/1/skills/0: "),
    ("speed_factor 0", edit(EXAMPLE, ["vehicles", 0, "speed_factor"], 0),
     "/vehicles/0/speed_factor: "),
    ("not square", edit(MATRIX, ["matrices", "car", "durations", 2], [1, 2]),
     "/matrices/car/durations/2: "),
    ("one row less", edit(MATRIX, ["matrices", "car", "durations"], ROWS[:4]),
     "/matrices/car/durations/0: "),
    ("an empty matrix", edit(MATRIX, ["matrices", "car", "durations"], []),
     "/matrices/car/durations: "),
    ("a negative duration",
     edit(MATRIX, ["matrices", "car", "durations", 1, 3], -2),
     "/matrices/car/durations/1/3: "),
    ("null as duration",
     edit(MATRIX, ["matrices", "car", "durations", 1, 3], None),
     "/matrices/car/durations/1/3: "),
    ("a profile of two lines", edit(MATRIX, ["matrices"], {"a\nb/c": 5}),
     "/matrices/a?b~1c: "),
    ("an unknown index", edit(MATRIX, ["jobs", 2, "location_index"], 5),
     "/jobs/2/location_index: "),
    ("an unknown start", edit(MATRIX, ["vehicles", 0, "start_index"], 5),
     "/vehicles/0/start_index: "),
    ("an unknown profile", edit(MATRIX, ["vehicles", 0, "profile"], "bike"),
     "/vehicles/0/profile: "),
    ("too many jobs",
     '{"vehicles": [{"id": 1}], "jobs": [%s]}' % ",".join(["0"] * 200001),
     "/jobs: "),
    ("deeply nested", "[" * 100000, "line 1: "),
]

for name, text, start in BAD:
    code, out, err = plan(text, "--iterations=1")
    check(code == 2 and out == "" and err.count("\n") == 1 and
          err.startswith("callout plan: " + start), "refuses: " + name,
          code, out[:100], err)

for name, options in [("an unknown option", ["--speed=3"]),
                      ("a time that is none", ["--time=soon"]),
                      ("a negative time", ["--time=-1"]),
                      ("a time that is NaN", ["--time=nan"]),
                      ("no iterations", ["--iterations=0"]),
                      ("a speed of 0", ["--speed-kmh=0"])]:
    code, out, err = plan(EXAMPLE, *options)
    check(code == 2 and out == "" and err != "", "refuses: " + name, code, err)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "problem.json")
    with open(path, "w") as file:
        json.dump(EXAMPLE, file)
    done = subprocess.run([CALLOUT, "plan", "--iterations=10", path],
                          capture_output=True, timeout=60)
    check(done.returncode == 0 and json.loads(done.stdout)["code"] == 0,
          "reads a file", done.stderr)
    done = subprocess.run([CALLOUT, "plan", path + ".none"],
                          capture_output=True, timeout=60)
    check(done.returncode == 2 and b"problem.json.none" in done.stderr and
          done.stdout == b"", "a file that is not there", done.stderr)
    done = subprocess.run([CALLOUT, "plan", folder], capture_output=True,
                          timeout=60)
    check(done.returncode == 2 and done.stdout == b"", "a folder",
          done.stderr)

print("1..%d" % count)
sys.exit(failed > 0)
