#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Idempotency-Key: each write is done once, however often it is sent, also
when the connection, the daemon or the database's connection is lost between
the commit and the reply."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for, DAY, PASSWORD)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World()
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def new_key():
    return {"Idempotency-Key": f'"{uuid.uuid4()}"'}


LEAK = {"site": 1, "type": "leak", "title": "Once"}


def count(world, title):
    return int(world.database.one(
        f"SELECT count(*) FROM job WHERE title = '{title}'"))


def same(first, again):
    """Byte for byte, and with the headers that mean something."""
    equal(again.header("Idempotency-Replayed"), "true", again)
    equal(first.header("Idempotency-Replayed"), None)
    equal((again.status, again.text), (first.status, first.text))
    for name in ("Location", "ETag", "Content-Type", "Cache-Control"):
        equal(again.header(name), first.header(name), name)


@case
def a_job_is_made_once(world):
    dora, key = world.client("dora"), new_key()
    body = {**LEAK, "title": "Made once", "description": "\u00e9 \"x\"\n\\u"}
    first = dora.post("/api/v1/jobs", body, key)
    equal(first.status, 201, first)
    for _ in range(3):
        same(first, dora.post("/api/v1/jobs", body, key))
    equal(count(world, "Made once"), 1)
    bare = {"Idempotency-Key": key["Idempotency-Key"].strip('"')}
    same(first, dora.post("/api/v1/jobs", body, bare))
    equal(dora.post("/api/v1/jobs", body, new_key()).status, 201)
    equal(count(world, "Made once"), 2)


@case
def another_request_with_the_key_is_refused(world):
    dora, key = world.client("dora"), new_key()
    first = dora.post("/api/v1/jobs", LEAK, key)
    path = first.header("Location")
    for method, where, body in [
            ("POST", "/api/v1/jobs", {**LEAK, "priority": 1}),
            ("POST", path + "/cancel", {"why": "x"}),
            ("PATCH", path, {"title": "Once"})]:
        answer = dora.request(method, where, body, {"If-Match": "*", **key})
        equal((answer.status, answer.json["errors"][0]["rule"]),
              (422, "idempotency_key"), answer)
    equal(dora.get(path).json["version"], first.json["version"])
    # Keys are of one user.
    equal(world.client("tom").post("/api/v1/jobs", {**LEAK, "priority": 1},
                                   key).status, 201)


@case
def bad_keys_are_refused_and_reads_have_none(world):
    dora = world.client("dora")
    for bad in ('""', '"a', 'a"b', '"a", "b"', "a b", "x" * 256, '"\\x"'):
        answer = dora.post("/api/v1/jobs", LEAK, {"Idempotency-Key": bad})
        equal((answer.status, answer.json["errors"][0]["rule"]),
              (400, "idempotency_key"), bad)
    for good in ("k", '"a \\"b\\" \\\\"', "x" * 255, "a.b-c_d~e/f:g"):
        equal(dora.post("/api/v1/jobs", LEAK,
                        {"Idempotency-Key": good}).status, 201, good)
    for _ in range(2):
        answer = dora.get("/api/v1/jobs", {"Idempotency-Key": "k"})
        equal((answer.status, answer.header("Idempotency-Replayed")),
              (200, None))


@case
def a_refusal_is_not_kept(world):
    dora, key = world.client("dora"), new_key()
    bad = {**LEAK, "title": "Mended", "type": "nothing"}
    equal(dora.post("/api/v1/jobs", bad, key).status, 422)
    equal(dora.post("/api/v1/jobs", {**bad, "type": "leak"}, key).status, 201)
    equal(dora.post("/api/v1/jobs", {**bad, "type": "leak"}, key).header(
        "Idempotency-Replayed"), "true")
    equal(count(world, "Mended"), 1)


