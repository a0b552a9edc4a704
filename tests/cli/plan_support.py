# SPDX-License-Identifier: MIT
"""What the tests of the planner's commands share: running them, TAP, where the
published instances are, and the arcs of a Solomon file."""

import math
import os
import subprocess
import sys

BUILD = os.environ.get("top_builddir", ".")
CALLOUT = os.path.join(BUILD, "callout")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
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


def end():
    print("1..%d" % count)
    sys.exit(failed > 0)


def callout(*arguments, text=b""):
    """Exit code, stdout, stderr."""
    if isinstance(text, str):
        text = text.encode()
    done = subprocess.run([CALLOUT, *arguments], input=text,
                          capture_output=True, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def instances():
    """The folder of published instances, or None: ../shared is beside the
    repository, or beside its main work tree."""
    main = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--git-common-dir"],
        capture_output=True, text=True).stdout.strip()
    for base in (ROOT, os.path.dirname(os.path.join(ROOT, main))):
        path = os.path.join(base, "..", "shared", "data", "planning")
        if os.path.isdir(os.path.join(path, "solomon")):
            return path
    return None


def read_solomon(text):
    """vehicles, capacity, {customer: (x, y, demand, ready, due, service)},
    depot."""
    rows = [[float(word) for word in line.split()]
            for line in text.splitlines()
            if line.split() and line.split()[0][0].isdigit()]
    vehicles, capacity = rows[0]
    return (int(vehicles), capacity,
            {int(row[0]): tuple(row[1:]) for row in rows[1:]},
            int(rows[1][0]))


def tenths(a, b):
    """The arc in tenths: cut, not rounded."""
    return math.floor(math.sqrt(100 * ((a[0] - b[0]) ** 2 +
                                       (a[1] - b[1]) ** 2)))


def verify_solomon(text, solution):
    """What is wrong with the answer to a Solomon file, by the file alone."""
    vehicles, capacity, customers, depot = read_solomon(text)
    wrong, seen, total = [], [], 0
    routes = solution["routes"]
    used = [route["vehicle"] for route in routes]
    if len(set(used)) != len(used) or \
            not set(used) <= set(range(1, vehicles + 1)):
        wrong.append("vehicles %s" % used)
    for route in routes:
        at, load, driven, clock = customers[depot], 0, 0, None
        for step in route["steps"]:
            to = customers[depot if step["type"] in ("start", "end")
                           else step["id"]]
            arrival = round(step["arrival"] * 10)
            if clock is None:
                clock = arrival
            driven += tenths(at, to)
            if arrival != clock + tenths(at, to) or \
                    round(step["duration"] * 10) != driven:
                wrong.append("arrival of %s" % step)
            begin = arrival + round(step["waiting_time"] * 10)
            if begin < to[3] * 10 or begin > to[4] * 10:
                wrong.append("window of %s" % step)
            clock, at = begin + round(to[5] * 10), to
            if step["type"] == "job":
                seen.append(step["id"])
                load += to[2]
                if step["service"] != to[5]:
                    wrong.append("service of %s" % step)
        if load > capacity:
            wrong.append("load %g" % load)
        if round(route["cost"] * 10) != driven:
            wrong.append("cost of a route")
        total += driven
    missing = [job["id"] for job in solution["unassigned"]]
    if sorted(seen + missing + [depot]) != sorted(customers):
        wrong.append("each customer once")
    if round(solution["summary"]["cost"] * 10) != total:
        wrong.append("cost %s, not %s" % (solution["summary"]["cost"],
                                          total / 10))
    return wrong
