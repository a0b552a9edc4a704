#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Accepting a proposal: all or nothing, and once, whatever is killed when."""

import os
import random
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for, DAY)

JOBS = 8


def make_world():
    return World()


class Holder:
    """A session that holds a row's lock until it is let go."""

    def __init__(self, world, sql):
        self.process = subprocess.Popen(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d",
             world.database.url], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(
            f'SET search_path = "{world.database.schema}", pg_temp;\n'
            f"BEGIN;\n{sql};\n\\echo held\n")
        self.process.stdin.flush()
        while self.process.stdout.readline().strip() != "held":
            if self.process.poll() is not None:
                raise AssertionError("the lock was not taken")

    def let_go(self):
        self.process.stdin.write("ROLLBACK;\n")
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def backends(world, where="true"):
    return int(world.database.one(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = "
        "current_database() AND application_name LIKE 'dispatchd%' AND "
        f"query LIKE '%proposal_accept(%' AND state <> 'idle' AND {where};"))


def propose(world, client):
    """A proposal for some new jobs: its path and its number of changes."""
    world.database.run(
        "UPDATE visit SET state = 'cancelled', ended_at = app_now() "
        "WHERE visit_live(state);"
        "UPDATE job SET state = 'cancelled' "
        "WHERE state IN ('open', 'planned');")
    for number in range(JOBS):
        world.database.job(title=f"Job {number}")
    answer = client.post("/api/v1/proposals", {
        "territory": 1, "day": DAY, "time_ms": 60})
    path = answer.header("Location")
    wait_for(lambda: client.get(path).json["state"] == "ready", "it is ready")
    return path, len(client.get(path).json["visits"])


def check_all_or_nothing(world, path, changes):
    """The state; nothing of it is done, or all of it, once."""
    number = path.rsplit("/", 1)[1]
    state, live, planned, trail, settled = world.database.run(
        "SELECT p.state, (SELECT count(*) FROM visit v WHERE "
        "visit_live(v.state)), (SELECT count(*) FROM job WHERE state = "
        "'planned'), (SELECT count(*) FROM audit WHERE object_kind = 'visit' "
        f"AND after ->> 'proposal' = '{number}'), (SELECT count(*) FROM "
        "proposal_visit x WHERE x.proposal_id = p.id AND x.verdict = "
        f"'accepted') FROM proposal p WHERE p.id = {number};")[0]
    want = changes if state == "accepted" else 0
    equal(state in ("ready", "accepted"), True, state)
    equal((int(live), int(planned), int(trail), int(settled)), (want,) * 4,
          f"{state}: visits, jobs, trail, changes")
    return state


