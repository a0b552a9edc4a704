#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a device hears at once: polls that wait, events, answers from memory."""

import hashlib
import os
import re
import signal
import socket
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (NOW, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for)
from sync_device import Device, Peer, problem, xml  # noqa: E402
import dcz                                          # noqa: E402
import twelve_jobs                                  # noqa: E402


def make_world():
    world = World(start=("mobile-sync",), options=("--log-level=debug",))
    world.slot = 0
    return world


def assign(world, technician=1):
    """A dispatched visit of its own hour; its id."""
    job = world.database.job()
    world.slot += 1
    hours = 24 * 30 + 2 * world.slot
    return int(world.database.one(
        f"SELECT version FROM job WHERE id = {job} \\gset\n"
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, "
        f"{technician}, timestamptz '{NOW}' + interval '{hours} hours', "
        f"timestamptz '{NOW}' + interval '{hours + 1} hours', 600, false, "
        ":version, 'test');"))


def figure(world, name):
    text = Peer(world.mobile_sync.port).ask("GET", "/metrics").text
    return int(re.search(rf"^callout_{name} (\d+)$", text, re.M).group(1))


def poll(device, wait=None, known=True):
    wanted = f"&wait={wait}" if wait else ""
    return device.get(f"/sync?since={device.cursor}{wanted}",
                      If_None_Match=f'"{device.cursor}"' if known else None)


class Waiting:
    """A poll that waits, on a connection and a thread of its own."""

    def __init__(self, device, wait=50, known=True):
        self.device, self.wait, self.known = device, wait, known
        self.answer = None
        self.thread = threading.Thread(target=self.run)
        before = figure(device.world, "devices_waiting")
        self.begun = time.monotonic()
        self.thread.start()
        wait_for(lambda: self.answer or
                 figure(device.world, "devices_waiting") > before, "waiting")

    def run(self):
        peer = Peer(self.device.world.mobile_sync.port, timeout=70)
        headers = {"If_None_Match": f'"{self.device.cursor}"'} \
            if self.known else {}
        self.answer = peer.ask(
            "GET", f"/sync?since={self.device.cursor}&wait={self.wait}",
            Authorization=f"Bearer {self.device.token}",
            Callout_Contract=self.device.spoken(), **headers)

    def end(self, seconds=10):
        """The answer, and how long it took."""
        self.thread.join(seconds)
        if self.answer is None:
            raise AssertionError("it still waits")
        return self.answer, time.monotonic() - self.begun


class Stream:
    """GET /events, as it comes."""

    def __init__(self, device, port=None, **headers):
        self.text = ""
        self.socket = socket.create_connection(
            ("127.0.0.1", port or device.world.mobile_sync.port))
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n"
                       for name, value in headers.items())
        self.socket.sendall(
            (f"GET /events HTTP/1.1\r\nHost: x\r\n{more}"
             f"Authorization: Bearer {device.token}\r\n\r\n").encode())
        self.over = False

    def read(self, seconds=0.05):
        self.socket.settimeout(seconds)
        try:
            piece = self.socket.recv(65536)
            self.over = self.over or not piece
            self.text += piece.decode()
        except (TimeoutError, socket.timeout):
            pass
        except ConnectionError:
            self.over = True
        return self.text

    def versions(self):
        return re.findall(r"^data: (.*)$", self.read(), re.M)

    def await_version(self, version):
        wait_for(lambda: version in self.versions(), version, 5)

    def await_end(self):
        wait_for(lambda: self.read() is not None and self.over, "its end", 5)

    def close(self):
        self.socket.close()


# --- from memory ------------------------------------------------------------

@case
def an_empty_poll_is_answered_from_memory(world):
    assign(world)
    device = Device(world)
    device.pull()

    def known():
        before = figure(world, "pulls_known_total")
        answer = poll(device)
        equal((answer.status, answer.body), (304, b""))
        equal(answer.header("ETag"), f'"{device.cursor}"')
        return figure(world, "pulls_known_total") > before

    wait_for(known, "an answer from memory")
    asked = figure(world, "pulls_total")
    for _ in range(20):
        equal(poll(device).status, 304)
    equal(figure(world, "pulls_total") - asked, 0, "pulls by the database")