@case
def every_kind_of_write_is_done_once(world):
    dora = world.client("dora")
    job = dora.post("/api/v1/jobs", LEAK).json["id"]
    path = f"/api/v1/jobs/{job}"

    def twice(method, where, body=None, if_match=False):
        headers = new_key()
        if if_match:
            headers["If-Match"] = dora.get(where.replace(
                "/cancel", "")).header("ETag")
        first = dora.request(method, where, body, headers)
        equal(first.status // 100, 2, first)
        same(first, dora.request(method, where, body, headers))
        return first
    twice("PATCH", path, {"title": "Twice"}, True)
    equal(dora.get(path).json["version"], 2)
    visit = twice("POST", path + "/assign",
                  {"technician": 1, "start": f"{DAY}T14:00:00Z"}).json
    equal(len(dora.get(path).json["visits"]), 1)
    twice("POST", f"/api/v1/visits/{visit['id']}/unassign")
    started = twice("POST", "/api/v1/proposals", {"territory": 1, "day": DAY})
    where = started.header("Location")
    ready = wait_for(lambda: (p := dora.get(where)).json["state"] != "running"
                     and p, "a plan")
    equal(ready.json["state"], "ready")
    twice("POST", where + "/accept")
    other = dora.post("/api/v1/proposals", {"territory": 1, "day": DAY})
    wait_for(lambda: dora.get(other.header("Location")).json["state"]
             != "running", "another")
    twice("POST", other.header("Location") + "/discard")
    twice("POST", path + "/cancel", {"why": "enough"}, True)
    equal(world.database.one("SELECT count(*) FROM proposal"), "2")


@case
def a_slot_is_held_and_booked_once(world):
    ina = world.client("ina")
    offer = ina.post("/api/v1/slots", {"type": "leak", "place": {"site": 1}}).json["items"][0]
    for end, body in (("hold", {"customer": "Mrs Hill"}),
                      ("book", {"title": "Booked once"})):
        key, path = new_key(), f"/api/v1/slots/{offer['id']}/{end}"
        first = ina.post(path, body, key)
        equal(first.status // 100, 2, first)
        same(first, ina.post(path, body, key))
    equal(count(world, "Booked once"), 1)


@case
def secrets_are_shown_again_and_kept_nowhere(world):
    mia, dora = world.client("mia"), world.client("dora")
    path, key = "/api/v1/technicians/1/calendar-links", new_key()
    first = mia.post(path, {"label": "Desk"}, key)
    same(first, mia.post(path, {"label": "Desk"}, key))
    secret = world.secret(first.json["secret"])
    equal(world.client().get(first.json["path"]).status, 200)
    equal(len(mia.get(path).json["items"]), 1)
    path = "/api/v1/technicians/1/enrolment-codes"
    code = dora.post(path, None, key)
    same(code, dora.post(path, None, key))
    other = dora.post(path, None, new_key())
    equal(other.json["code"] != code.json["code"], True)
    kept = world.database.run("SELECT i::text FROM idempotency i")
    for word in (secret, code.json["code"].replace("-", ""),
                 key["Idempotency-Key"].strip('"')):
        equal([row for row in kept if word in row[0]], [])
    where = f"/api/v1/calendar-links/{first.json['id']}"
    same(mia.delete(where, key2 := new_key()), mia.delete(where, key2))


@case
def a_password_is_changed_once(world):
    answer = world.client().post("/api/v1/session", {
        "login": "pam", "password": PASSWORD})
    pam = Client(world.dispatchd.port, cookie=answer.header(
        "Set-Cookie").split(";")[0].split("=")[1])
    key, new = new_key(), world.secret("a very new password")
    body = {"current": PASSWORD, "new": new}
    first = pam.put("/api/v1/password", body, key)
    equal(first.status, 204, first)
    same(first, pam.put("/api/v1/password", body, key))
    equal(pam.put("/api/v1/password", body, new_key()).status, 403)
    world.database.run("DELETE FROM login_throttle")


class Held:
    """A transaction of ours that holds a row, so that a write waits."""

    def __init__(self, world, lock):
        self.process = subprocess.Popen(
            ["psql", "-XAtq", "-d", world.database.url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.world = world
        self.say(f'SET search_path = "{world.database.schema}"; BEGIN; '
                 f"{lock}; SELECT 'held';")
        while self.process.stdout.readline().strip() != "held":
            pass

    def say(self, sql):
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()

    def wait_for_waiters(self, number=1):
        wait_for(lambda: int(self.world.database.one(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type ="
            " 'Lock' AND datname = current_database()")) >= number,
                 "a write that waits")

    def release(self):
        self.say("COMMIT;")
        self.process.stdin.close()
        self.process.wait()


def cancel_in_thread(world, job, key, answers, port=None):
    def send():
        client = Client(port or world.dispatchd.port,
                        world.database.keys["dora"])
        try:
            answers.append(client.post(
                f"/api/v1/jobs/{job}/cancel", {"why": "held"},
                {"If-Match": "*", **key}))
        except OSError as error:
            answers.append(error)
    thread = threading.Thread(target=send)
    thread.start()
    return thread


def held_job(world):
    job = world.client("dora").post("/api/v1/jobs", LEAK).json["id"]
    return job, Held(world, f"SELECT FROM job WHERE id = {job} FOR UPDATE")


def cancelled(world, job):
    return world.database.one(
        f"SELECT state || ' ' || version FROM job WHERE id = {job}")


@case
def while_the_first_runs_a_second_is_refused(world):
    job, held = held_job(world)
    answers, key = [], new_key()
    thread = cancel_in_thread(world, job, key, answers)
    held.wait_for_waiters()
    dora = world.client("dora")
    path, body = f"/api/v1/jobs/{job}/cancel", {"why": "held"}
    again = dora.post(path, body, {"If-Match": "*", **key})
    equal((again.status, again.json["errors"][0]["rule"]),
          (409, "idempotency_running"), again)
    held.release()
    thread.join()
    equal(answers[0].status, 200, answers)
    same(answers[0], dora.post(path, body, {"If-Match": "*", **key}))
    equal(cancelled(world, job), "cancelled 2")


@case
def the_connection_is_cut_and_the_request_sent_again(world):
    job, held = held_job(world)
    key = new_key()
    body = json.dumps({"why": "cut"}).encode()
    with socket.create_connection(
            ("127.0.0.1", world.dispatchd.port)) as connection:
        connection.sendall((
            f"POST /api/v1/jobs/{job}/cancel HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {world.database.keys['dora']}\r\n"
            f"Idempotency-Key: {key['Idempotency-Key']}\r\nIf-Match: *\r\n"
            "Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
        held.wait_for_waiters()
    held.release()
    wait_for(lambda: cancelled(world, job) == "cancelled 2", "the commit")
    answer = world.client("dora").request(
        "POST", f"/api/v1/jobs/{job}/cancel", None, {
            "If-Match": "*", "Content-Type": "application/json", **key},
        raw=body)
    equal((answer.status, answer.header("Idempotency-Replayed")),
          (200, "true"), answer)
    equal(cancelled(world, job), "cancelled 2")


@case
def killed_between_the_commit_and_the_reply(world):
    for _ in range(3):
        daemon = Daemon(world, "dispatchd")
        wait_for(daemon.ready, "the daemon is ready")
        job, held = held_job(world)
        answers, key = [], new_key()
        thread = cancel_in_thread(world, job, key, answers, daemon.port)
        held.wait_for_waiters()
        daemon.signal(signal.SIGSTOP)       # it will not see the answer
        held.release()
        wait_for(lambda j=job: cancelled(world, j) == "cancelled 2",
                 "the commit")
        daemon.signal(signal.SIGKILL)
        daemon.process.wait()
        thread.join()
        equal(isinstance(answers[0], OSError), True, answers)
        again = world.client("dora").post(
            f"/api/v1/jobs/{job}/cancel", {"why": "held"},
            {"If-Match": "*", **key})
        equal((again.status, again.header("Idempotency-Replayed")),
              (200, "true"), again)
        equal(again.json["state"], "cancelled")
        equal(cancelled(world, job), "cancelled 2")
        equal(world.database.one(
            "SELECT count(*) FROM audit WHERE action = 'job.cancelled' "
            f"AND object_id = {job}"), "1")


@case
def killed_before_the_commit(world):
    daemon = Daemon(world, "dispatchd")
    wait_for(daemon.ready, "the daemon is ready")
    job, held = held_job(world)
    answers, key = [], new_key()
    thread = cancel_in_thread(world, job, key, answers, daemon.port)
    held.wait_for_waiters()
    daemon.signal(signal.SIGKILL)
    daemon.process.wait()
    thread.join()
    # Its server process notices that nobody is there any more, and rolls back.
    wait_for(lambda: world.database.one(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()") == "0", "the end of it")
    held.release()
    equal(cancelled(world, job), "open 1")
    again = world.client("dora").post(
        f"/api/v1/jobs/{job}/cancel", {"why": "held"},
        {"If-Match": "*", **key})
    equal((again.status, again.header("Idempotency-Replayed")), (200, None))
    equal(cancelled(world, job), "cancelled 2")


@case
def the_database_connection_breaks_after_the_commit(world):
    # Without a key the outcome would be unknown; with one it is looked up.
    job, held = held_job(world)
    answers, key = [], new_key()
    thread = cancel_in_thread(world, job, key, answers)
    held.wait_for_waiters()
    pid = world.database.one(
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND datname = current_database() LIMIT 1")
    world.database.one(f"SELECT pg_terminate_backend({pid})")
    held.wait_for_waiters()     # it is sent again on another connection
    held.release()
    thread.join()
    equal((answers[0].status, answers[0].header("Idempotency-Replayed")),
          (200, None), answers)
    equal(cancelled(world, job), "cancelled 2")


@case
def many_at_once_do_it_once(world):
    key, answers = new_key(), []
    body = {**LEAK, "title": "At once"}

    def send():
        answers.append(world.client("dora").post("/api/v1/jobs", body, key))
    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(count(world, "At once"), 1)
    made = {a.text for a in answers if a.status == 201}
    equal(len(made), 1)
    equal({a.status for a in answers} <= {201, 409}, True, answers)
    equal(sum(a.status == 201 and not a.header("Idempotency-Replayed")
              for a in answers), 1, "one is the first")


@case
def answers_are_forgotten_after_a_day(world):
    dora, key = world.client("dora"), new_key()
    body = {**LEAK, "title": "A day"}
    equal(dora.post("/api/v1/jobs", body, key).status, 201)
    world.database.run("UPDATE idempotency SET created_at = created_at - "
                       "interval '23 hours 59 minutes'")
    equal(dora.post("/api/v1/jobs", body, key).header(
        "Idempotency-Replayed"), "true")
    world.database.run("UPDATE idempotency SET created_at = created_at - "
                       "interval '2 minutes'")
    equal(dora.post("/api/v1/jobs", {**body, "priority": 1}, key).status, 201)
    equal(count(world, "A day"), 2)
    equal(world.database.one("SELECT idempotency_purge() > 0"), "t")
    equal(world.database.one("SELECT count(*) FROM idempotency"), "1")


@case
def the_description_offers_the_key(world):
    paths = world.client().get("/api/v1/openapi.json").json["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            names = [p["name"] for p in operation["parameters"]]
            wanted = (method != "get" and operation.get("security") != []
                      and not path.endswith("/session"))
            equal("Idempotency-Key" in names, wanted, f"{method} {path}")


if __name__ == "__main__":
    main(make_world)
