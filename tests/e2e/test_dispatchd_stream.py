#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The stream of changes: a board that listens stays as the database is."""

import json
import os
import select
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (PASSWORD, Client, Daemon, World, case,  # noqa: E402
                          equal, main, wait_for, DAY)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World(options=["--dispatchd-loops=2"])
    begun(world)
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


class Stream:
    """Server-sent events of one connection, as they come."""

    def __init__(self, world, login="dora", query="", last_id=None,
                 cookie=None, port=None):
        lines = [f"GET /api/v1/stream{query} HTTP/1.1", "Host: localhost",
                 f"Cookie: callout_session={cookie}" if cookie else
                 "Authorization: Bearer " + world.database.keys[login]]
        if last_id:
            lines.append(f"Last-Event-ID: {last_id}")
        self.socket = socket.create_connection(
            ("127.0.0.1", port or world.dispatchd.port), timeout=20)
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        self.data = b""
        while b"\r\n\r\n" not in self.data:
            self.data += self.socket.recv(65536)
        self.head, self.data = self.data.split(b"\r\n\r\n", 1)
        self.status = int(self.head.split()[1])
        self.id = None
        self.events = []

    def pump(self, seconds):
        """Take in what comes within that time; False at the end."""
        if b"\n\n" not in self.data:
            ready, _, _ = select.select([self.socket], [], [], seconds)
            if not ready:
                return True
            piece = self.socket.recv(65536)
            if not piece:
                return False
            self.data += piece
        while b"\n\n" in self.data:
            block, self.data = self.data.split(b"\n\n", 1)
            self.take(block.decode())
        return True

    def take(self, block):
        event, data = None, None
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "id":
                self.id = value
            elif name == "event":
                event = value
            elif name == "data":
                data = json.loads(value)
        if event:
            self.events.append((event, data))

    def until(self, condition, what, seconds=10):
        def ask():
            self.pump(0.05)
            return condition(self.events)
        return wait_for(ask, what, seconds)

    def close(self):
        self.socket.close()


def board(world, login="dora", territory=1, port=None):
    client = Client(port or world.dispatchd.port, world.database.keys[login])
    return client.get(
        f"/api/v1/board?territory={territory}&from={DAY}&to={DAY}").json


def begun(world, port=None):
    """Wait until the daemon's watch knows where the news begin."""
    wait_for(lambda: not board(world, port=port)["id"].endswith(".0"),
             "the watch has begun")


class Copy:
    """A board as a page keeps it: read once, then by the stream alone."""

    def __init__(self, told):
        self.id = told["id"]
        self.visits = {row[0]: row for row in told["visits"]["rows"]}
        self.tray = {row[0]: row for row in told["unplanned"]["rows"]}

    def apply(self, events):
        for event, data in events:
            equal(event, "change")
            for row in data["visits"]:
                self.visits[row[0]] = row
            for gone in data["visits_gone"]:
                self.visits.pop(gone, None)
            for row in data["unplanned"]:
                self.tray[row[0]] = row
            for gone in data["unplanned_gone"]:
                self.tray.pop(gone, None)

    def is_as(self, told):
        return (self.visits == {row[0]: row for row in told["visits"]["rows"]}
                and self.tray == {row[0]: row
                                  for row in told["unplanned"]["rows"]})


def tray(events):
    """The jobs that were told to be unplanned."""
    return [row[0] for _, data in events
            for row in data.get("unplanned", [])]


def assign(world, job, technician, hour, login="dora"):
    return world.client(login).post(
        f"/api/v1/jobs/{job}/assign",
        {"technician": technician, "start": f"{DAY}T{hour}:00:00Z"})


@case
def what_changes_is_told_as_the_board_has_it(world):
    jobs = [world.database.job(title=f"Leak {n}") for n in range(3)]
    copy = Copy(board(world))
    stream = Stream(world, query=f"?after={copy.id}")
    equal(stream.status, 200)
    assert b"Content-Type: text/event-stream" in stream.head, stream.head
    equal(assign(world, jobs[0], 1, 15).status, 200)
    equal(assign(world, jobs[1], 2, 15).status, 200)
    equal(assign(world, jobs[0], 2, 18).status, 200)    # moved
    equal(world.client("dora").post(
        f"/api/v1/jobs/{jobs[2]}/cancel", {"why": "dry"},
        {"If-Match": "*"}).status, 200)
    world.database.job(title="by another door")
    told = board(world)
    seen = []

    def caught_up(events):
        copy.apply(events[len(seen):])
        seen.extend(events[len(seen):])
        return copy.is_as(told)
    stream.until(caught_up, "the copy is as the board")
    stream.close()


@case
def a_commit_is_heard_within_a_second(world):
    stream = Stream(world)
    stream.pump(0.5)
    since = time.monotonic()
    job = world.database.job(title="Now")
    stream.until(lambda events: job in tray(events), "the job is heard of")
    assert time.monotonic() - since < 1, "late"
    stream.close()


@case
def a_board_hears_how_far_a_plan_is(world):
    dora = world.client("dora")
    world.database.job(title="To be planned")
    stream = Stream(world, query=f"?after={board(world)['id']}")
    made = dora.post("/api/v1/proposals", {
        "territory": 1, "day": "2026-11-24", "time_ms": 2000})
    equal(made.status, 202, made)
    plan = made.json["id"]

    def heard(state):
        return [p for _, d in stream.events for p in d["proposals"]
                if (p["id"], p["state"]) == (plan, state)]

    stream.until(lambda events: any(p["progress"] for p in heard("running")),
                 "its progress")
    stream.until(lambda events: heard("ready"), "that it is ready")
    equal(dora.post(f"/api/v1/proposals/{plan}/discard").status, 200)
    stream.until(lambda events: heard("discarded"), "that it is settled")
    stream.close()


