#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Random problems with every key, through the command line: the schema takes
them, the check finds each plan valid at the cost that it names, with
explanations, from a plan to start from, and on two threads; and the answer says
what the keys mean (plan_semantics.py). SEED and COUNT in the environment try
others, CALLOUT_FULL 10,000."""

import json
import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import plan_semantics  # noqa: E402
from plan_row import VALIDATOR, run  # noqa: E402
from plan_support import callout, check, end  # noqa: E402

SEED = int(os.environ.get("SEED", "1"))
COUNT = int(os.environ.get("COUNT") or
            ("10000" if os.environ.get("CALLOUT_FULL") else "40"))
# Pins on two vehicles of what one vehicle should do.
RARE = [(909233, 1257)]
DAY = 86400


def maybe(rng, share, make):
    return make() if rng.random() < share else None


def keep(**members):
    return {key: value for key, value in members.items() if value is not None}


def window(rng, days=1):
    start = rng.randrange(0, 30000) + DAY * rng.randrange(days)
    return [start, start + rng.randrange(0, 12000)]


def make_vehicle(rng, number, places, days):
    shifts = maybe(rng, 0.5, lambda: [
        [28800 + DAY * day, 28800 + DAY * day + rng.randrange(1000, 30000)]
        for day in range(days)])
    return keep(
        id=number, start_index=maybe(rng, 0.9, lambda: rng.randrange(places)),
        end_index=maybe(rng, 0.7, lambda: rng.randrange(places)),
        shifts=shifts,
        time_window=None if shifts else maybe(rng, 0.8, lambda: [
            rng.randrange(30000), rng.randrange(30000, 60000)]),
        overtime=maybe(rng, 0.3, lambda: {"max": rng.randrange(5000),
                                          "cost": rng.choice([0, 0.5, 3])}),
        skills=maybe(rng, 0.5, lambda: [rng.randrange(3)]),
        levels=maybe(rng, 0.5, lambda: {str(rng.randrange(3)):
                                        rng.randrange(4)}),
        certified=maybe(rng, 0.3, lambda: {str(rng.randrange(3)):
                                           window(rng)}),
        tools=maybe(rng, 0.5, lambda: [rng.randrange(3)]),
        parts=maybe(rng, 0.5, lambda: {str(rng.randrange(2)):
                                       rng.randrange(4)}),
        breaks=maybe(rng, 0.3, lambda: [
            {"id": 1, "service": rng.randrange(2000),
             "time_windows": [[40000, 45000]]}]),
        capacity=maybe(rng, 0.6, lambda: [rng.randrange(1, 6)]),
        max_tasks=maybe(rng, 0.2, lambda: rng.randrange(1, 6)),
        max_travel_time=maybe(rng, 0.2, lambda: rng.randrange(4000)),
        speed_factor=maybe(rng, 0.2, lambda: rng.choice([0.5, 1.5])),
        type=maybe(rng, 0.3, lambda: "van"),
        costs=maybe(rng, 0.2, lambda: {"fixed": rng.randrange(900),
                                       "per_visit": rng.randrange(900),
                                       "per_hour": rng.randrange(7200),
                                       "per_task_hour": rng.randrange(900)}))


def make_job(rng, number, places, days, jobs, vehicles):
    ids = [vehicle["id"] for vehicle in vehicles]
    earlier = list(range(1, number))
    visits = rng.random()
    return keep(
        id=number, location_index=rng.randrange(places),
        service=rng.randrange(3000), setup=rng.choice([0, 100]),
        service_per_type=maybe(rng, 0.1, lambda: {"van": 50}),
        priority=maybe(rng, 0.5, lambda: rng.randrange(10)),
        time_windows=maybe(rng, 0.4, lambda: [window(rng, days)]),
        skills=maybe(rng, 0.2, lambda: [rng.randrange(3)]),
        levels=maybe(rng, 0.2, lambda: {str(rng.randrange(3)):
                                        rng.randrange(3)}),
        tools=maybe(rng, 0.2, lambda: [rng.randrange(3)]),
        parts=maybe(rng, 0.2, lambda: {str(rng.randrange(2)):
                                       rng.randrange(3)}),
        delivery=maybe(rng, 0.3, lambda: [rng.randrange(3)]),
        pickup=maybe(rng, 0.3, lambda: [rng.randrange(3)]),
        due=maybe(rng, 0.3, lambda: [
            {"at": rng.randrange(60000), "cost": rng.choice([0.1, 2]),
             "of": rng.choice(["start", "end"])}]),
        required=maybe(rng, 0.1, lambda: rng.sample(ids, 1)),
        excluded=maybe(rng, 0.1, lambda: rng.sample(ids, 1)),
        preferred=maybe(rng, 0.2, lambda: {str(rng.choice(ids)):
                                           rng.randrange(900)}),
        crew=2 if visits < 0.15 else None,
        days=2 if 0.1 < visits < 0.25 else None,
        after=maybe(rng, 0.2 if earlier else 0, lambda: [
            keep(job=rng.choice(earlier), min=maybe(rng, 0.5, lambda:
                                                    rng.randrange(3000)),
                 max=maybe(rng, 0.5, lambda: 3000 + rng.randrange(9000)))]),
        same_vehicle=maybe(rng, 0.1 if earlier else 0,
                           lambda: rng.choice(earlier)))


def make(rng):
    places, days = rng.randrange(2, 9), rng.randrange(1, 4)
    at = [(rng.randrange(3000), rng.randrange(3000)) for _ in range(places)]
    vehicles = [make_vehicle(rng, n, places, days)
                for n in range(1, rng.randrange(2, 5))]
    jobs = []
    for number in range(1, rng.randrange(2, 13)):
        jobs.append(make_job(rng, number, places, days, jobs, vehicles))
    for one in jobs:
        shifts = [v for v in vehicles if "shifts" not in v]
        if rng.random() < 0.05 and shifts and "after" not in one and \
                "crew" not in one and \
                "days" not in one:
            one["pinned"] = keep(
                vehicle=rng.choice(shifts)["id"],
                start=maybe(rng, 0.5, lambda: rng.randrange(50000)))
    return keep(
        vehicles=vehicles, jobs=jobs,
        shipments=maybe(rng, 0.4, lambda: [
            {"amount": [rng.randrange(3)], "priority": rng.randrange(4),
             "pickup": {"id": n, "location_index": rng.randrange(places),
                        "service": rng.randrange(900)},
             "delivery": keep(id=n, location_index=rng.randrange(places),
                              time_windows=maybe(rng, 0.3, lambda:
                                                 [window(rng)]))}
            for n in range(1, rng.randrange(2, 5))]),
        matrices={"car": {"durations": [
            [abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in at] for a in at]}},
        depot=maybe(rng, 0.5, lambda: rng.randrange(places)),
        balance=maybe(rng, 0.3, lambda: rng.choice([0.25, 2])),
        stability=maybe(rng, 0.5, lambda: rng.randrange(2000)),
        frozen_until=maybe(rng, 0.2, lambda: rng.randrange(40000)))


def faults_of(document, *options):
    """What is wrong with the plan of the document, and the plan."""
    answer, code, out, err = run(document, *options, iterations=300)
    if code != 0 or err:
        return ["exit %d: %s" % (code, err)], out
    with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
        told.write(out)
        told.flush()
        code, verdict, _ = callout(
            "check", *(o for o in options if o.startswith("--initial")),
            "-", told.name, text=json.dumps(document))
    faults = [] if code == 0 else [verdict]
    faults += plan_semantics.faults_of(document, answer)
    if code == 0 and json.loads(verdict)["objective"]["cost"] != \
            answer["summary"]["cost"]:
        faults.append("cost %s: %s" % (answer["summary"]["cost"], verdict))
    return faults, out


def try_one(seed, number):
    rng = random.Random("%d %d" % (seed, number))
    document = make(rng)
    faults = [error.message for error in VALIDATOR.iter_errors(document)]
    found, plan = faults_of(document, "--explain")
    faults += found
    if not faults:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as told:
            told.write(plan)
            told.flush()
            faults += faults_of(document, "--initial=" + told.name,
                                "--threads=2", "--seed=7")[0]
    return document, faults


bad = 0
for seed, n in RARE + [(SEED, n) for n in range(COUNT)]:
    problem, wrong = try_one(seed, n)
    if wrong:
        bad += 1
        print("# SEED=%d, number %d: %s" % (seed, n, json.dumps(problem)))
        for text in wrong:
            print("# " + text[:600])
check(bad == 0, "%d random problems" % COUNT, "%d are wrong" % bad)
end()
