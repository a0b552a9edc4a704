#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What devices report and a dispatcher decides: both daemons at once."""

import os
import sys
import threading
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (DAY, Client, World, case, equal,  # noqa: E402
                          main)
from openapi_check import Description  # noqa: E402
from sync_device import Device, Peer, xml  # noqa: E402

ANN, BOB = 1, 2     # both in North, of Dora, who sees no other territory


def make_world():
    world = World(start=("dispatchd", "mobile-sync"))
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    world.hour = 13
    return world


def planned(world, technician=ANN, title="A leak"):
    job = world.database.job(title=title)
    answer = world.client("dora").post(f"/api/v1/jobs/{job}/assign", {
        "technician": technician,
        "start": f"{DAY}T{world.hour}:00:00Z", "override_reason": "test"})
    equal(answer.status, 200, answer)
    world.hour += 1
    return job, answer.json["id"]


def board_count(world):
    return world.client("dora").get(
        f"/api/v1/board?territory=1&from={DAY}&to={DAY}").json["reviews"]


def open_reviews(world, **query):
    more = "".join(f"&{k}={v}" for k, v in query.items())
    return world.client("dora").get(
        f"/api/v1/reviews?territory=1&state=open{more}").json["items"]


def settle(world, review, decision, match=None, **headers):
    return world.client("dora").post(
        f"/api/v1/reviews/{review}/settle",
        {"decision": decision, "note": "so be it"},
        {"If-Match": match or "*", **headers})


@case
def a_conflict_is_settled_once_for_the_technician(world):
    dora = world.client("dora")
    job, visit = planned(world)
    device, before = Device(world, ANN), board_count(world)
    equal(dora.post(f"/api/v1/jobs/{job}/cancel", {"why": "too late"},
                    {"If-Match": "*"}).status, 200)
    equal(device.push(device.status("on_site", visit, 1),
                      device.status("completed", visit, 30, outcome="fixed")),
          ["conflict", "conflict"])
    (head,) = open_reviews(world, job=job)
    equal((head["kind"], head["reports"], head["ours"]["state"],
           head["theirs"]["body"]["outcome"], head["decisions"]),
          ("conflict", 2, "cancelled", "fixed", ["technician", "dispatcher"]))
    equal(board_count(world), before + 1)
    review = dora.get(f"/api/v1/reviews/{head['id']}")
    equal([f["verdict"] for f in review.json["facts"]], ["conflict"] * 2)

    tag = review.header("ETag")
    equal(settle(world, head["id"], "technician", '"1000"').status, 412)
    wrong = settle(world, head["id"], "accept", tag)
    equal((wrong.status, wrong.json["errors"][0]["pointer"]),
          (422, "/decision"))
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    first = settle(world, head["id"], "technician", tag, **key)
    equal((first.status, first.json["state"], first.json["result"]),
          (200, "settled", {"visit": visit, "state": "completed"}))
    again = settle(world, head["id"], "technician", tag, **key)
    equal((again.status, again.header("Idempotency-Replayed")), (200, "true"))
    late = settle(world, head["id"], "dispatcher")
    equal((late.status, late.json["errors"][0]["rule"]), (409, "settled"))
    equal(dora.get(f"/api/v1/jobs/{job}").json["state"], "completed")
    equal(board_count(world), before)

    items = dora.get(f"/api/v1/jobs/{job}/timeline").json["items"]
    equal([i["what"] for i in items if i["source"] == "report"],
          ["status", "status"])
    equal("review.settled" in [i["what"] for i in items], True, items)


@case
def a_proposal_is_accepted(world):
    job, visit = planned(world)
    device = Device(world, ANN)
    equal(device.push(device.mutation(
        '<followup title="The flue" minutes="45">Rust</followup>', visit),
        device.mutation('<address text="Rear entrance"/>', visit)),
        ["applied", "applied"])
    reviews = {r["kind"]: r for r in open_reviews(world, job=job)}
    made = settle(world, reviews["followup"]["id"], "accept")
    equal(made.status, 200, made)
    flue = world.client("dora").get(
        f"/api/v1/jobs/{made.json['result']['job']}").json
    equal((flue["title"], flue["duration_min"]), ("The flue", 45))
    equal(settle(world, reviews["address"]["id"], "refuse").json["result"],
          None)
    equal(open_reviews(world, job=job), [])


@case
def nobody_else_sees_them(world):
    _, visit = planned(world)
    device = Device(world, ANN)
    device.push(device.mutation('<window start="2026-12-01T10:00:00Z" '
                                'end="2026-12-01T12:00:00Z">x</window>',
                                visit))
    review = open_reviews(world)[0]["id"]
    ina = world.client("ina")
    equal(ina.get("/api/v1/reviews").status, 403)
    equal(ina.get(f"/api/v1/reviews/{review}").status, 403)
    equal(world.client("dora").get("/api/v1/reviews/999999").status, 404)


@case
def phones_and_a_dispatcher_at_once(world):
    """Two phones of one technician, one of another, who share a site and a
    contact, and a dispatcher who calls jobs off: nobody waits for ever, each
    report is kept once."""
    visits = [planned(world, ANN if n % 2 else BOB, f"Race {n}")
              for n in range(4)]
    devices = [Device(world, ANN, "phone"), Device(world, ANN, "tablet"),
               Device(world, BOB, "phone")]
    world.database.run("INSERT INTO part (code, name) VALUES ('race', 'x') "
                       "ON CONFLICT DO NOTHING;")
    wrong = []

    def report(device, order):
        peer = Peer(world.mobile_sync.port)
        for round_number in range(6):
            for _, visit in visits[::order]:
                batch = [
                    device.status("on_site" if round_number < 5
                                  else "completed", visit, round_number,
                                  **({} if round_number < 5
                                     else {"outcome": "fixed"})),
                    device.mutation(f'<contact phone="{device.id}"/>', visit,
                                    round_number),
                    device.mutation('<note for="site">n</note>', visit),
                    device.mutation('<part code="race" quantity="1" '
                                    'use="used"/>', visit)]
                for _ in range(2):      # the answer was lost
                    answer = device.send(*batch, peer=peer)
                    if answer.status != 200:
                        wrong.append(answer)
                        return
                if xml(answer)[-1].get("verdict") != "duplicate":
                    wrong.append(answer)

    threads = [threading.Thread(target=report, args=(d, 1 - 2 * (n % 2)))
               for n, d in enumerate(devices)]
    for thread in threads:
        thread.start()
    for job, _ in visits[:2]:
        world.client("dora").post(f"/api/v1/jobs/{job}/cancel",
                                  {"why": "race"}, {"If-Match": "*"})
    for thread in threads:
        thread.join(120)
    equal(wrong, [])
    for device in devices:
        equal(world.database.one(
            "SELECT count(*) || ' ' || max(seq) FROM fact "
            f"WHERE device_id = {device.id};"), "96 96")
    # What was used is gone from the vans, whosever visit it was.
    equal(world.database.one(
        "SELECT sum(quantity) || ' ' || (SELECT sum(k.amount) "
        "FROM technician_part k JOIN part p ON p.id = k.part_id "
        "WHERE p.code = 'race') FROM part_use u JOIN part p "
        "ON p.id = u.part_id WHERE p.code = 'race';"), "72 -72")
    log = world.database.one(
        "SELECT deadlocks FROM pg_stat_database "
        "WHERE datname = current_database();")
    equal(log, "0", "deadlocks")


if __name__ == "__main__":
    main(make_world)
