#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Jobs that hang together, as callout plan reads and answers them: crews, gaps,
one vehicle for two, several days, shipments."""

import copy
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plan_row import (begin, finish, job, left_out, plan,  # noqa: E402
                      problem, run, vehicle, visits, who)
from plan_support import check, end  # noqa: E402

three = [vehicle(1), vehicle(2), vehicle(3)]

# --- Together ---

answer = plan("crew", problem(three, [
    job(1, 5, crew=2, parts={"1": 1}, tools=[2]), job(2, 1)] + [
        job(n, n, time_windows=[[28800 + 600 * n, 60000]])
        for n in range(3, 8)],
    depot=2))
crew = visits(answer, 1)
check(len(crew) == 2 and crew[0][0] != crew[1][0] and
      begin(crew[0]) == begin(crew[1]) == crew[0][2]["begin"] and
      sorted(v[2]["part"] for v in crew) == [0, 1] and
      all(v[2]["crew"] == 2 for v in crew), "a crew begins at one time", crew)
answer = plan("a crew larger than the fleet", problem(three, [
    job(1, 5, crew=4), job(2, 1)]), "--explain")
check(left_out(answer) == [1] and answer["summary"]["unassigned"] == 1,
      "is left out, as one job", answer)
check([one for one in answer["unassigned"] if one["reasons"]] ==
      answer["unassigned"] != [], "and it says why",
      answer["unassigned"])
answer = plan("a crew of which only the pinned one can come", dict(problem(
    [vehicle(1), vehicle(2, start_index=9)],
    [job(1, 1, crew=2, pinned={"vehicle": 1, "start": 30000})]),
    frozen_until=30000), "--explain")
check(who(answer, 1) == [1] and left_out(answer) == [1] and
      answer["summary"]["unassigned"] == 1 and
      answer["unassigned"][0]["reasons"],
      "is on a route, and listed as what it is: not served", answer)
answer = plan("after", problem(three, [
    job(1, 1, time_windows=[[40000, 41000]]),
    job(2, 8, after=[{"job": 1, "min": 3600, "max": 7200}]),
    job(3, 2, after=[{"job": 9}]),
    job(9, 7, time_windows=[[50000, 50000]])]))
gap = begin(visits(answer, 2)[0]) - finish(visits(answer, 1)[0])
check(3600 <= gap <= 7200, "the gap is kept", gap)
check(begin(visits(answer, 3)[0]) >= finish(visits(answer, 9)[0]),
      "no earlier than the end of the other", answer)
answer = plan("after one that is left out", problem(three, [
    job(1, 1, skills=[99]), job(2, 8, after=[{"job": 1}])]))
check(left_out(answer) == [1, 2], "the second goes with the first", answer)
answer = plan("same_vehicle", problem(
    [vehicle(1), vehicle(2, start_index=9, end_index=9)],
    [job(1, 0), job(2, 9, same_vehicle=1)]))
check(who(answer, 1) == who(answer, 2), "one vehicle does both", answer)
weeks = [[28800 + 86400 * n, 61200 + 86400 * n] for n in range(4)]
answer = plan("days", problem(
    [vehicle(1, shifts=weeks), vehicle(2)],
    [job(1, 5, service=50000, days=3, due=[
        {"at": 0, "cost": 0, "of": "end"}])]))
parts = sorted(visits(answer, 1), key=lambda visit: visit[2]["part"])
check([visit[2]["part"] for visit in parts] == [0, 1, 2] and
      len({visit[1] for visit in parts}) == 3 and
      parts[0][1] < parts[1][1] < parts[2][1] and
      all(visit[0] == 1 and visit[2]["service"] == 16667 for visit in parts),
      "equal parts in as many shifts", parts)
answer = plan("a crew for days", problem(
    [vehicle(n, shifts=weeks) for n in (1, 2)],
    [job(1, 5, service=50000, days=2, crew=2)]))
check(len(visits(answer, 1)) == 4, "two days of two", answer)

# --- Shipments ---

goods = problem(
    [vehicle(1, capacity=[2], skills=[1])], [],
    shipments=[{"pickup": {"id": n, "location_index": n, "service": 60},
                "delivery": {"id": 10 - n, "location_index": n + 3,
                             "service": 60, "description": "to %d" % n},
                "amount": [1], "skills": [1], "priority": n}
               for n in (1, 2, 3, 4)])
answer = plan("shipments", goods)
steps = answer["routes"][0]["steps"]
check([step["load"][0] for step in steps][-1] == 0 and
      max(step["load"][0] for step in steps) <= 2,
      "the load is never above the capacity", steps)
check(all(finish(visits(answer, n, "pickup")[0]) <=
          visits(answer, 10 - n, "delivery")[0][2]["arrival"]
          for n in (1, 2, 3, 4)), "picked up before it is delivered", steps)
check(answer["summary"]["pickup"] == answer["summary"]["delivery"] == [4] and
      answer["summary"]["amount"] == [4] and
      answer["summary"]["priority"] == 20, "sums as VROOM has them",
      answer["summary"])
far = copy.deepcopy(goods)
far["vehicles"][0]["max_tasks"] = 3
answer = plan("half a shipment", far)
check(sorted((one["type"], one["id"]) for one in answer["unassigned"]) ==
      [("delivery", 7), ("delivery", 8), ("delivery", 9), ("pickup", 1),
       ("pickup", 2), ("pickup", 3)] and answer["summary"]["unassigned"] == 6,
      "is none: both ends are listed", answer["unassigned"])
same = copy.deepcopy(goods)
same["jobs"] = [job(1, 1)]
same["shipments"][0]["delivery"]["id"] = 1
plan("a job, a pickup and a delivery of one id", same)


first, code, out, err = run(goods)
with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
    told.write(out)
    told.flush()
    second, code, _, err = run(goods, "--initial=" + told.name)
check(code == 0 and second["summary"]["cost"] <= first["summary"]["cost"] and
      second["summary"]["moved"] == [], "our own plan to start from", err)

# --- What is refused ---

circle = problem(three, [job(n, 1, after=[{"job": n % 3 + 1}])
                         for n in (1, 2, 3)])
code, out, err = run(circle)[1:]
check(code == 2 and out == "" and err.count("\n") == 1 and
      re.match(r"callout plan: /jobs/\d/after/0: ", err),
      "refuses a circle of after", err)
chain = problem(three, [job(n, 1, **({"after": [{"job": n - 1}]} if n > 1
                                     else {})) for n in range(1, 70)])
code, out, err = run(chain, iterations=1)[1:]
check(code == 2 and out == "" and re.match(r"callout plan: /jobs/\d+/", err),
      "refuses more jobs that hang together than it can plan", err)

# The job before the pinned one saves its setup, and may leave again: then the
# pinned one ends later, by more than the gap behind it bears.
answer = plan("after a pinned one that needs its setup at times", {
    "vehicles": [{"id": 1, "start_index": 0}, {"id": 2, "start_index": 0}],
    "jobs": [
        {"id": 1, "location_index": 1, "service": 600},
        {"id": 2, "location_index": 1, "setup": 100, "service": 600,
         "pinned": {"vehicle": 1, "start": 5000}},
        {"id": 3, "location_index": 2, "service": 300, "priority": 1,
         "after": [{"job": 2, "max": 60}]},
        {"id": 4, "location_index": 1, "service": 300}],
    "matrices": {"car": {"durations": [[0, 10, 20], [10, 0, 10],
                                       [20, 10, 0]]}}})
check(answer["unassigned"] == [], "all of them are served", answer)
end()
