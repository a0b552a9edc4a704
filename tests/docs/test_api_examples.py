#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/API.md: its examples run, in order, and reach every route."""

import json
import os
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

from callout_test import (DAY, PASSWORD, Daemon, World, case, equal,  # noqa
                          main)
from pages import blocks, read, run_blocks  # noqa: E402

PAGE = "docs/API.md"


def make_world():
    """As the demo leaves it: a demo.json, and jobs."""
    # Long enough that an example can cancel a run that is under way, on a busy
    # machine, too.
    world = World(options=["--planner-time-ms=5000"])
    world.mobile_sync = Daemon(world, "mobile-sync")
    database = world.database
    for number in range(3):
        database.job(title=f"Leak {number}")
    os.makedirs(os.path.join(world.folder, ".demo"))
    with open(os.path.join(world.folder, ".demo/demo.json"), "w",
              encoding="utf-8") as file:
        json.dump({"dispatchd": f"http://127.0.0.1:{world.dispatchd.port}",
                   "mobile_sync":
                   f"http://127.0.0.1:{world.mobile_sync.port}",
                   "login": "root", "password": PASSWORD,
                   "api_key": database.keys["root"]}, file)
    return world


@case
def every_example_works(world):
    examples = blocks(read(PAGE), "sh")
    assert len(examples) > 15, "the page has lost its examples"
    went, output = run_blocks(examples, world.folder, DAY=DAY)
    for line, _ in examples:
        if line not in went:
            raise AssertionError(f"{PAGE}:{line} failed:\n{output[-4000:]}")
    assert "\n410\n" in output, f"no revoked link:\n{output}"


@case
def the_examples_reach_every_route(world):
    figures = world.client().get("/metrics").text
    well = set(re.findall(r'callout_http_requests_total\{method="(\w+)",'
                          r'route="([^"]+)",status="2xx"\}', figures))
    paths = world.client().get("/api/v1/openapi.json").json["paths"]
    described = {(method.upper(), path) for path, methods in paths.items()
                 for method in methods}
    # /metrics itself is counted when its answer is out.
    equal(described - well, set(), f"routes without an example in {PAGE}")


@case
def the_problem_is_as_shown(world):
    shown = re.search(r"^    (\{.*?\}\]\})$", read(PAGE), re.M | re.S)
    wanted = json.loads(shown.group(1))
    got = world.client("root").get("/api/v1/jobs?stat=open").json
    got["request_id"] = wanted["request_id"]
    equal(got, wanted)


if __name__ == "__main__":
    main(make_world)