@case
def who_does_not_say_what_it_has_is_told_by_the_database(world):
    device = Device(world)
    device.pull()
    for _ in range(5):
        visit = assign(world)
        device.pull()
        equal(visit in device.sheets, True)


@case
def a_poll_after_a_push_sees_what_came_of_it(world):
    visit = assign(world)
    device = Device(world)
    device.pull()
    for step in ("accepted", "en_route", "on_site", "paused", "on_site"):
        wait_for(lambda: poll(device).status == 304, "quiet")
        more = {"reason": "parts"} if step == "paused" else {}
        equal(device.push(device.status(step, visit, **more)), ["applied"])
        answer = poll(device)
        equal(answer.status, 200, step)
        device.apply(xml(answer))


@case
def a_change_ends_the_answers_from_memory(world):
    device = Device(world)
    device.pull()
    wait_for(lambda: poll(device).status == 304, "quiet")
    assign(world)
    begun = time.monotonic()
    wait_for(lambda: poll(device).status == 200, "the change", 2)
    late = time.monotonic() - begun
    equal(late < 1.5, True, f"after {late:.1f} s")


# --- polls that wait --------------------------------------------------------

@case
def a_poll_waits_for_a_change(world):
    device = Device(world)
    device.pull()
    for known in (True, False):
        waiting = Waiting(device, known=known)
        time.sleep(0.2)
        equal(waiting.answer, None)
        visit = assign(world)
        answer, _ = waiting.end(5)
        equal(answer.status, 200)
        device.apply(xml(answer))
        equal(visit in device.sheets, True)
    # What is there already is not waited for.
    device.cursor = None
    answer = device.get("/sync?wait=50")
    equal((answer.status, len(xml(answer)) > 0), (200, True))


@case
def an_empty_scope_waits_for_its_first_change(world):
    """Its version is above 0: it had visits, or a backup was restored."""
    world.database.run(
        "UPDATE feed_scope SET version = version + 57, floor = version + 57 "
        "WHERE kind = 'technician' AND object_id = 2;")
    for contract in (1, 2):
        device = Device(world, 2, contract=contract)
        before = figure(world, "pulls_total")
        answer = device.get("/sync?wait=2")
        equal((answer.status, len(xml(answer))), (200, 0))
        device.apply(xml(answer))
        equal(int(device.cursor.split(".")[1]) >= 57, True)
        equal(poll(device, wait=1).status, 304)
        # One as each begins, one as its time is over.
        equal(figure(world, "pulls_total") - before <= 4, True)
    waiting = Waiting(device)
    visit = assign(world, 2)
    device.apply(xml(waiting.end(5)[0]))
    equal(visit in device.sheets, True)


@case
def its_time_ends_a_poll(world):
    device = Device(world)
    device.pull()
    begun = time.monotonic()
    answer = poll(device, wait=1)
    equal((answer.status, answer.header("ETag")),
          (304, f'"{device.cursor}"'))
    answer = poll(device, wait=1, known=False)
    equal((answer.status, len(xml(answer))), (200, 0))
    device.apply(xml(answer))
    took = time.monotonic() - begun
    equal(2 <= took < 6, True, f"{took:.1f} s")


@case
def what_cannot_be_waited_for_is_named(world):
    device = Device(world)
    for wait in ("0", "56", "-1", "1.5", "x", ""):
        answer = device.get(f"/sync?wait={wait}")
        equal(problem(answer, 400)["errors"][0]["pointer"], "/wait", wait)


@case
def another_ones_change_wakes_nobody(world):
    device = Device(world)
    device.pull()
    waiting = Waiting(device, wait=2)
    for _ in range(3):
        assign(world, 2)
    answer, took = waiting.end()
    equal((answer.status, took > 1.9), (304, True))


