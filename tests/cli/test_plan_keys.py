#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each key beyond VROOM's, and its shipments and steps: what a plan makes of
it, and what is refused. The schema in share/ knows the same keys, takes what
the reader takes, and refuses what is wrong by its shape."""

import copy
import json
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import jsonschema  # noqa: E402

from plan_row import (DAY, SCHEMA, VALIDATOR, begin, finish, job,  # noqa: E402
                      left_out, plan, problem, run, vehicle, visits, who)
from plan_support import ROOT, callout, check, end  # noqa: E402

# --- The schema and the tables of keys ---

# The table in the code, and where the schema has its keys.
TABLES = {
    "top": SCHEMA,
    **{table: SCHEMA["$defs"][name] for table, name in [
        ("vehicle", "vehicle"), ("cost", "costs"), ("break", "break"),
        ("overtime", "overtime"), ("step", "step"), ("matrix", "matrix"),
        ("job", "job"), ("due", "due"), ("after", "after"),
        ("pinned", "pinned"), ("shipment", "shipment"), ("task", "task")]},
}


def sources():
    folder = os.path.join(ROOT, "cli")
    text = ""
    for name in sorted(os.listdir(folder)):
        if re.match(r"plan_(vroom|matrix).*\.c$", name) and \
                name not in ("plan_vroom_write.c",):
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                text += source.read()
    return text


def tables_of_keys():
    return {name: re.findall(r'\{"(\w+)",\s*VROOM_KEY_\w+\}', body)
            for name, body in re.findall(
                r"static const struct vroom_key (\w+)_keys\[\]\s*=\s*"
                r"\{(.*?)\};", sources(), re.S)}


jsonschema.Draft202012Validator.check_schema(SCHEMA)
found = tables_of_keys()
check(set(found) == set(TABLES), "the schema has each kind of object",
      sorted(found), sorted(TABLES))
for table, place in sorted(TABLES.items()):
    check(sorted(found.get(table, [])) == sorted(place["properties"]),
          "the schema and the reader know the same keys: " + table,
          sorted(set(found.get(table, [])) ^ set(place["properties"])))
read = set(re.findall(
    r'(?:json_object_get|vroom_get_\w+|get_\w+|read_\w+)\('
    r'(?:[\w>.-]+,\s*){1,2}"(\w+)"', sources()))
known = {key for keys in found.values() for key in keys}
check(len(read) > 30 and read <= known, "no key is read that no table has",
      sorted(read - known))

# --- What a technician can do ---

both = [vehicle(1, levels={"7": 1}), vehicle(2, levels={"7": 3})]
answer = plan("levels", problem(both, [job(1, 1, levels={"7": 2}),
                                       job(2, 1, levels={"7": 4})]))
check(who(answer, 1) == [2] and left_out(answer) == [2],
      "a level that is high enough", answer)
answer = plan("skills and levels", problem(
    [vehicle(1, skills=[7]), vehicle(2, skills=[7], levels={"7": 2})],
    [job(1, 1, skills=[7], levels={"7": 2}), job(2, 1, skills=[7])]))
check(who(answer, 1) == [2] and left_out(answer) == [],
      "a skill without a level is of level 1", answer)
answer = plan("certified", problem(
    [vehicle(1, certified={"7": [0, 40000]}),
     vehicle(2, skills=[8], certified={"8": [0, 30000]})],
    [job(1, 1, skills=[7], time_windows=[[39000, 50000]]),
     job(2, 1, skills=[7], time_windows=[[39500, 50000]]),
     job(3, 1, skills=[8], time_windows=[[29000, 61200]])]))
check(left_out(answer) == [2] and finish(visits(answer, 1)[0]) <= 40000 and
      finish(visits(answer, 3)[0]) <= 30000,
      "a certificate holds for the whole stay", answer)

answer = plan("certified and levels", problem(
    [vehicle(1, levels={"7": 0}, certified={"7": [0, 61200]})],
    [job(1, 1, levels={"7": 1})]))
check(left_out(answer) == [1], "a certificate says nothing of the level",
      answer)

# --- When ---

days = [[28800, 61200], [115200, 147600]]
answer = plan("shifts", problem(
    [vehicle(1, shifts=days, breaks=[
        {"id": 1, "service": 1800, "time_windows": [[43200, 46800]]},
        {"id": 2, "service": 900, "time_windows": [[129600, 133200]]}])],
    [job(1, 1, time_windows=[days[0]]), job(2, 2, time_windows=[days[1]])]))
check([(route["vehicle"], route["shift"]) for route in answer["routes"]] ==
      [(1, 0), (1, 1)] and visits(answer, 2)[0][1] == 1,
      "one route a shift", answer)
check([[step["id"] for step in route["steps"] if step["type"] == "break"]
       for route in answer["routes"]] == [[1], [2]],
      "each break in the shift that it lies in", answer)
answer = plan("shifts and max_tasks", problem(
    [vehicle(1, shifts=days, max_tasks=1)], [job(1, 1), job(2, 1),
                                             job(3, 1)]))
check(len(answer["routes"]) == 2 and len(left_out(answer)) == 1,
      "limits are those of a shift", answer)
long = [job(1, 1, service=32400)]
answer = plan("no overtime", problem([vehicle(1)], long))
check(left_out(answer) == [1], "a shift ends when it ends", answer)
answer = plan("overtime", problem(
    [vehicle(1, overtime={"max": 600, "cost": 0.5})], long))
check(answer["summary"]["overtime"] == 120 and
      answer["summary"]["cost"] == 120 + 60, "overtime costs", answer)
answer = plan("due", problem(
    [vehicle(1)], [job(1, 1, service=3600),
                   job(2, 2, due=[{"at": 28920, "cost": 10}]),
                   job(3, 8, due=[{"at": 32000, "cost": 0.25, "of": "end"}])]))
check(begin(visits(answer, 2)[0]) == 28920, "a target is met", answer)
answer = plan("due late", problem(
    [vehicle(1)], [job(1, 1, due=[{"at": 28800, "cost": 2},
                                  {"at": 29400, "cost": 0.5,
                                   "of": "end"}])]))
check(answer["summary"]["cost"] == 120 + 60 * 2 + 30,
      "lateness costs for respond and for resolve", answer)
answer = plan("frozen_until", problem([vehicle(1)], [job(1, 1)],
                                      frozen_until=30000))
check(begin(visits(answer, 1)[0]) == 30060, "nobody sets out before", answer)

# --- Who ---

three = [vehicle(1), vehicle(2), vehicle(3)]
answer = plan("required", problem(three, [job(1, 1, required=[3])]))
check(who(answer, 1) == [3], "one of the required", answer)
answer = plan("excluded", problem(three, [job(1, 1, excluded=[1, 2, 2])]))
check(who(answer, 1) == [3], "none of the excluded", answer)
answer = plan("preferred", problem(three, [
    job(1, 1, preferred={"2": 300}), job(2, 1)]))
check(who(answer, 1) == [2] and answer["summary"]["cost"] == 120 - 300,
      "a bonus is taken off", answer)
answer = plan("pinned", problem(three, [
    job(1, 1), job(2, 5, pinned={"vehicle": 3, "start": 36000}),
    job(3, 1, pinned={"vehicle": 3})]))
check(who(answer, 2) == who(answer, 3) == [3] and
      begin(visits(answer, 2)[0]) == 36000, "it stays", answer)
check(answer["summary"]["violations"] == [], "and breaks nothing", answer)
answer = plan("pinned against the rules", problem(
    [vehicle(1, capacity=[1])],
    [job(1, 1, pinned={"vehicle": 1, "start": 40000}, skills=[5],
         delivery=[2], time_windows=[[36000, 39990], [50000, 51000]])]))
route, = answer["routes"]
forced = [{"cause": "delay", "duration": 10}, {"cause": "skills"}]
check(route["steps"][1]["violations"] == forced and
      route["steps"][0]["violations"] == [{"cause": "load"}] and
      route["violations"] == answer["summary"]["violations"] ==
      [forced[0], {"cause": "load"}, forced[1]],
      "is told in VROOM's words", answer)
answer = plan("pinned in a shift", problem(
    [vehicle(1, shifts=days)], [job(2, 5, pinned={
        "vehicle": 1, "start": 120000})]))
check(visits(answer, 2)[0][1] == 1, "the shift that holds the start", answer)
answer = plan("balance", problem(
    [vehicle(1), vehicle(2, start_index=3, end_index=3)],
    [job(n, 0) for n in range(1, 5)], balance=10))
check([len(visits(answer, n)) for n in range(1, 5)] == [1] * 4 and
      sorted(route["service"] for route in answer["routes"]) == [1200, 1200],
      "work is shared", answer)

# --- Tools and parts ---

answer = plan("tools", problem(
    [vehicle(1), vehicle(2, tools=[4])], [job(1, 1, tools=[4]),
                                          job(2, 1, tools=[5])]))
check(who(answer, 1) == [2] and left_out(answer) == [2],
      "who carries the tool", answer)
answer = plan("parts", problem(
    [vehicle(1, parts={"9": 3})],
    [job(n, 1, parts={"9": 2}, priority=n) for n in (1, 2)]))
check(left_out(answer) == [1], "parts are used up", answer)
answer = plan("depot", problem(
    [vehicle(1, parts={"9": 3})],
    [job(n, 1, parts={"9": 2}) for n in (1, 2)] + [job(3, 2, tools=[1])],
    depot=4))
steps = [(step["type"], step.get("id"), step.get("location_index"))
         for step in answer["routes"][0]["steps"]]
check(left_out(answer) == [] and ("pickup", None, 4) in steps and
      steps.index(("pickup", None, 4)) < steps.index(("job", 3, 2)),
      "the depot is driven by, once", steps)

# --- A plan to start from ---

moved = problem(
    [vehicle(1), vehicle(2, start_index=9, end_index=9)],
    [job(1, 1), job(2, 8)], stability=5000)
moved["vehicles"][0]["steps"] = [{"type": "start"}, {"type": "job", "id": 2},
                                 {"type": "end"}]
answer = plan("steps", moved)
check(who(answer, 2) == [1] and answer["summary"]["moved"] == [],
      "a job stays where moving it costs more", answer)
cheap = dict(moved, stability=100)
answer = plan("steps and a low cost of moving", cheap)
check(who(answer, 2) == [2] and
      answer["summary"]["moved"] == [{"id": 2, "type": "job", "from": 1,
                                      "to": 2}] and
      answer["summary"]["cost"] == 120 + 120 + 100,
      "or moves, which is told and costs", answer)
del moved["vehicles"][0]["steps"]
OTHER = {"routes": [{"vehicle": 1, "steps": [
    {"type": "start", "arrival": 28800},
    {"type": "job", "id": 2, "arrival": 29280},
    {"type": "job", "id": 1, "arrival": 30300},
    {"type": "end", "arrival": 30960}]}]}


def from_plan(document, told, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(told if isinstance(told, str) else json.dumps(told))
        file.flush()
        answer, code, out, err = run(document, "--initial=" + file.name,
                                     *options)
        return answer, code, out, err.replace(file.name, "PLAN")


answer, code, out, err = from_plan(moved, OTHER)
check(code == 0 and who(answer, 1) == who(answer, 2) == [1] and
      answer["summary"]["moved"] == [], "--initial: they stay", err)
answer, code, out, err = from_plan(dict(moved, stability=0), OTHER)
check(code == 0 and answer["summary"]["moved"] ==
      [{"id": 2, "type": "job", "from": 1, "to": 2}],
      "--initial: one moves where that is free", err, out)
gone = dict(moved, jobs=[job(1, 1, skills=[5]), job(2, 8)])
answer, code, out, err = from_plan(gone, OTHER)
check(code == 0 and {"id": 1, "type": "job", "from": 1, "to": None} in
      answer["summary"]["moved"], "--initial: one has no place any more", err)


def changed(told, path, value):
    told = copy.deepcopy(told)
    where = told
    for key in path[:-1]:
        where = where[key]
    where[path[-1]] = value
    return told


# A technician is ill, a job is cancelled: the rest of the plan still holds.
for name, told, said, stays in [
        ("a vehicle", changed(OTHER, ["routes", 0, "vehicle"], 9),
         "PLAN: /routes/0/vehicle: there is no vehicle 9, left out", []),
        ("a job", changed(OTHER, ["routes", 0, "steps", 1, "id"], 9),
         "PLAN: /routes/0/steps/1/id: there is no job 9, left out", [1]),
        ("a pickup", changed(OTHER, ["routes", 0, "steps", 1, "type"],
                             "pickup"),
         "PLAN: /routes/0/steps/1/id: there is no pickup 2, left out", [1]),
        ("both jobs", changed(changed(OTHER, ["routes", 0, "steps", 1, "id"],
                                      9), ["routes", 0, "steps", 2, "id"], 8),
         "PLAN: /routes/0/steps/1/id: there is no job 9, left out (as in 1 "
         "other places)", [])]:
    answer, code, out, err = from_plan(
        dict(moved, stability=1000000), told)
    check(code == 0 and err == "callout plan: " + said + "\n" and
          answer["summary"]["cost"] < 1000000 and
          answer["summary"]["unassigned"] == 0 and
          answer["summary"]["moved"] == [] and
          (not stays or who(answer, 1) == [1]),
          f"--initial: {name} that is gone is left out", code, out, err)

for name, told, start in [
        ("an unknown shift", changed(OTHER, ["routes", 0, "shift"], 1),
         "/routes/0/shift: "),
        ("a job twice", changed(OTHER, ["routes", 0, "steps", 2, "id"], 2),
         "/routes/0/steps/2/id: "),
        ("a part too many", changed(OTHER, ["routes", 0, "steps", 2, "part"],
                                    1), "/routes/0/steps/2/part: "),
        ("two routes of one", {"routes": OTHER["routes"] * 2},
         "/routes/1/vehicle: "),
        ("no JSON", "routes", "line 1: "),
        ("no routes", {}, "/routes: ")]:
    answer, code, out, err = from_plan(moved, told)
    check(code == 2 and out == "" and err.count("\n") == 1 and
          err.startswith("callout plan: PLAN: " + start),
          "--initial refuses: " + name, code, err)

# --- What is refused ---

GOOD = problem(
    [vehicle(1, levels={"7": 2}, certified={"8": [0, 50000]}, tools=[1],
             parts={"5": 2}, overtime={"max": 600, "cost": 1},
             steps=[{"type": "job", "id": 1}], capacity=[3],
             costs={"fixed": 1}, type="van"),
     vehicle(2, shifts=days)],
    [job(1, 1, levels={"7": 2}, tools=[1], parts={"5": 1},
         due=[{"at": 30000, "cost": 1, "of": "end"}], required=[1],
         excluded=[2], preferred={"1": 10}, pickup=[1],
         service_per_type={"van": 500}, setup_per_type={"van": 1}),
     job(2, 2, crew=2), job(3, 3, days=2, same_vehicle=4),
     job(4, 4, after=[{"job": 1, "min": 1, "max": 9000}]),
     job(5, 5, pinned={"vehicle": 1, "start": 40000})],
    shipments=[{"pickup": {"id": 1, "location_index": 1},
                "delivery": {"id": 1, "location_index": 2},
                "amount": [1], "skills": [7], "priority": 1}],
    depot=3, balance=0.5, stability=10, frozen_until=28900)
check(run(GOOD)[1] == 0 and VALIDATOR.is_valid(GOOD), "all keys at once",
      run(GOOD)[3], *VALIDATOR.iter_errors(GOOD))

V, J, S = ["vehicles", 0], ["jobs", 0], ["shipments", 0]
# The path that is changed, the values that it cannot have, and whether the
# schema sees it as well.
BAD = [
    (V + ["levels"], [5, [], {"x": 1}, {"-1": 1}, {"07": 1}, {"7": -1},
                      {"7": "a"}, {"7": 1.5}, {"7": None}], True),
    (V + ["certified"], [5, {"8": 5}, {"8": [5]}, {"8": [-1, 5]},
                         {"eight": [1, 5]}], True),
    (V + ["certified"], [{"8": [9, 5]}], False),
    (V + ["tools"], [5, {}, [-1], ["x"], [1.5], [None]], True),
    (V + ["parts"], [5, [1], {"x": 1}, {"5": -1}, {"5": "many"}], True),
    (V + ["overtime"], [5, [], {}, {"cost": 1}, {"max": -1},
                        {"max": "x"}, {"max": 1, "cost": -1},
                        {"max": 1, "cost": "x"}, {"max": 1, "cost": 1e9},
                        {"max": 1e300}], True),
    (V + ["steps"], [5, {}, [5], [{}], [{"type": "dance"}],
                     [{"type": "job", "id": "x"}],
                     [{"type": "job", "id": 1, "part": -1}]], True),
    (V + ["steps"], [[{"type": "job"}], [{"type": "job", "id": 99}],
                     [{"type": "pickup", "id": 99}],
                     [{"type": "job", "id": 1, "shift": 1}],
                     [{"type": "job", "id": 1}] * 2], False),
    (["vehicles", 1, "shifts"], [5, [], [5], [[1]], [[-1, 5]],
                                 [["a", "b"]]], True),
    (["vehicles", 1, "shifts"], [[[9, 5]], [[5, 9], [8, 12]],
                                 [[20, 30], [5, 9]]], False),
    (["vehicles", 1, "time_window"], [[5, 9]], True),
    (J + ["levels"], [5, {"x": 1}, {"7": -1}, {"7": 1e9}], True),
    (J + ["tools"], [5, [-1], ["x"]], True),
    (J + ["parts"], [5, {"5": -1}, {"5": 1.5}], True),
    (J + ["due"], [5, {}, [5], [{}], [{"at": 5}], [{"cost": 5}],
                   [{"at": -1, "cost": 1}], [{"at": 1, "cost": -1}],
                   [{"at": 1, "cost": 1e30}], [{"at": "x", "cost": 1}],
                   [{"at": 1, "cost": 1, "of": "middle"}],
                   [{"at": 1, "cost": 1, "of": 5}]], True),
    (J + ["required"], [5, {}, [-1], ["x"], [1.5]], True),
    (J + ["required"], [[99]], False),
    (J + ["excluded"], [5, [None], [-1]], True),
    (J + ["excluded"], [[1, 99]], False),
    (J + ["preferred"], [5, [1], {"x": 1}, {"1": -1}, {"1": "x"}], True),
    (J + ["preferred"], [{"99": 1}, {"1": 1e30}], False),
    (J + ["crew"], [0, -1, 1.5, "two", None, [2], 65], True),
    (J + ["days"], [0, -1, 1.5, "two", 65], True),
    (J + ["after"], [5, {"job": 2}, [5], [{}], [{"job": "x"}],
                     [{"job": 2, "min": -1}], [{"job": 2, "max": -1}],
                     [{"job": 2, "max": 1e12}]], True),
    (J + ["after"], [[{"job": 99}], [{"job": 1}],
                     [{"job": 2, "min": 9, "max": 5}]], False),
    (J + ["same_vehicle"], ["x", -1, 1.5, [2]], True),
    (J + ["same_vehicle"], [99, 1], False),
    (["jobs", 4, "pinned"], [5, {}, {"start": 1}, {"vehicle": "x"},
                             {"vehicle": 1, "start": -1},
                             {"vehicle": 1, "start": "x"}, [5]], True),
    (["jobs", 4, "pinned"], [{"vehicle": 99}, {"vehicle": 2},
                             {"vehicle": 2, "start": 90000},
                             [{"vehicle": 1}] * 2], False),
    (["shipments"], [5, {}, [5], [{}]], True),
    (S + ["pickup"], [5, {}, {"id": "x"}, {"id": -1}], True),
    (S + ["pickup"], [{"id": 5}, {"id": 5, "location_index": 99}], False),
    (S + ["delivery"], [5, {}], True),
    (S + ["amount"], [5, ["x"], [-1], [1] * 9], True),
    (S + ["amount"], [[1, 2]], False),
    (S + ["priority"], ["x", -1, 1e9], True),
    (S + ["skills"], [5, ["x"]], True),
    (["depot"], ["x", -1, [5], None], True),
    (["depot"], [99, [1, 2]], False),
    (["balance"], ["x", -1, 1e9, [1]], True),
    (["stability"], ["x", -1, [1]], True),
    (["frozen_until"], ["x", -1, 1e300], True),
]

for path, values, shape in BAD:
    for value in values:
        document = copy.deepcopy(GOOD)
        where = document
        for key in path[:-1]:
            where = where[key]
        where[path[-1]] = value
        answer, code, out, err = run(document, iterations=1)
        pointer = "/" + "/".join(map(str, path[:2 if len(path) > 2 else 1]))
        check(code == 2 and out == "" and err.count("\n") == 1 and
              err.startswith("callout plan: " + pointer),
              "refuses %s: %s" % ("/".join(map(str, path)),
                                  json.dumps(value)), code, err)
        if shape == VALIDATOR.is_valid(document):
            check(False, "the schema sees it as the table says: %s %s" % (
                path, value))

twice = copy.deepcopy(GOOD)
twice["shipments"] *= 2
code, err = run(twice)[1::2]
check(code == 2 and err.startswith(
    "callout plan: /shipments/1/pickup/id: id 1 is also at /shipments/0"),
    "refuses two pickups with one id", err)
code, out, err = callout("plan", "-", text='{"vehicles": [{"id": 1}], '
                         '"jobs": [%s]}' % ",".join(["0"] * 1000000))
check(code == 2 and out == "" and err.startswith("callout plan: /jobs: "),
      "refuses a million jobs", err)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "day.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(dict(GOOD, depot=99), file)
    code, out, err = callout("plan", path)
    check(code == 2 and err.startswith("callout plan: %s: /depot: " % path),
          "the file is named", err)

noisy = copy.deepcopy(GOOD)
for one in noisy["jobs"]:
    one["customer"] = "x"
answer, code, out, err = run(noisy)
check(code == 0 and err == "callout plan: /jobs/0/customer: unknown key, "
      "ignored (as in 4 other places)\n",
      "an unknown key is told once, and counted", err)
code, out, err = run(dict(noisy, depot=99))[1:]
check(code == 2 and err.count("\n") == 1 and "/depot: " in err,
      "and not at all beside an error", err)

first = run(GOOD)[2]
check(run(GOOD)[2] == first and "computing_times" not in first,
      "same seed and iterations, same bytes")
code, out, err = callout("plan", "--time=0.1", "-", text=json.dumps(GOOD))
check(set(json.loads(out)["summary"]["computing_times"]) ==
      {"loading", "solving", "routing"}, "how long it took, as VROOM says",
      out[:300])
end()
