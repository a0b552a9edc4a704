#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout plan with files in Solomon's format: the answers are verified from
the file alone, and what is wrong in a file is told by its line."""

import json
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plan_support import (callout, check, end, instances,  # noqa: E402
                          verify_solomon)

HEAD = """\
%s

VEHICLE
NUMBER     CAPACITY
  %d         %d

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

"""


def instance(rows, vehicles=3, capacity=30, name="TINY"):
    return HEAD % (name, vehicles, capacity) + "".join(
        "  ".join("%g" % value for value in row) + "\n" for row in rows)


ROWS = [(0, 40, 50, 0, 0, 1000, 0), (1, 41, 51, 10, 0, 900, 10),
        (2, 45, 70, 10, 100, 200, 10), (3, 42, 66, 10, 0, 900, 10.5),
        (7, 60.5, 68, 10, 0, 900, 10), (9, 41, 51, 10, 0, 900, 10)]
TINY = instance(ROWS)


def plan(text, *options):
    return callout("plan", "--iterations=500", *options, "-", text=text)


def good(name, text, *options):
    code, out, err = plan(text, *options)
    wrong = ["exit %d" % code, err]
    solution = None
    if code == 0:
        solution = json.loads(out)
        wrong = verify_solomon(text, solution)
        wrong += [err] if err else []
    check(not wrong, name, *wrong)
    return solution


solution = good("a small file is known by its content", TINY)
check(solution["unassigned"] == [], "everybody is served",
      solution["unassigned"])
# 1 and 9 are one place: cut to 1.4, as is the way there.
pair = good("one decimal is cut, not rounded",
            instance([ROWS[0], ROWS[1], ROWS[5]]), "--format=solomon")
check(pair["summary"]["cost"] == 2.8 and pair["summary"]["service"] == 20,
      "in the file's own unit", pair["summary"])
check(good("Windows line ends, no name, no last line end",
           TINY.split("\n", 1)[1].replace("\n", "\r\n").rstrip())
      ["summary"] == solution["summary"], "give the same plan")
depot9 = good("a depot that is not number 0",
              instance([(9, 0, 0, 0, 5, 99, 0), (0, 3, 4, 1, 0, 99, 0)]))
check(depot9["summary"]["cost"] == 10 and
      depot9["routes"][0]["steps"][1]["id"] == 0, "ids are the file's")
heavy = good("who carries too little leaves customers out",
             instance(ROWS, vehicles=1, capacity=20))
check(len(heavy["unassigned"]) == 3, "as few as can be",
      heavy["unassigned"])
check(good("nobody to serve", instance(ROWS[:1]))["routes"] == [],
      "is an empty plan")

code, out, err = plan(TINY, "--output=sol")
lines = out.splitlines()
served = [int(word) for line in lines[:-1]
          for word in line.split(":")[1].split()]
check(code == 0 and err == "" and sorted(served) == [1, 2, 3, 7, 9] and
      all(line.startswith("Route #%d: " % (i + 1))
          for i, line in enumerate(lines[:-1])) and
      lines[-1] == "Cost %g" % solution["summary"]["cost"],
      "--output=sol is CVRPLIB's text", code, out, err)
code, out, err = plan(instance(ROWS, 1, 20), "--output=sol")
check(code == 0 and "3 jobs" in err, "which cannot say who is left out", err)

rng = random.Random(5)
for case in range(20):
    rows = [(0, 50, 50, 0, 0, 400, 0)]
    for number in range(1, rng.randint(2, 15)):
        ready = rng.randint(0, 300)
        rows.append((number, rng.randint(0, 100), rng.randint(0, 100),
                     rng.randint(0, 20), ready, ready + rng.randint(0, 200),
                     rng.randint(0, 30)))
    good("random file %d" % case, instance(rows, rng.randint(1, 5)))

# name, text, the line on stderr after "callout plan: "
L = TINY.split("\n")


def edit(line, text):
    """TINY with one line (from 1) replaced; None: without it."""
    return "\n".join(L[:line - 1] + ([] if text is None else [text]) +
                     L[line:])


BAD = [
    ("no capacity", edit(5, "  3"), "line 5: "),
    ("no vehicle", edit(5, "  0  200"), "line 5: "),
    ("a negative number of vehicles", edit(5, "-1 200"), "line 5: "),
    ("half a vehicle", edit(5, "2.5 200"), "line 5: "),
    ("too many vehicles", edit(5, "99999 200"), "line 5: "),
    ("a word as capacity", edit(5, "3 lots"), "line 5: "),
    ("no column names of VEHICLE", edit(4, None), "line 4: "),
    ("no section CUSTOMER", edit(7, None), "line 7: "),
    ("no column names of CUSTOMER", edit(8, None), "line 9: "),
    ("no customer at all", "\n".join(L[:9]), "line 8: "),
    ("ends after VEHICLE", "\n".join(L[:3]), "line 3: "),
    ("ends after CUSTOMER", "\n".join(L[:7]), "line 7: "),
    ("a number is missing", edit(12, "2 45 70 10 100 200"), "line 12: "),
    ("a number too many", edit(12, "2 45 70 10 100 200 10 4"), "line 12: "),
    ("a cut last line", TINY[:-9], "line 15: "),
    ("a word as time", edit(12, "2 45 70 10 soon 200 10"), "line 12: "),
    ("not a number", edit(12, "2 nan 70 10 100 200 10"), "line 12: "),
    ("an infinite place", edit(12, "2 inf 70 10 100 200 10"), "line 12: "),
    ("a place far away", edit(12, "2 1e9 70 10 100 200 10"), "line 12: "),
    ("a hexadecimal number", edit(12, "2 0x3 70 10 100 200 10"),
     "line 12: "),
    ("a negative demand", edit(12, "2 45 70 -10 100 200 10"), "line 12: "),
    ("a negative time", edit(12, "2 45 70 10 -1 200 10"), "line 12: "),
    ("a negative service", edit(12, "2 45 70 10 100 200 -1"), "line 12: "),
    ("a time of ages", edit(12, "2 45 70 10 100 1e12 10"), "line 12: "),
    ("a time in hundredths", edit(12, "2 45 70 10 100.25 200 10"),
     "line 12: "),
    ("a window upside down", edit(12, "2 45 70 10 201 200 10"),
     "line 12: "),
    ("a negative customer", edit(12, "-2 45 70 10 100 200 10"),
     "line 12: "),
    ("a customer twice", edit(12, "7 45 70 10 100 200 10"), "line 14: "),
    ("the depot twice", edit(12, "0 45 70 10 100 200 10"), "line 12: "),
    ("a line of ages", edit(12, "2" + " " * 300), "line 12: "),
    ("a NUL byte", edit(12, "2\0 45 70 10 100 200 10"), "line 12: "),
    ("too many customers",
     TINY + "5 1 1 1 1 1 1\n" * 10001, "10000 customers"),
]
for name, text, start in BAD:
    code, out, err = plan(text, "--format=solomon")
    check(code == 2 and out == "" and err.count("\n") == 1 and
          err.startswith("callout plan: " + start), "refuses: " + name,
          code, out[:100], err)
for name, text, start in [
        ("JSON as Solomon's text", '{"jobs": []}', "line 1: "),
        ("nothing as Solomon's text", "", "line 1: ")]:
    code, out, err = plan(text, "--format=solomon")
    check(code == 2 and out == "" and
          err.startswith("callout plan: " + start), "refuses: " + name, err)
for name, options in [("it as JSON", ["--format=vroom"]),
                      ("an unknown format", ["--format=excel"]),
                      ("an unknown output", ["--output=xml"])]:
    code, out, err = plan(TINY, *options)
    check(code == 2 and out == "" and err.count("\n") == 1,
          "refuses: " + name, code, err)

for name, text in (("a format that is not read",
                    "NAME : X-n101-k25\nTYPE : CVRP\n"),
                   ("a word", "hello"), ("blanks", " \n\n"),
                   ("a NUL byte", "\0{}")):
    code, out, err = plan(text)
    check(code == 2 and out == "" and err.count("\n") == 1 and
          err.startswith("callout plan: line 1: neither JSON nor"),
          "refuses: " + name, code, err)

folder = instances()
if folder is None:
    print("# NOT TESTED: ../shared/data/planning is not there")
else:
    for name, most in (("solomon/C101", 828), ("solomon/R101", 1700),
                       ("solomon/RC208", 860), ("homberger/c1_2_1", 2750)):
        with open(os.path.join(folder, name + ".txt")) as file:
            text = file.read()
        published = good("published: " + name, text, "--iterations=4000")
        check(published["summary"]["unassigned"] == 0 and
              published["summary"]["cost"] <= most, "and it is short",
              published["summary"])
end()