@case
def a_client_that_went_is_forgotten(world):
    device = Device(world)
    device.pull()
    wait_for(lambda: figure(world, "devices_waiting") == 0, "nobody waits")
    request = (f"GET /sync?since={device.cursor}&wait=50 HTTP/1.1\r\nHost: x"
               f"\r\nAuthorization: Bearer {device.token}\r\n\r\n").encode()
    for end in (socket.socket.close,
                lambda gone: gone.shutdown(socket.SHUT_WR)):
        with socket.create_connection(
                ("127.0.0.1", world.mobile_sync.port)) as gone:
            gone.sendall(request)
            wait_for(lambda: figure(world, "devices_waiting") == 1, "waiting")
            end(gone)
            wait_for(lambda: figure(world, "devices_waiting") == 0, "gone")
            # One that only sends no more is answered.
            if gone.fileno() >= 0:
                gone.settimeout(5)
                equal(gone.recv(12)[:9], b"HTTP/1.1 ")
    waiting = Waiting(device)
    assign(world)
    equal(waiting.end()[0].status, 200)


# --- events -----------------------------------------------------------------

@case
def events_say_the_version_and_nothing_else(world):
    device = Device(world)
    device.pull()
    stream = Stream(device)
    stream.await_version(device.cursor)
    equal(" 200 OK" in stream.text and
          "Content-Type: text/event-stream" in stream.text, True, stream.text)
    for _ in range(3):
        assign(world)
        device.pull()
        stream.await_version(device.cursor)
    body = stream.text.split("\r\n\r\n", 1)[1]
    equal(re.sub(r"event: version\ndata: \d+\.\d+\n\n", "", body),
          "retry: 3000\n")
    stream.close()


@case
def a_last_event_id_does_no_harm(world):
    device = Device(world)
    device.pull()
    for last in ("1.1", "99.99999999", "", "x" * 500, "1.-1"):
        stream = Stream(device, Last_Event_ID=last)
        stream.await_version(device.cursor)
        stream.close()


@case
def the_third_request_of_a_device_ends_the_first(world):
    wait_for(lambda: figure(world, "devices_waiting") == 0, "nobody waits")
    device = Device(world)
    other = Device(world)
    device.pull()
    others = Stream(other)
    others.await_version(device.cursor)
    waiting = Waiting(device)
    second = Stream(device)
    second.await_version(device.cursor)
    third = Stream(device)
    third.await_version(device.cursor)
    equal(waiting.end(5)[0].status, 304)
    fourth = Stream(device)
    fourth.await_version(device.cursor)
    second.await_end()
    assign(world)
    device.pull()
    for stream in (third, fourth, others):
        stream.await_version(device.cursor)
        equal(stream.over, False)
        stream.close()
    wait_for(lambda: figure(world, "devices_waiting") == 0, "all have gone")


# --- dictionaries -----------------------------------------------------------

def dictionary_of(device):
    """As an answer's Link names it; its bytes."""
    answer = device.get("/sync", Accept_Encoding="gzip, dcz")
    equal(answer.header("Content-Encoding"), "gzip")
    path = re.fullmatch(r'<(/dictionary/[0-9a-f]{64})>; '
                        'rel="compression-dictionary"',
                        answer.header("Link")).group(1)
    answer = Peer(device.world.mobile_sync.port).ask("GET", path)
    equal(answer.status, 200)
    equal(answer.header("Use-As-Dictionary"), 'match="/*"')
    equal("immutable" in answer.header("Cache-Control"), True)
    return path, answer.body