@case
def a_board_hears_of_means_and_notices(world):
    dora = world.client("dora")
    stream = Stream(world, query=f"?after={board(world)['id']}")
    equal(dora.patch("/api/v1/technicians/1", {"name": "Ann A."},
                     {"If-Match": "*"}).status, 200)
    stream.until(lambda events: any(d.get("means") for _, d in events),
                 "means has moved")
    means = max(d["means"] for _, d in stream.events if d.get("means"))
    equal(board(world)["means"], means, "the board's own number")
    job = world.database.job(title="Under a shift")
    visit = assign(world, job, 1, 16).json["id"]
    shift = board(world)["technicians"][0]["shifts"][0]["id"]
    equal(dora.delete(f"/api/v1/shifts/{shift}", {"If-Match": "*"}).status,
          204)
    stream.until(lambda events: any(
        n["visits"] == [visit] for _, d in events for n in d["notices"]),
        "the notice is heard")
    notice = next(n["id"] for _, d in stream.events for n in d["notices"]
                  if n["visits"] == [visit])
    equal(dora.post(f"/api/v1/notices/{notice}/seen").status, 200)
    stream.until(lambda events: any(
        notice in d["notices_gone"] for _, d in events), "and that it is seen")
    stream.close()


@case
def a_listener_goes_on_where_she_left_off(world):
    stream = Stream(world)
    first = world.database.job(title="one")
    stream.until(lambda events: events, "the first is heard")
    last_id = stream.id
    stream.close()
    second = world.database.job(title="two")
    other = Stream(world)
    other.until(lambda events: True, "somebody else listens meanwhile")
    again = Stream(world, last_id=last_id)
    again.until(lambda events: second in tray(events), "the second is heard")
    assert first not in tray(again.events), "the first was told twice"
    other.close()
    again.close()


@case
def an_unknown_id_is_a_fresh_start(world):
    for last_id in ("0123456789abcdef.5", "x", board(world)["id"] + "999"):
        stream = Stream(world, last_id=last_id)
        stream.until(lambda events: events, "a reset")
        equal(stream.events[0][0], "reset", last_id)
        stream.close()


@case
def nobody_hears_of_another_territory(world):
    north, south = Stream(world), Stream(world, "sam")
    root = Stream(world, "root", "?territory=2")
    job = world.database.job(title="north")
    far = world.database.job(site=2, title="south")
    north.until(lambda events: events, "the north is heard")
    south.until(lambda events: events, "the south is heard")
    root.until(lambda events: events, "what was asked for is heard")
    for stream, wanted in ((north, job), (south, far), (root, far)):
        stream.pump(0.3)
        equal(set(tray(stream.events)), {wanted})
        stream.close()


@case
def who_may_not_see_boards_may_not_listen(world):
    equal(Stream(world, "ina").status, 403)
    bad = Stream(world, query="?territory=1,x")
    equal(bad.status, 400)
    equal(world.client().get("/api/v1/stream").status, 401)


@case
def a_log_out_ends_the_stream(world):
    answer = world.client().post("/api/v1/session", {
        "login": "pam", "password": PASSWORD})
    cookie = answer.header("Set-Cookie").split(";")[0].split("=", 1)[1]
    world.secret(cookie)
    stream = Stream(world, cookie=cookie)
    equal(stream.status, 200)
    client = Client(world.dispatchd.port, cookie=cookie)
    equal(client.delete("/api/v1/session").status, 204)
    end = time.monotonic() + 25
    while stream.pump(0.5):
        assert time.monotonic() < end, "it goes on"
    stream.close()


@case
def a_great_many_changes_are_a_word(world):
    stream = Stream(world)
    stream.pump(0.3)
    world.database.run(
        "SELECT count(j) FROM generate_series(1, 501) g, LATERAL job_create("
        "NULL, 'test', jsonb_build_object('site', 1, 'type', 'leak', "
        "'title', 'many ' || g)) j;")
    stream.until(lambda events: any("reload" in data for _, data in events),
                 "the board is to be read again")
    stream.close()


@case
def another_daemon_hears_it_too(world):
    other = Daemon(world, "dispatchd")
    wait_for(other.ready, "the other is ready")
    begun(world, other.port)
    stream = Stream(world, port=other.port)
    job = world.client("dora").post("/api/v1/jobs", {
        "site": 1, "type": "leak", "title": "by the first"}).json["id"]
    stream.until(lambda events: job in tray(events), "what the first wrote")
    # Its ids mean nothing here.
    here = Stream(world, last_id=stream.id)
    here.until(lambda events: events, "a reset")
    equal(here.events[0][0], "reset")
    stream.close()
    here.close()
    equal(other.stop(), 0)


@case
def a_drain_ends_the_streams(world):
    other = Daemon(world, "dispatchd")
    wait_for(other.ready, "the other is ready")
    stream = Stream(world, port=other.port)
    equal(stream.status, 200)
    since = time.monotonic()
    equal(other.stop(), 0)
    assert time.monotonic() - since < 5, "the stream kept it"
    while stream.pump(1):
        pass
    stream.close()


if __name__ == "__main__":
    main(make_world)
