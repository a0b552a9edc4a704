# SPDX-License-Identifier: MIT
"""Problems in VROOM's shape for the tests of keys: places in a row, and a plan
that fits the schema, is checked, and is looked at by task."""

import json
import os
import sys
import tempfile

import jsonschema

from plan_support import ROOT, callout, check

with open(os.path.join(ROOT, "share", "plan.schema.json"),
          encoding="utf-8") as schema_file:
    SCHEMA = json.load(schema_file)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# Places in a row, a minute from one to the next.
ROWS = [[abs(a - b) * 60 for b in range(10)] for a in range(10)]
DAY = [28800, 61200]


def vehicle(number, **more):
    return {"id": number, "start_index": 0, "end_index": 0,
            **({} if "shifts" in more else {"time_window": DAY}), **more}


def job(number, place, **more):
    return {"id": number, "location_index": place, "service": 600, **more}


def problem(vehicles, jobs, **more):
    return {"vehicles": vehicles, "jobs": jobs,
            "matrices": {"car": {"durations": ROWS}}, **more}


def run(document, *options, iterations=400):
    code, out, err = callout("plan", "--iterations=%d" % iterations, *options,
                             "-", text=json.dumps(document))
    return (json.loads(out) if code == 0 else None), code, out, err


def plan(name, document, *options):
    """A plan that the check finds valid, for a document that the schema
    takes; without warnings."""
    faults = [error.message for error in VALIDATOR.iter_errors(document)]
    check(not faults, name + ": fits the schema", *faults)
    answer, code, out, err = run(document, *options)
    if code != 0 or err != "":
        check(False, name + ": is planned", err)
        sys.exit(1)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
        told.write(out)
        told.flush()
        code, verdict, err = callout("check", "-", told.name,
                                     text=json.dumps(document))
    check(code == 0, name + ": the check finds it valid", verdict, err)
    return answer


def visits(answer, number, kind="job"):
    """[(vehicle, shift, step)] of a task."""
    return [(route["vehicle"], route.get("shift"), step)
            for route in answer["routes"] for step in route["steps"]
            if step["type"] == kind and step.get("id") == number]


def begin(visit):
    return visit[2]["arrival"] + visit[2]["waiting_time"]


def finish(visit):
    return begin(visit) + visit[2]["setup"] + visit[2]["service"]


def who(answer, number):
    return sorted(visit[0] for visit in visits(answer, number))


def left_out(answer):
    return sorted(one["id"] for one in answer["unassigned"])
