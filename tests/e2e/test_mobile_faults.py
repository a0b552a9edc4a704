#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What goes wrong around mobile-sync: the daemon killed, the database away,
answers lost, bad starts. Whatever happens, a mutation counts once."""

import os
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (ROOT, Daemon, World, case, equal,  # noqa: E402
                          main, program, wait_for)
from sync_device import NS, Device, Peer, instant, problem, xml  # noqa: E402


def make_world():
    world = World(own_cluster=True, start=("mobile-sync",))
    job = world.database.job()
    world.visit = int(world.database.one(
        f"SELECT version FROM job WHERE id = {job} \\gset\n"
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, 1, "
        "app_now() + interval '2 days', app_now() + interval '50 hours', "
        "600, false, :version, 'test');"))
    return world


def facts(world, device):
    return int(world.database.one(
        f"SELECT count(*) FROM fact WHERE device_id = {device.id};"))


def ready(world):
    wait_for(world.mobile_sync.ready, "mobile-sync is ready", 20)


def run(*arguments):
    """mobile-sync as a command that should end soon."""
    return subprocess.run([program("mobile-sync"), *arguments],
                          capture_output=True, text=True, timeout=10,
                          check=False)


def documents(text):
    """The documents of the examples' files, for this world."""
    with open(os.path.join(ROOT, "docs/examples/sync", text),
              encoding="utf-8") as file:
        return file.read()


# --- the examples of docs/PROTOCOL.md ---------------------------------------

@case
def the_examples_work_as_they_stand(world):
    device = Device(world)
    answer = device.peer.ask("POST", "/enrol", documents("enrol.xml"))
    problem(answer, 401)    # its code is nobody's
    body = documents("push.xml").replace(
        'visit="91" job="310"', f'visit="{world.visit}"')
    token = f"Bearer {device.token}"
    for verdict in ("applied", "duplicate"):
        answer = device.peer.ask("POST", "/push", body, Authorization=token)
        equal([v.get("verdict") for v in xml(answer)], [verdict] * 4)
    later = documents("push_later_version.xml")
    answer = device.peer.ask("POST", "/push", later, Authorization=token)
    equal([v.get("verdict") for v in xml(answer)], ["invalid"])
    wanted = documents("pushed.xml")
    equal(xml(answer)[0].text in wanted.replace("&lt;", "<")
          .replace("&gt;", ">"), True, xml(answer)[0].text)
    equal(xml(answer).get("acked"), "5")


# --- the daemon -------------------------------------------------------------

@case
def help_and_version_are_printed(world):
    done = run("--version")
    equal((done.returncode, done.stdout.startswith("mobile-sync ")), (0, True))
    done = run("--help")
    equal(done.returncode, 0)
    for word in ("--config", "--mobile-sync-port", "--mobile-sync-sync-limit"):
        equal(word in done.stdout, True, word)


@case
def bad_starts_say_what_and_where(world):
    bad = os.path.join(world.folder, "bad.ini")
    with open(bad, "w", encoding="utf-8") as file:
        file.write("[mobile-sync]\nport = 1\n\n[log]\nlevel = loud\n")
    port = str(world.mobile_sync.port)
    base = ["--config", world.conf, "--mobile-sync-port=0"]
    for arguments, wanted in (
            (["--config", bad], "bad.ini:5"),
            (["--config", "/nowhere.ini"], "/nowhere.ini"),
            (["--colour=red"], "--colour"),
            (["--planner-time-ms=5"], "--planner-time-ms"),
            (base + ["--mobile-sync-sync-limit=201"], "1 to 200"),
            (base + ["--mobile-sync-port=" + port], "in use"),
            (base + ["--mobile-sync-listen=nowhere"], "nowhere"),
            (base + ["--mobile-sync-port-file=/nowhere/x"], "port_file"),
            (base + ["--database-url=host"], "connection string")):
        done = run(*arguments)
        if done.returncode == 0 or wanted not in done.stderr:
            raise AssertionError((arguments, done.returncode, done.stderr))