def send_accept(port, key, path, idempotency_key):
    """The request is sent, and nobody reads the answer."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall((f"POST {path}/accept HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                  f"Authorization: Bearer {key}\r\n"
                  f"Idempotency-Key: {idempotency_key}\r\n"
                  "Content-Length: 0\r\n\r\n").encode())
    return line


def kill(daemon):
    daemon.process.kill()
    daemon.process.wait()


def settle_again(world, path, changes, idempotency_key):
    """Whoever asks again with the same key is told the truth, once done."""
    client = world.client("dora")
    answer = client.post(path + "/accept", None,
                         {"Idempotency-Key": idempotency_key})
    equal((answer.status, answer.json["state"]), (200, "accepted"), answer)
    equal(check_all_or_nothing(world, path, changes), "accepted")
    equal(client.post(path + "/accept").status, 409, "and only once")


LOCKS = {
    "the proposal": "SELECT FROM proposal WHERE id = {id} FOR UPDATE",
    "a job": "SELECT FROM job WHERE id = (SELECT max(job_id) FROM "
             "proposal_visit WHERE proposal_id = {id}) FOR UPDATE",
    "a technician": "SELECT FROM technician WHERE id = 1 FOR UPDATE",
    "the commit": "SELECT FROM feed_scope WHERE kind = 'technician' AND "
                  "object_id IN (1, 2) FOR UPDATE",
}


@case
def killed_while_it_waits_at_each_step(world):
    for step, lock in LOCKS.items():
        daemon = Daemon(world, "dispatchd")
        wait_for(daemon.ready, "a daemon to be killed")
        path, changes = propose(world, world.client("dora"))
        holder = Holder(world, lock.format(id=path.rsplit("/", 1)[1]))
        line = send_accept(daemon.port, world.database.keys["dora"], path,
                           f"step-{step.replace(' ', '-')}")
        wait_for(lambda: backends(world, "wait_event_type = 'Lock'") == 1,
                 f"it waits for {step}")
        equal(check_all_or_nothing(world, path, changes), "ready", step)
        kill(daemon)
        line.close()
        holder.let_go()
        wait_for(lambda: backends(world) == 0, "the server is done with it")
        check_all_or_nothing(world, path, changes)
        settle_again(world, path, changes, f"step-{step.replace(' ', '-')}")


@case
def killed_at_any_moment(world):
    chance = random.Random(4)
    ends = set()
    for turn in range(40 if os.environ.get("CALLOUT_FULL") else 6):
        daemon = Daemon(world, "dispatchd")
        wait_for(daemon.ready, "a daemon to be killed")
        path, changes = propose(world, world.client("dora"))
        line = send_accept(daemon.port, world.database.keys["dora"], path,
                           f"turn-{turn}")
        time.sleep(chance.uniform(0, 0.03) if turn else 0)
        kill(daemon)
        line.close()
        wait_for(lambda: backends(world) == 0, "the server is done with it")
        ends.add(check_all_or_nothing(world, path, changes))
        settle_again(world, path, changes, f"turn-{turn}")
    equal(bool(ends), True)


@case
def the_reply_is_cut_after_the_commit(world):
    path, changes = propose(world, world.client("dora"))
    line = send_accept(world.daemons[0].port, world.database.keys["dora"],
                       path, "cut")
    wait_for(lambda: world.database.one(
        "SELECT state FROM proposal ORDER BY id DESC LIMIT 1;") == "accepted",
        "it is committed")
    line.close()
    equal(check_all_or_nothing(world, path, changes), "accepted")
    settle_again(world, path, changes, "cut")


@case
def the_database_breaks_the_line_in_the_middle(world):
    path, changes = propose(world, world.client("dora"))
    holder = Holder(world, LOCKS["a technician"])
    line = send_accept(world.daemons[0].port, world.database.keys["dora"],
                       path, "line")
    wait_for(lambda: backends(world, "wait_event_type = 'Lock'") == 1,
             "it waits")
    world.database.run("SELECT pg_terminate_backend(pid) FROM "
                       "pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                       "query LIKE '%proposal_accept(%' AND "
                       "application_name LIKE 'dispatchd%';")
    holder.let_go()
    # With a key the daemon itself asks again; nobody has to.
    answer = line.recv(4096).decode()
    equal(answer.split(" ")[1], "200", answer[:200])
    line.close()
    settle_again(world, path, changes, "line")


@case
def two_accepts_at_once_are_one(world):
    other = Daemon(world, "dispatchd")
    wait_for(other.ready, "another daemon")
    ports = [world.daemons[0].port, other.port]
    for _ in range(4):
        path, changes = propose(world, world.client("dora"))
        gate = threading.Barrier(4)
        answers = []

        def accept(port, login):
            client = Client(port, world.database.keys[login])
            client.get("/api/v1/session", check=False)
            gate.wait(10)
            answers.append(client.post(path + "/accept", check=False).status)
            client.close()
        threads = [threading.Thread(target=accept, args=a) for a in (
            (ports[0], "dora"), (ports[1], "dora"), (ports[0], "pam"),
            (ports[1], "tom"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        equal(sorted(answers), [200, 409, 409, 409])
        equal(check_all_or_nothing(world, path, changes), "accepted")
    other.stop()


@case
def two_reverts_at_once_are_one(world):
    path, changes = propose(world, world.client("dora"))
    equal(world.client("dora").post(path + "/accept").status, 200)
    gate = threading.Barrier(2)
    states = []

    def revert(login):
        client = Client(world.daemons[0].port, world.database.keys[login])
        client.get("/api/v1/session", check=False)
        gate.wait(10)
        states.append(client.post(path + "/revert", check=False)
                      .json["state"])
        client.close()
    threads = [threading.Thread(target=revert, args=(login,))
               for login in ("dora", "pam")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    equal(sorted(states), ["accepted", "stale"])
    equal(world.database.one("SELECT count(*) FROM visit WHERE "
                             "visit_live(state);"), "0")
    equal(changes, JOBS)


if __name__ == "__main__":
    main(make_world)