@case
def a_day_of_twelve_jobs_comes_in_2_kb(world):
    world.database.run("DELETE FROM visit WHERE technician_id = 2;"
                       + twelve_jobs.sql(2, "2026-12-08"))
    device = Device(world, 2)
    plain = device.get("/sync", Accept_Encoding="identity")
    path, dictionary = dictionary_of(device)
    equal(hashlib.sha256(dictionary).hexdigest(), path[-64:])
    answer = device.get("/sync", Accept_Encoding="gzip, dcz",
                        Available_Dictionary=dcz.available(dictionary))
    equal(answer.header("Content-Encoding"), "dcz")
    equal(answer.header("Vary"), "Accept-Encoding, Available-Dictionary")
    equal(answer.header("Link"), None)
    equal(dcz.inflate(answer.body, dictionary), plain.body)
    zipped = device.get("/sync", Accept_Encoding="gzip")
    print(f"# {len(xml(plain))} sheets: {len(plain.body)} bytes, gzip "
          f"{len(zipped.body)}, dcz {len(answer.body)}")
    equal(len(answer.body) <= 2048, True, len(answer.body))
    # The cursor is the same, whatever came.
    cursor = plain.header("ETag").strip('"')
    equal(answer.header("ETag"), f'"{cursor}-dcz"')
    equal(zipped.header("ETag"), f'"{cursor}-gzip"')
    device.cursor = cursor
    for tag in (cursor, cursor + "-gzip", cursor + "-dcz"):
        answer = device.get(f"/sync?since={cursor}", If_None_Match=f'"{tag}"')
        equal((answer.status, answer.header("ETag")), (304, f'"{tag}"'))


@case
def who_offers_no_or_another_dictionary_gets_gzip(world):
    device = Device(world, 2)
    path, dictionary = dictionary_of(device)
    ours = dcz.available(dictionary)
    for accept, known, coding in (
            ("dcz", None, None), ("dcz;q=0, gzip", ours, "gzip"),
            ("gzip, dcz", dcz.available(b"another one"), "gzip"),
            ("gzip, dcz", ours.strip(":"), "gzip"), ("*", ours, "gzip"),
            ("gzip, DCZ;q=1.0", ours, "dcz"), ("dcz", ours, "dcz")):
        answer = device.get("/sync", Accept_Encoding=accept,
                            Available_Dictionary=known)
        equal((answer.status, answer.header("Content-Encoding")),
              (200, coding), (accept, known))
    answer = Peer(world.mobile_sync.port).ask("GET", path[:-1] + "g")
    problem(answer, 404)


# --- ends -------------------------------------------------------------------

@case
def a_revoked_device_no_longer_waits(world):
    device, other = Device(world), Device(world)
    device.pull()
    other.pull()
    stream, others = Stream(device), Stream(other)
    stream.await_version(device.cursor)
    others.await_version(device.cursor)
    waiting = Waiting(device)
    begun = time.monotonic()
    world.database.run(f"SELECT device_revoke(1, 'test', {device.id}) "
                       "\\g /dev/null")
    answer, _ = waiting.end(5)
    equal(problem(answer, 401)["errors"][0]["rule"], "revoked")
    stream.await_end()
    took = time.monotonic() - begun
    equal((took < 5, others.over), (True, False), f"{took:.1f} s")
    others.close()


@case
def another_epoch_is_told_to_all(world):
    device, second = Device(world), Device(world)
    device.pull()
    second.pull()
    stream = Stream(device)
    stream.await_version(device.cursor)
    waiting = Waiting(device)
    wait_for(lambda: poll(second).status == 304, "quiet")
    world.database.run("UPDATE organisation SET epoch = epoch + 7;")
    answer, _ = waiting.end(5)
    equal((answer.status, "<reset" in answer.text), (410, True), answer)
    wait_for(lambda: poll(second).status == 410, "its cursor is refused", 5)
    device.cursor = None
    device.sheets = {}
    device.pull()
    stream.await_version(device.cursor)
    stream.close()


@case
def the_daemon_does_not_wait_for_those_who_wait(world):
    daemon = world.mobile_sync
    device = Device(world)
    device.pull()
    waiting, stream = Waiting(device), Stream(device)
    stream.await_version(device.cursor)
    begun = time.monotonic()
    daemon.signal(signal.SIGTERM)
    answer, _ = waiting.end(5)
    equal((answer.status, answer.header("Connection")), (304, "close"))
    stream.await_end()
    equal(daemon.stop(), 0)
    took = time.monotonic() - begun
    equal(took < 5, True, f"{took:.1f} s")
    world.mobile_sync = Daemon(world, "mobile-sync")
    wait_for(world.mobile_sync.ready, "ready")


if __name__ == "__main__":
    main(make_world)