@case
def a_bad_file_at_sighup_changes_nothing(world):
    daemon = world.mobile_sync
    with open(world.conf, encoding="utf-8") as file:
        good = file.read()
    try:
        with open(world.conf, "w", encoding="utf-8") as file:
            file.write(good + "[log]\nlevel = loud\n")
        daemon.signal(signal.SIGHUP)
        wait_for(lambda: "event=reload_failed" in daemon.text(), "refused")
        with open(world.conf, "w", encoding="utf-8") as file:
            file.write(good + "[log]\nlevel = debug\n")
        daemon.signal(signal.SIGHUP)
        wait_for(lambda: "event=reloaded" in daemon.text(), "taken")
    finally:
        with open(world.conf, "w", encoding="utf-8") as file:
            file.write(good)
    daemon.signal(signal.SIGHUP)
    ready(world)


@case
def a_lost_answer_is_a_duplicate_later(world):
    device = Device(world)
    batch = [device.note(str(n), world.visit) for n in range(10)]
    body = (f'<push xmlns="{NS}" sent="{instant()}">' + "".join(batch)
            + "</push>").encode()
    head = (f"POST /push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            f"{device.token}\r\nContent-Type: application/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", device.peer.port)) as s:
        s.sendall(head + body)      # and away, without its answer
    wait_for(lambda: facts(world, device) == 10, "stored")
    with socket.create_connection(("127.0.0.1", device.peer.port)) as s:
        s.sendall(head + body[:-20])
    equal(device.push(*batch), ["duplicate"] * 10)
    equal(facts(world, device), 10)


def kill(world):
    world.mobile_sync.process.kill()
    world.mobile_sync.process.wait()


def restart(world):
    world.mobile_sync = Daemon(world, "mobile-sync")
    ready(world)


@case
def a_killed_daemon_loses_and_doubles_nothing(world):
    device = Device(world)
    for turn in range(8):
        batch = [device.note(f"{turn}.{n}", world.visit) for n in range(20)]
        body = (f'<push xmlns="{NS}" sent="{instant()}">' + "".join(batch)
                + "</push>").encode()
        with socket.create_connection(
                ("127.0.0.1", world.mobile_sync.port)) as s:
            s.sendall((f"POST /push HTTP/1.1\r\nHost: x\r\nAuthorization: "
                       f"Bearer {device.token}\r\nContent-Type: "
                       "application/xml\r\nContent-Length: "
                       f"{len(body)}\r\n\r\n").encode() + body)
            time.sleep(turn * 0.002)    # each time elsewhere in its work
            kill(world)
        restart(world)
        device.peer = Peer(world.mobile_sync.port)
        verdicts = set(device.push(*batch))
        # The server goes on with the batch of a client that is gone: it may
        # be committed or not, but whole.
        equal(verdicts in ({"applied"}, {"duplicate"}), True, verdicts)
        equal(facts(world, device), 20 * (turn + 1))
    device.pull()
    equal(world.visit in device.sheets, True)


# --- the database -----------------------------------------------------------

@case
def without_the_database_it_says_so_and_comes_back(world):
    device = Device(world)
    device.pull()
    batch = [device.note(str(n), world.visit) for n in range(5)]
    world.cluster.stop_server(immediate=True)
    try:
        for method, path, body in (
                ("GET", "/sync", None), ("GET", "/readyz", None),
                ("POST", "/push", f'<push xmlns="{NS}" sent="{instant()}">'
                 + batch[0] + "</push>"),
                ("POST", "/enrol",
                 f'<enrol xmlns="{NS}" code="AAAA" name="x"/>')):
            answer = device.peer.ask(method, path, body,
                                     Authorization=f"Bearer {device.token}")
            problem(answer, 503)
            equal(int(answer.header("Retry-After")) > 0, True)
        equal(device.peer.ask("GET", "/healthz").status, 200)
        # A daemon that starts now waits for it, too.
        world.daemons[-1].stop()
        world.mobile_sync = Daemon(world, "mobile-sync")
        device.peer = Peer(world.mobile_sync.port)
        equal(device.peer.ask("GET", "/readyz").status, 503)
    finally:
        world.cluster.start_server()
    ready(world)
    equal(device.push(*batch), ["applied"] * 5)
    equal(facts(world, device), 5)
    device.pull()


@case
def a_database_that_restarts_midway_costs_nothing(world):
    device = Device(world)
    for turn in range(3):
        batch = [device.note(f"{turn}.{n}", world.visit) for n in range(10)]
        blocker = subprocess.Popen(
            ["psql", "-XAtq", "-d", world.database.url, "-c",
             f'SET search_path = "{world.database.schema}", pg_temp; BEGIN; '
             f"SELECT FROM device WHERE id = {device.id} FOR UPDATE; "
             "SELECT pg_sleep(60);"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: world.database.one(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = "
            "'PgSleep';") == "1", "the row is held")
        body = (f'<push xmlns="{NS}" sent="{instant()}">' + "".join(batch)
                + "</push>").encode()
        with socket.create_connection(
                ("127.0.0.1", world.mobile_sync.port)) as s:
            s.sendall((f"POST /push HTTP/1.1\r\nHost: x\r\nAuthorization: "
                       f"Bearer {device.token}\r\nContent-Type: "
                       "application/xml\r\nContent-Length: "
                       f"{len(body)}\r\n\r\n").encode() + body)
            wait_for(lambda: int(world.database.one(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type "
                "= 'Lock';")) > 0, "the push waits")
            world.cluster.stop_server(immediate=True)
            world.cluster.start_server()
            blocker.wait()
        ready(world)
        verdicts = device.push(*batch)
        equal(set(verdicts) in ({"applied"}, {"duplicate"}), True, verdicts)
        equal(facts(world, device), 10 * (turn + 1))


@case
def a_restored_backup_resets_devices_and_takes_their_outbox_again(world):
    device = Device(world)
    batch = [device.note(str(n), world.visit) for n in range(4)]
    equal(device.push(*batch[:2]), ["applied"] * 2)
    device.pull()
    acked_then = 2
    equal(device.push(*batch[2:]), ["applied"] * 2)
    device.pull()
    old = device.cursor
    # What a restore of an older backup looks like from here.
    world.database.run(
        "SET session_replication_role = replica;"   # no trigger objects
        f"DELETE FROM fact WHERE device_id = {device.id} AND seq > 2;"
        f"UPDATE device SET acked_seq = {acked_then} WHERE id = {device.id};"
        "UPDATE organisation SET epoch = epoch + 1;")
    gone = wait_for(lambda: (lambda a: a if a.status == 410 else None)(
        device.get(f"/sync?since={old}")), "a reset", 5)
    epoch, old_epoch = int(xml(gone).get("epoch")), int(old.split(".")[0])
    equal(epoch, old_epoch + 1)
    device.cursor, device.sheets = None, {}
    device.pull()
    equal(world.visit in device.sheets, True)
    refused = device.send(device.note("new", world.visit))
    equal(problem(refused, 409)["acked"], acked_then)
    equal(device.push(*batch[2:]), ["applied"] * 2)


@case
def a_drain_answers_what_is_under_way(world):
    device = Device(world)
    held = subprocess.Popen(
        ["psql", "-XAtq", "-d", world.database.url, "-c",
         f'SET search_path = "{world.database.schema}", pg_temp; BEGIN; '
         f"SELECT FROM device WHERE id = {device.id} FOR UPDATE; "
         "SELECT pg_sleep(1.5); COMMIT;"],
        stdout=subprocess.DEVNULL)
    wait_for(lambda: world.database.one(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = "
        "'PgSleep';") == "1", "the row is held")
    body = (f'<push xmlns="{NS}" sent="{instant()}">'
            + device.note("last", world.visit) + "</push>").encode()
    with socket.create_connection(("127.0.0.1", device.peer.port),
                                  timeout=10) as s:
        s.sendall((f"POST /push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                   f"{device.token}\r\nContent-Type: application/xml\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
        wait_for(lambda: int(world.database.one(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
            "'Lock';")) > 0, "the push waits")
        equal(world.mobile_sync.stop(), 0)
        answer = b""
        while chunk := s.recv(65536):
            answer += chunk
    equal(answer.startswith(b"HTTP/1.1 200 "), True, answer)
    equal(b'verdict="applied"' in answer, True, answer)
    held.wait()


if __name__ == "__main__":
    main(make_world)
