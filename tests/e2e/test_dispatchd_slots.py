#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Slots for a customer on the phone: offered, held, booked, given back."""

import base64
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, World, case, equal, main,  # noqa: E402
                          wait_for, DAY)
from openapi_check import Description  # noqa: E402

LEAK = {"type": "leak", "place": {"site": 1}}


def make_world():
    world = World()
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def offers(world, ask=None, login="ina"):
    answer = world.client(login).post("/api/v1/slots", ask or LEAK)
    equal(answer.status, 200, answer)
    return answer.json


@case
def slots_are_offered_ranked_and_valued(world):
    found = offers(world, {**LEAK, "per_day": 3})
    equal(found["possible"] > 20, True, found)
    items = found["items"]
    equal([i["cost_s"] for i in items], sorted(i["cost_s"] for i in items))
    equal(items[0]["grade"], "ideal")
    days = [i["from"][:10] for i in items]
    equal(max(days.count(d) for d in days) <= 3, True, days)
    for item in items:
        equal(item["from"] <= item["start"] <= item["to"], True, item)
        equal(item["travel_s"] > 0, True, item)
        equal(len(item["why"]) > 0, True)


@case
def who_is_required_and_what_is_impossible(world):
    only = offers(world, {**LEAK, "technicians": [
        {"technician": 2, "relation": "required"}]})
    equal({i["technician"]["id"] for i in only["items"]}, {2})
    boiler = offers(world, {"type": "boiler", "place": {"site": 1},
                            "rejected": True})
    equal((boiler["items"], boiler["possible"]), ([], 0))
    equal(len(boiler["not_possible"]) > 0, True)
    equal(all(r["why"] for r in boiler["not_possible"]), True)
    for ask, status, pointer in [
            ({"type": "leak"}, 422, "/place"),
            ({**LEAK, "type": "moon"}, 422, "/type"),
            ({**LEAK, "colour": 1}, 400, "/colour")]:
        answer = world.client("ina").post("/api/v1/slots", ask)
        equal((answer.status, answer.json["errors"][0]["pointer"]),
              (status, pointer), answer)


@case
def an_offer_is_held_booked_and_never_given_twice(world):
    client = world.client("ina")
    offer = offers(world)["items"][0]
    path = f"/api/v1/slots/{offer['id']}"
    held = client.post(path + "/hold", {"customer": "Mrs Hill"})
    equal(held.status, 201, held)
    hold = held.json
    equal((hold["technician"], hold["start"], hold["arrival_window"]),
          (offer["technician"]["id"], offer["start"],
           {"from": offer["from"], "to": offer["to"]}))
    equal(held.header("Location"), f"/api/v1/slots/holds/{hold['id']}")
    equal(client.post(path + "/hold").json["id"], hold["id"],
          "the same offer is the same hold")
    day = offer["start"][:10]
    board = world.client("dora").get(
        f"/api/v1/board?territory=1&from={day}").json
    equal([r[0] for r in board["holds"]["rows"]], [hold["id"]])
    # Nobody is offered that time of hers, nor may be put there.
    for other in offers(world, {**LEAK, "technicians": [{
            "technician": hold["technician"], "relation": "required"}]}
            )["items"]:
        equal(other["end"] <= hold["start"] or other["start"] >= hold["end"],
              True, other)
    job = world.database.job(title="In the way")
    answer = world.client("dora").post(
        f"/api/v1/jobs/{job}/assign",
        {"technician": hold["technician"], "start": hold["start"],
         "override_reason": "I want to"})
    equal((answer.status, answer.json["errors"][0]["rule"]),
          (409, "slot_hold"), answer)
    # Whoever saw the hold otherwise does not book it, nor gives it back.
    old = {"If-Match": f'"{hold["version"] + 1}"'}
    for at in (path, f"/api/v1/slots/{hold['id']}"):
        equal(client.post(at + "/book", {"title": "x"}, old).status, 412, at)
    equal(client.delete(f"/api/v1/slots/holds/{hold['id']}",
                         headers=old).status, 412)
    booked = client.post(path + "/book", {"title": "Leak at Mrs Hill's"},
                         {"If-Match": f'"{hold["version"]}"'})
    equal(booked.status, 201, booked)
    visit = booked.json["visit"]
    equal((visit["start"], visit["arrival_window"], visit["pinned"],
           visit["state"]),
          (hold["start"], hold["arrival_window"], False, "dispatched"))
    equal(booked.json["job"]["title"], "Leak at Mrs Hill's")
    equal(booked.json["hold"]["state"], "booked")
    again = client.post(f"/api/v1/slots/{hold['id']}/book", {"title": "x"})
    equal(again.status, 409, again)
    equal(client.delete(f"/api/v1/slots/holds/{hold['id']}").status, 409)


