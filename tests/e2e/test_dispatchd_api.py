#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The dispatcher's API: every route, its answers against its description."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, World, case, equal, main,  # noqa: E402
                          wait_for, DAY)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World()
    anybody = world.client()
    answer = anybody.get("/api/v1/openapi.json")
    equal(answer.status, 200, "openapi.json")
    Client.description = Description(answer.json)
    return world


@case
def health_says_ok(world):
    equal(world.client().get("/healthz").text, "ok\n")
    equal(world.client().get("/readyz").text, "ready\n")


@case
def territories_are_those_of_the_user(world):
    def codes(login):
        answer = world.client(login).get("/api/v1/territories")
        equal(answer.status, 200)
        return [t["code"] for t in answer.json["items"]]
    equal(codes("root"), ["N", "S"])
    equal(codes("dora"), ["N"])
    equal(codes("sam"), ["S"])


if __name__ == "__main__":
    main(make_world)
