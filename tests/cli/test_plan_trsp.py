#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout plan with files of the TRSP benchmark: the answers are verified from
the file alone, and what is wrong in a file is told by its line."""

import csv
import glob
import json
import math
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plan_support import callout, check, end, instances  # noqa: E402

LEG = 1e-4  # a way is rounded to a ten-thousandth

TINY = """\
TINY

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2           2       3       2

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    0     10    0      500    0      []       []       []
4    0     0     0      100    0      [0]      []       [1,0]
5    0     90    20.5   500    0      [0, 1]   [0,2]    []
7    10    10    50     60     5      [0]      [1]      [0,0]
8    -3    4     0      90     5      [0]      []       []
9    -3    90    100    200    2.25   [1,0]    [2]      [0,0]
"""
L = TINY.split("\n")


# --- The file once more, read by another reader ---

def read(text):
    """depot, {id: technician}, {id: request}; a place is (id, x, y, tws, twe,
    service, skills, tools, parts)."""
    lines = [line for line in text.splitlines() if line.strip()]
    technicians = int(lines[3].split()[0])
    places = []
    for line in lines[6:]:
        lists = [[int(number) for number in each.split(",") if number.strip()]
                 for each in re.findall(r"\[(.*?)\]", line)]
        words = line.split("[")[0].split()
        places.append((int(words[0]),) +
                      tuple(float(word) for word in words[1:6]) +
                      tuple(lists))
    return (places[0], {place[0]: place for place in places[1:technicians + 1]},
            {place[0]: place for place in places[technicians + 1:]})


def way(a, b):
    return math.hypot(a[1] - b[1], a[2] - b[2])


def verify_route(route, depot, technicians, requests, seen):
    who = technicians[route["vehicle"]]
    carried, stocked, wrong, at = list(who[8]) + [0] * 9, False, [], who
    steps = route["steps"]
    clock = start = steps[0]["arrival"]

    def need(ok, what):
        if not ok:
            wrong.append("%s: %s" % (who[0], what))

    need(steps[0]["type"] == "start" and clock >= who[3], "its start")
    for step in steps[1:]:
        place = {"end": who, "pickup": depot}.get(step["type"])
        place = place or requests[step["id"]]
        need(step["arrival"] >= clock + way(at, place) - LEG, "the way")
        clock, at = step["arrival"] + step["waiting_time"], place
        if step["type"] == "pickup":
            need(not stocked, "two visits at the depot")
            stocked = True
        if step["type"] != "job":
            continue
        need(place[0] not in seen, "%d is served twice" % place[0])
        seen.add(place[0])
        need(place[3] <= clock <= place[4], "the window of %d" % place[0])
        need(set(place[6]) <= set(who[6]), "a skill of %d" % place[0])
        need(stocked or set(place[7]) <= set(who[7]),
             "a tool of %d" % place[0])
        for part, used in enumerate([] if stocked else place[8]):
            carried[part] -= used
            need(carried[part] >= 0, "a part of %d" % place[0])
        clock += place[5]
    need(steps[-1]["type"] == "end" and clock <= who[4] + LEG, "its end")
    need(abs(clock - start - route["cost"]) < 1e-9, "its cost")
    return clock - start, wrong


def verify(text, solution):
    """What is wrong; the working time must be the cost."""
    depot, technicians, requests = read(text)
    seen, total, wrong = set(), 0, []
    for route in solution["routes"]:
        spent, more = verify_route(route, depot, technicians, requests, seen)
        total += spent
        wrong += more
    seen |= {job["id"] for job in solution["unassigned"]}
    if seen != set(requests):
        wrong.append("not all are told of: %s" % sorted(seen))
    if abs(total - solution["summary"]["cost"]) > 1e-6:
        wrong.append("%g is not the working time, %g" % (
            solution["summary"]["cost"], total))
    return wrong


def plan(text, *options):
    return callout("plan", "--iterations=500", *options, "-", text=text)


# --- A small file ---

code, out, err = plan(TINY)
solution = json.loads(out) if code == 0 else {}
check(code == 0 and err == "" and not verify(TINY, solution),
      "a small file is known by its content", code, err,
      code == 0 and verify(TINY, solution))
routes = {route["vehicle"]: route for route in solution["routes"]}
kinds = [(step["type"], step.get("id")) for step in routes[4]["steps"]]
check(kinds == [("start", None), ("job", 8), ("pickup", None), ("job", 7),
                ("end", None)] or
      kinds == [("start", None), ("pickup", None), ("job", 7), ("job", 8),
                ("end", None)],
      "who lacks a tool drives by the depot before", kinds)
check([step["type"] for step in routes[5]["steps"]] ==
      ["start", "job", "end"], "who has it does not", routes[5])
# 3 there, begins at 100, 2.25 of work, 3 back.
check(routes[5]["steps"][0]["arrival"] == 97 and routes[5]["cost"] == 8.25,
      "she starts as late as she can", routes[5])
alone = "\n".join(L[:12] + [""]).replace("0     100 ", "0     500 ")
alone = alone.replace("\n2           2", "\n1           2").replace(
    L[10] + "\n", "")
code, out, err = plan(alone, "--format=trsp")
solution = json.loads(out) if code == 0 else {}
# Begins at 50, is by the depot at 40, leaves at 30; back by 55 + 14.1421.
check(code == 0 and solution["summary"]["cost"] == 39.1421 and
      not verify(alone, solution), "the way back is rounded", out, err)
code, out, err = plan(TINY, "--output=sol")
check(code == 0 and sorted(out.split("\n")[0].split()[2:]) == ["7", "8"] and
      "Cost " in out, "the depot has no place in CVRPLIB's text", out, err)
code, out, err = plan(TINY.replace("[0, 1]", "[0]"))
solution = json.loads(out) if code == 0 else {}
check(code == 0 and [job["id"] for job in solution["unassigned"]] == [9] and
      not verify(TINY, solution), "who has the skill for it serves it", out)
code, out, err = plan(TINY.replace("\n", "\r\n").replace("TINY\r\n", ""))
check(code == 0 and err == "", "Windows line ends, no name", code, err)

# --- The check ---

with tempfile.TemporaryDirectory() as folder:
    problem = os.path.join(folder, "problem.txt")
    with open(problem, "w", encoding="ascii") as file:
        file.write(TINY)
    code, told, err = callout("plan", "--iterations=500", problem)
    code, out, err = callout("check", problem, "-", text=told)
    check(code == 0 and json.loads(out)["valid"] and
          json.loads(out)["objective"]["cost"] ==
          json.loads(told)["summary"]["cost"],
          "callout check finds the plan valid, at its cost", out, err)
    bad = json.loads(told)
    for route in bad["routes"]:
        route["steps"] = [step for step in route["steps"]
                          if step["type"] != "pickup"]
    code, out, err = callout("check", problem, "-", text=json.dumps(bad))
    rules = {one["rule"] for one in json.loads(out)["violations"]}
    check(code == 1 and "tools" in rules,
          "without the visit at the depot it is not", out, err)

# --- What is wrong in a file ---


def edit(line, text):
    """TINY with one line (from 1) replaced; None: without it."""
    return "\n".join(L[:line - 1] + ([] if text is None else [text]) +
                     L[line:])


NINE = "9 -3 90 100 200 2.25 [1] [2] [0,0]"
for name, text, start in (
        ("no numbers of INFO", edit(5, None), "line 6: "),
        ("three numbers", edit(5, "2 2 3"), "line 5: "),
        ("no technician", edit(5, "0 2 3 2"), "line 5: "),
        ("half a technician", edit(5, "1.5 2 3 2"), "line 5: "),
        ("too many technicians", edit(5, "99999 2 3 2"), "line 5: "),
        ("too many skills", edit(5, "2 2000 3 2"), "line 5: "),
        ("negative tools", edit(5, "2 2 -3 2"), "line 5: "),
        ("no column names", edit(8, None), "line 8: "),
        ("no section of places", edit(7, None), "line 7: "),
        ("a technician is missing", "\n".join(L[:10]), "line 10: "),
        ("nothing behind INFO", "\n".join(L[:3]), "line 3: "),
        ("a column is missing", edit(14, NINE[:-6]), "line 14: "),
        ("a column too many", edit(14, NINE + " 4"), "line 14: "),
        ("a word as id", edit(14, "x" + NINE), "line 14: "),
        ("a negative id", edit(14, "-" + NINE), "line 14: "),
        ("a far place", edit(14, NINE.replace("90", "9000")), "line 14: "),
        ("no number", edit(14, NINE.replace("90", "nan")), "line 14: "),
        ("a negative time", edit(14, NINE.replace("100", "-1")), "line 14: "),
        ("a time of ages", edit(14, NINE.replace("200", "9999")), "line 14: "),
        ("too many decimals", edit(14, NINE.replace("2.25", "2.00001")),
         "line 14: "),
        ("a window upside down", edit(14, NINE.replace("200", "99")),
         "line 14: "),
        ("service of a technician", edit(11, NINE.replace("9 ", "5 ", 1)),
         "line 11: "),
        ("an unknown skill", edit(14, NINE.replace("[1]", "[2]")),
         "line 14: "),
        ("a skill twice", edit(14, NINE.replace("[1]", "[1,1]")),
         "line 14: "),
        ("an unknown tool", edit(14, NINE.replace("[2]", "[3]")),
         "line 14: "),
        ("a huge tool", edit(14, NINE.replace("[2]", "[99999999999999999999]")),
         "line 14: "),
        ("one amount of two", edit(14, NINE.replace("[0,0]", "[0]")),
         "line 14: "),
        ("too many amounts", edit(14, NINE.replace("[0,0]", "[0,0,0]")),
         "line 14: "),
        ("a negative amount", edit(14, NINE.replace("[0,0]", "[0,-1]")),
         "line 14: "),
        ("a list that does not end", edit(14, NINE[:-1]), "line 14: "),
        ("a comma too many", edit(14, NINE.replace("[1]", "[1,]")),
         "line 14: "),
        ("no comma", edit(14, NINE.replace("[0,0]", "[0 0]")), "line 14: "),
        ("no list", edit(14, NINE.replace("[1]", "1")), "line 14: "),
        ("a list that goes on", edit(14, NINE.replace("[1]", "[1]0")),
         "line 14: "),
        ("an id twice", edit(14, NINE.replace("9 ", "7 ", 1)), "line 14: "),
        ("a line of ages", edit(14, NINE + " " * 5000), "line 14: "),
        ("a NUL byte", edit(14, NINE + "\0"), "line 14: "),
        ("a cut last line", TINY[:-9], "line 14: ")):
    code, out, err = plan(text)
    check(code == 2 and out == "" and err.count("\n") == 1 and
          err.startswith("callout plan: " + start), "refuses: " + name, code,
          err)
for name, text in (("JSON as TRSP", '{"jobs": []}'), ("nothing as TRSP", "")):
    code, out, err = plan(text, "--format=trsp")
    check(code == 2 and out == "" and
          err.startswith("callout plan: line 1: "), "refuses: " + name, err)

# --- Published instances ---

folder = instances()
if folder is None:
    print("# THE PUBLISHED INSTANCES WERE NOT TRIED: ../shared is not there")
else:
    with open(os.path.join(folder, "best_known_trsp.csv"),
              encoding="ascii") as file:
        best = {row["instance"]: float(row["best_known_working_time"])
                for row in csv.DictReader(file)}
    for name in ("C101", "R203", "RC207"):
        path = glob.glob(os.path.join(folder, "trsp", name + ".*"))[0]
        code, out, err = callout("plan", "--iterations=3000", path)
        solution = json.loads(out) if code == 0 else {}
        with open(path, encoding="ascii") as file:
            wrong = verify(file.read(), solution) if code == 0 else [err]
        check(not wrong and not solution["unassigned"] and
              solution["summary"]["cost"] < 1.2 * best[name],
              "%s: %.0f, published %.0f" % (
                  name, solution["summary"]["cost"] if solution else 0,
                  best[name]), *wrong)
        code, out, err = callout("check", path, "-",
                                 text=json.dumps(solution))
        check(code == 0 and json.loads(out)["objective"]["cost"] ==
              solution["summary"]["cost"], name + ": callout check agrees",
              out[:300], err)
end()
