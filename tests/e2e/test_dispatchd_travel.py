#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Travel times by a road router: asked in the background, kept, planned by; and
what is said while it is away."""

import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Daemon, World, case, equal, main,  # noqa: E402
                          wait_for, DAY)
from fake_osrm import FakeOsrm  # noqa: E402

ANN, BOB = 1, 2


def site(world, lat, lon):
    """A site in the territory N."""
    return int(world.database.one(
        "INSERT INTO site (customer_id, territory_id, name, lat, lon) VALUES "
        f"(1, 1, 'A place', {lat}, {lon}) RETURNING id;"))


def make_world():
    """Ann lives east of the river, Bob west of it; the job is west of it, and
    nearer to Ann by the crow."""
    world = World()
    world.osrm = FakeOsrm()
    world.url = world.osrm.url
    world.site = site(world, 42.355, -71.0772)
    world.job = world.database.job(site=world.site)
    return world


def restart(world, url=None, now=None, options=()):
    world.dispatchd.stop()
    # The clock of the next one begins anew.
    world.database.run("DELETE FROM travel_turn;")
    extra = ["--travel-provider=osrm", f"--travel-url={url or world.url}",
             "--travel-every-s=1", "--travel-pause-ms=0",
             "--travel-timeout-ms=400", *options]
    world.dispatchd = Daemon(world, "dispatchd", extra,
                             **({"now": now} if now else {}))
    wait_for(world.dispatchd.ready, "ready again")


def plan(world, job):
    """Who should go there, and what the plan says of travel."""
    client = world.client("dora")
    path = client.post("/api/v1/proposals",
                       {"territory": 1, "day": DAY}).header("Location")
    wait_for(lambda: client.get(path).json["state"] != "running", "a plan")
    found = client.get(path).json
    equal(found["state"], "ready", found)
    client.post(path + "/discard")
    return ([v["technician"] for v in found["visits"] if v["job"] == job],
            found["summary"]["travel"])


def metric(world, name):
    text = world.client().get("/metrics").text
    return int(re.search(rf"^callout_{name} (\d+)$", text, re.M)[1])


def failing(world):
    return world.database.one("SELECT failing FROM travel_setting;")


def unknown(world):
    return int(world.database.one(
        "SELECT count(*) FROM travel_places(1) WHERE NOT known;"))


@case
def by_the_crow_the_nearer_one_goes(world):
    who, travel = plan(world, world.job)
    equal(who, [ANN])
    equal(travel, {"provider": "crow", "known": 0, "estimated": 2,
                   "failing": None})
    equal(world.osrm.asked, [])


@case
def by_road_it_is_the_one_on_this_bank(world):
    restart(world)
    wait_for(lambda: "event=travel_learnt territory=1"
             in world.dispatchd.text().replace('"', ""), "ways are learnt")
    who, travel = plan(world, world.job)
    equal(who, [BOB])
    equal(travel, {"provider": "osrm", "known": 2, "estimated": 0,
                   "failing": None})
    equal(world.osrm.wrong, [])
    equal({profile for profile, _ in world.osrm.asked}, {"driving"})
    candidates = world.client("dora").get(
        f"/api/v1/jobs/{world.job}/candidates").json
    equal(candidates["candidates"][0]["technician"]["id"]
          if isinstance(candidates["candidates"][0]["technician"], dict)
          else candidates["candidates"][0]["technician"], BOB,
          "the desk has the new times")
    equal(metric(world, "travel_failing"), 0)
    equal(metric(world, "travel_ways_total") > 0, True)


@case
def what_is_known_is_not_asked_again(world):
    world.osrm.stop()
    count = len(world.osrm.asked)
    restart(world)
    who, travel = plan(world, world.job)
    equal(who, [BOB])
    equal(travel["known"], 2)
    equal(travel["failing"], None)
    equal(len(world.osrm.asked), count)
    equal("travel_provider_fails" in world.dispatchd.text(), False)


@case
def while_it_is_away_plans_are_made_and_say_so(world):
    """Nobody listens there."""
    world.other = world.database.job(site=site(world, 42.37, -71.05))
    wait_for(lambda: metric(world, "travel_failing") == 1, "it is noticed")
    wait_for(lambda: failing(world), "it is kept")
    who, travel = plan(world, world.other)
    equal(who, [ANN])
    equal(travel["provider"], "osrm")
    equal(travel["estimated"] > 0, True, travel)
    equal(re.search(r"127\.0\.0\.1:\d+: ", travel["failing"]) is not None,
          True, travel)
    equal(world.dispatchd.text().count("event=travel_provider_fails"), 1,
          "said once")


# How it goes wrong, and what is said.
WRONG = [("slow", "no answer in time"), ("drip", "no answer in time"),
         ("error", "HTTP 500"), ("too_big", "HTTP 400 TooBig"),
         ("garbage", "no JSON"), ("no_http", "127"),
         ("truncated", "closed before the end"), ("huge", "too long"),
         ("wrong_size", "number of rows"), ("negative", "something else"),
         ("text", "something else"), ("redirect", "HTTP 302")]


@case
def whatever_it_answers_is_noticed(world):
    for mode, words in WRONG:
        fake = FakeOsrm(mode)
        restart(world, fake.url)
        wait_for(lambda: words in (failing(world) or "")  # noqa: B023
                 and fake.asked,  # noqa: B023
                 f"{mode}: {words!r}, not {failing(world)!r}")
        fake.stop()
        equal(unknown(world) > 0, True, mode)
    equal(int(world.database.one("SELECT count(*) FROM travel_time WHERE "
                                 "seconds < 0 OR seconds > 3601;")), 0)


@case
def dispatchers_are_told_when_it_is_away_for_long(world):
    dead = FakeOsrm()
    dead.stop()
    restart(world, dead.url, now="2026-11-23T12:20:00Z")
    notices = wait_for(lambda: [
        n for n in world.client("dora").get("/api/v1/notices").json["items"]
        if n["kind"] == "travel"], "a notice")
    equal(len(notices), 1)
    equal("OSRM" in notices[0]["text"], True, notices)


@case
def back_again_it_is_asked_for_what_is_missing(world):
    fake = FakeOsrm("no_metres")
    restart(world, fake.url)
    wait_for(lambda: unknown(world) == 0, "all is known")
    equal(failing(world), "")
    who, travel = plan(world, world.other)
    equal((who, travel["failing"], travel["estimated"]), ([ANN], None, 0))
    fake.stop()


@case
def where_no_road_leads_the_plan_estimates(world):
    island = world.database.job(site=site(world, 42.29, -71.06))
    fake = FakeOsrm()
    restart(world, fake.url)
    wait_for(lambda: unknown(world) == 0, "all is asked for")
    equal(int(world.database.one(
        "SELECT count(*) FROM travel_time WHERE seconds IS NULL;")) > 0, True)
    who, travel = plan(world, island)
    equal(len(who), 1)
    equal(travel["estimated"] > 0, True, travel)
    fake.stop()
    # A place far from any road is not asked for again and again.
    site_id = site(world, 42.28, -71.02)
    world.database.job(site=site_id)
    fake = FakeOsrm("no_segment")
    restart(world, fake.url)
    wait_for(lambda: unknown(world) == 0, "it is given up")
    equal(failing(world), "")
    fake.stop()


@case
def many_places_are_asked_for_in_small_tables(world):
    world.database.run(
        "INSERT INTO site (customer_id, territory_id, name, lat, lon) SELECT "
        "1, 1, 'p' || n, 42.31 + 0.001 * (n % 17), -71.06 + 0.0013 * n "
        "FROM generate_series(1, 60) n;"
        "SELECT job_create(NULL, 'test', json_build_object('site', id, 'type',"
        " 'leak', 'title', 'x')::jsonb) FROM site WHERE name LIKE 'p%'"
        " \\g /dev/null\n")
    fake = FakeOsrm(max_table=20)
    restart(world, fake.url, options=["--travel-max-table=20"])
    wait_for(lambda: unknown(world) == 0, "all is known", 20)
    equal(fake.wrong, [])
    equal(max(len(points) for _, points in fake.asked) <= 20, True)
    lacking = world.database.one(
        "SELECT count(*) FROM site s WHERE s.name LIKE 'p%' AND (SELECT "
        "count(*) FROM travel_time t WHERE t.from_cell = "
        "travel_cell(s.lat, s.lon)) < 15;")
    equal(int(lacking), 0)
    fake.stop()


@case
def what_cannot_be_configured_is_said(world):
    for options, words in ((["--travel-provider=osrm"], "travel.url"),
                           (["--travel-profile=../x"], "travel.profile"),
                           (["--travel-max-table=5"], "max_table")):
        try:
            Daemon(world, "dispatchd", options)
            raise SystemExit(f"{options} did not matter")
        except AssertionError as error:
            equal("ended with" in str(error) and words in
                  str(error).replace("-", "_").replace("_table", "_table"),
                  True, error)
        world.daemons.pop()


if __name__ == "__main__":
    main(make_world)