@case
def an_offer_is_booked_without_a_hold(world):
    client = world.client("dora")
    ask = {"type": "leak", "place": {"lat": 42.36, "lon": -71.06},
           "territory": 1}
    offer = offers(world, ask, "dora")["items"][-1]
    path = f"/api/v1/slots/{offer['id']}/book"
    answer = client.post(path, {"title": "New"})
    equal((answer.status, answer.json["errors"][0]["pointer"]),
          (422, "/site"), answer)
    answer = client.post(path, {"title": "New", "site": {"name": "Barn"}})
    equal(answer.status, 201, answer)
    equal(answer.json["job"]["site"]["lat"], 42.36)
    equal(answer.json["visit"]["start"], offer["start"])


@case
def a_job_that_waits_gets_its_slot(world):
    job = world.database.job(title="Waits")
    found = offers(world, {"job": job})
    offer = found["items"][0]
    booked = world.client("ina").post(
        f"/api/v1/slots/{offer['id']}/book", {})
    equal(booked.status, 201, booked)
    equal(booked.json["job"]["id"], job)
    # And may be moved to another one: it is not in its own way.
    other = next(i for i in offers(world, {"job": job})["items"]
                 if i["from"] != offer["from"])
    moved = world.client("ina").post(
        f"/api/v1/slots/{other['id']}/book", {})
    equal(moved.status, 201, moved)
    equal(moved.json["visit"]["id"], booked.json["visit"]["id"])
    equal(moved.json["visit"]["start"], other["start"])


@case
def what_is_gone_is_told_with_fresh_offers(world):
    # Both of them are taken for the whole of a window.
    ask = {**LEAK, "window_min": 60, "grid_min": 60}
    offer = offers(world, ask)["items"][0]
    for technician in (1, 2, 3):
        world.database.sql_run = world.database.run
        world.database.run(
            "INSERT INTO absence (technician_id, during, reason) "
            f"SELECT {technician}, tstzrange(timestamptz '{offer['from']}' "
            f"- interval '1 hour', timestamptz '{offer['to']}' "
            "+ interval '2 hours'), 'other' FROM technician "
            f"WHERE id = {technician};")
    for end in ("hold", "book"):
        answer = world.client("ina").post(
            f"/api/v1/slots/{offer['id']}/{end}",
            {"title": "Gone"} if end == "book" else None)
        equal((answer.status, answer.json["errors"][0]["rule"]),
              (409, "slot_gone"), answer)
        equal(len(answer.json["slots"]) > 0, True)
        equal(any(s["from"] == offer["from"] and s["to"] == offer["to"]
                  for s in answer.json["slots"]), False)
    world.database.run("DELETE FROM absence WHERE reason = 'other';")


@case
def holds_are_given_back_and_run_out(world):
    client = world.client("ina")
    offer = offers(world)["items"][0]
    hold = client.post(f"/api/v1/slots/{offer['id']}/hold").json
    path = f"/api/v1/slots/holds/{hold['id']}"
    equal(client.delete(path).status, 204)
    equal(client.delete(path).status, 204, "twice is no harm")
    equal(client.get(path).json["state"], "released")
    equal(client.post(f"/api/v1/slots/{hold['id']}/book",
                      {"title": "x"}).status, 410)
    hold = client.post(f"/api/v1/slots/{offer['id']}/hold").json
    world.database.run("UPDATE slot_hold SET expires_at = created_at "
                       f"WHERE id = {hold['id']};")
    path = f"/api/v1/slots/holds/{hold['id']}"
    wait_for(lambda: client.get(path).json["state"] == "expired",
             "the chore reaps it")


def far_hold_and_next(world, day):
    """Ann is promised far away until 11:00, and held from 11:30 on. The board
    knows both. Answers the hold."""
    run = world.database.run
    job = world.database.job(title="Far", site=int(world.database.one(
        "INSERT INTO site (customer_id, name, address, lat, lon, territory_id)"
        " VALUES (1, 'Far', '', 42.60, -71.30, 1) RETURNING id;")))
    run("SELECT version FROM job_assign(NULL, 't', "
        f"{job}, 1, '{day} 10:00 America/New_York', "
        f"'{day} 11:00 America/New_York', 0, false, NULL);"
        f"UPDATE visit SET arrival_window = tstzrange("
        f"'{day} 09:00 America/New_York', '{day} 11:00 America/New_York')"
        f" WHERE job_id = {job};")
    hold = world.database.one(
        "INSERT INTO slot_hold (territory_id, technician_id, planned, "
        "arrival_window, site_id, lat, lon, needs, expires_at, created_at) "
        f"SELECT 1, 1, tstzrange(a, a + interval '1 hour'), "
        "tstzrange(a, a + interval '2 hours'), id, lat, lon, '{}', "
        "app_now() + interval '10 min', app_now() FROM site, "
        f"(VALUES (timestamptz '{day} 11:30 America/New_York')) v (a) "
        "WHERE id = 1 RETURNING id;")
    offers(world)       # all of it is on the board by now
    return hold


