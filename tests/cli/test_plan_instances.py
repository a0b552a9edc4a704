#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The planner and `callout check` agree on the published instances, to the unit:
a plan of a few iterations for each is valid, at the cost that it names. A
choice of the larger ones; all with CALLOUT_FULL."""

import glob
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plan_support import callout, check, end, instances  # noqa: E402

FULL = bool(os.environ.get("CALLOUT_FULL"))


def faults_of(path, iterations):
    code, plan, err = callout("plan", path, "--iterations=%d" % iterations)
    if code != 0:
        return "plan: %d %s" % (code, err)
    summary = json.loads(plan)["summary"]
    code, verdict, err = callout("check", path, "-", text=plan)
    if code != 0:
        return "check: %d %s %s" % (code, verdict[:300], err)
    objective = json.loads(verdict)["objective"]
    if objective["cost"] != summary["cost"] or \
            objective["unassigned"] != summary["unassigned"]:
        return "%s, the check says %s" % (summary, objective)
    return None


def choose(name, paths):
    """All, or of Homberger's larger ones each tenth."""
    return paths if FULL or name != "homberger" else [
        path for i, path in enumerate(paths) if "_2_" in path or i % 10 == 0]


def main():
    folder = instances()
    if folder is None:
        print("1..0 # SKIP ../shared/data/planning IS MISSING: "
              "NO PUBLISHED INSTANCE IS CHECKED")
        return
    for name in ("solomon", "homberger", "trsp"):
        paths = choose(name, sorted(glob.glob(os.path.join(folder, name, "*"))))
        wrong = []
        for path in paths:
            fault = faults_of(path, 50)
            if fault:
                wrong.append("%s: %s" % (os.path.basename(path), fault))
        check(paths and not wrong, "%d instances of %s" % (len(paths), name),
              *wrong)
    end()


main()