@case
def who_was_in_the_way_hides_nothing(world):
    """What lies upon a hold is judged no further; so if it has just run out,
    and the board does not know, nothing is written."""
    day = "2026-11-27"
    hold = far_hold_and_next(world, day)
    job = world.database.job(title="Between")

    def assign():
        answer = world.client("dora").post(
            f"/api/v1/jobs/{job}/assign",
            {"technician": 1, "start": f"{day}T16:05:00Z"})
        return answer.status, [e["rule"] for e in answer.json["errors"]]

    equal(assign(), (409, ["slot_hold"]))
    world.database.run(
        "ALTER TABLE slot_hold DISABLE TRIGGER slot_hold_feed_update;"
        "UPDATE slot_hold SET state = 'released', ended_at = app_now() "
        f"WHERE id = {hold};"
        "ALTER TABLE slot_hold ENABLE TRIGGER slot_hold_feed_update;")
    equal(assign(), (409, ["moved"]))
    equal(world.database.one("SELECT count(*) FROM visit WHERE job_id = "
                             f"{job};"), "0")
    world.database.run(f"UPDATE slot_hold SET note = 'x' WHERE id = {hold};")
    wait_for(lambda: assign() == (422, ["time_window"]), "it is judged")


@case
def a_slot_leaves_the_day_as_it_is_written(world):
    """Eve has a break from 11:00 on, and a visit at 11:25. Taken first, the
    break would move the visit by five minutes, and the time until a slot at
    13:00 would do for the drive: but nobody told her."""
    day = "2026-11-26"
    eve = int(world.database.one(
        "INSERT INTO technician (code, name, territory_id, employed, "
        "start_lat, start_lon, end_lat, end_lon) VALUES ('eve', 'Eve', 1, "
        "'[2020-01-01,)', 42.34, -71.08, 42.34, -71.08) RETURNING id;"))
    world.database.run(
        "INSERT INTO technician_skill SELECT "
        f"{eve}, id, 3, '[2020-01-01,)' FROM skill;"
        f"INSERT INTO shift (technician_id, during) VALUES ({eve}, tstzrange("
        f"'{day} 08:00 America/New_York', '{day} 17:00 America/New_York'));"
        "INSERT INTO shift_break SELECT id, tstzrange("
        f"'{day} 11:00 America/New_York', '{day} 14:00 America/New_York'), 30 "
        f"FROM shift WHERE technician_id = {eve};")
    job = world.database.job(title="Before the break", kind="lamp")
    world.database.run(
        f"SELECT version FROM job_assign(NULL, 't', {job}, {eve}, "
        f"'{day} 11:25 America/New_York', '{day} 12:25 America/New_York', 0, "
        "false, NULL);")
    items = offers(world, {
        **LEAK, "place": {"lat": 42.30, "lon": -71.15}, "territory": 1,
        "technicians": [{"technician": eve, "relation": "required"}],
        "from": f"{day}T18:00:00Z", "to": f"{day}T22:00:00Z"})["items"]
    equal(len(items) > 0, True)
    client = world.client("dora")
    for item in items:
        equal(client.post(f"/api/v1/slots/{item['id']}/hold").status, 201)
        path = f"/api/v1/jobs/{job}/candidates?at={day}T16:25:00Z"
        own = next(c for c in client.get(path).json["candidates"]
                   if c["technician"] == eve)
        equal((own["broken"], own["moves"]), ([], []), item)


@case
def ids_that_nobody_gave_are_not_found(world):
    def offer(*what):
        return "s1-" + base64.urlsafe_b64encode(
            json.dumps(what).encode()).decode().rstrip("=")
    for slot in ("x", "s1-", "s1-x", "0", "s1-" + "A" * 5000,
                 offer(LEAK, 1, 2, 3), offer(1, 1, 2, 1, 3),
                 offer(LEAK, 1, 5, 1, 3), offer(LEAK, 0, 2, 1, 3)):
        for end in ("hold", "book"):
            answer = world.client("ina").post(
                f"/api/v1/slots/{slot}/{end}",
                {"title": "x"} if end == "book" else None)
            equal(answer.status, 404, (slot[:20], end, answer.text))
    answer = world.client("ina").post(
        "/api/v1/slots/" + offer(LEAK, 1, 1000, 900, 2000) + "/hold")
    equal(answer.status, 409, "long past")


@case
def a_plan_keeps_the_promise(world):
    client = world.client("dora")
    offer = offers(world, {**LEAK, "to": f"{DAY}T23:00:00Z",
                           "from": f"{DAY}T05:00:00Z"})["items"][-1]
    equal(offer["from"][:10], DAY)
    visit = client.post(f"/api/v1/slots/{offer['id']}/book",
                        {"title": "Promised"}).json["visit"]
    for n in range(12):
        world.database.job(title=f"More {n}", priority=1)
    answer = client.post("/api/v1/proposals", {"territory": 1, "day": DAY})
    path = answer.header("Location")
    wait_for(lambda: client.get(path).json["state"] != "running", "a plan")
    equal(client.post(path + "/accept").status, 200)
    after = client.get(f"/api/v1/visits/{visit['id']}").json
    equal(after["state"], "dispatched")
    equal(offer["from"] <= after["start"] <= offer["to"], True, after)


if __name__ == "__main__":
    main(make_world)
