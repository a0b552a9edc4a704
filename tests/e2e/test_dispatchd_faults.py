#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What goes wrong around dispatchd: the database, signals, bad starts, bad
clients."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, program, raw_exchange, wait_for)


def make_world():
    return World(own_cluster=True)


def run(world, *arguments, **environment):
    """dispatchd as a command that should end soon."""
    return subprocess.run(
        [program("dispatchd"), *arguments], capture_output=True, text=True,
        timeout=10, check=False,
        env=dict(os.environ, CALLOUT_NOW="2026-11-23T12:00:00Z",
                 **environment))


@case
def help_and_version_are_printed(world):
    done = run(world, "--version")
    equal((done.returncode, done.stdout.startswith("dispatchd ")), (0, True))
    done = run(world, "--help")
    equal(done.returncode, 0)
    for word in ("--config", "--dispatchd-port", "--planner-time-ms"):
        equal(word in done.stdout, True, word)


@case
def bad_starts_say_what_and_where(world):
    bad = os.path.join(world.folder, "bad.ini")
    with open(bad, "w", encoding="utf-8") as file:
        file.write("[dispatchd]\nport = 1\n\n[planner]\ntime_ms = soon\n")
    port = str(world.dispatchd.port)
    for arguments, wanted in [
            (["--config", bad], (2, "bad.ini:5")),
            (["--config", "/nowhere.ini"], (2, "/nowhere.ini")),
            (["--config"], (2, "--config")),
            (["--colour=red"], (2, "--colour")),
            (["--dispatchd-port=99999"], (2, "port")),
            (["--config", world.conf, "--dispatchd-port=" + port],
             (2, "in use")),
            (["--config", world.conf, "--dispatchd-port=0",
              "--dispatchd-listen=nowhere"], (2, "nowhere")),
            (["--config", world.conf, "--dispatchd-port=0",
              "--dispatchd-tls-certificate=/no/cert.pem",
              "--dispatchd-tls-key=/no/key.pem"], (2, "/no/cert.pem")),
            (["--config", world.conf, "--dispatchd-port=0",
              "--dispatchd-port-file=/no/such/folder/port"],
             (2, "/no/such/folder/port")),
            (["--config", world.conf, "--dispatchd-port=0",
              "--database-url=hots=nowhere"], (2, "hots"))]:
        done = run(world, *arguments)
        equal(wanted[1] in done.stderr, True, (arguments, done.stderr))
        equal(done.returncode, wanted[0], (arguments, done.stderr))
    done = subprocess.run(
        [program("dispatchd"), "--config", world.conf], text=True, timeout=10,
        capture_output=True, check=False,
        env=dict(os.environ, CALLOUT_NOW="yesterday"))
    equal((done.returncode, "CALLOUT_NOW" in done.stderr), (2, True))


@case
def malformed_http_is_refused_and_the_daemon_lives(world):
    port = world.dispatchd.port
    host = b"Host: x\r\n"
    for data, status in [
            (b"GET\r\n\r\n", 400), (b"\x00\x01\x02\r\n\r\n", 400),
            (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
            (b"GET /healthz HTTP/1.1\r\n" + host + host + b"\r\n", 400),
            (b"POST /api/v1/jobs HTTP/1.1\r\n" + host
             + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
            (b"POST /api/v1/jobs HTTP/1.1\r\n" + host
             + b"Content-Length: +5\r\n\r\nhello", 400),
            (b"POST /api/v1/jobs HTTP/1.1\r\n" + host
             + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
            (b"POST /api/v1/jobs HTTP/1.1\r\n" + host + b"Content-Length: 5"
             b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            (b"GET /healthz HTTP/1.1\r\n" + host + b"bad name: x\r\n\r\n",
             400),
            (b"GET /healthz HTTP/1.1\r\n" + host + b"X: " + b"y" * 70000
             + b"\r\n\r\n", 431),
            (b"GET /api/v1/jobs/%00 HTTP/1.1\r\n" + host + b"\r\n", 400),
            (b"GET /../../etc/passwd HTTP/1.1\r\n" + host + b"\r\n", 400)]:
        got, _ = raw_exchange(port, data, 3)
        equal(got[:12], f"HTTP/1.1 {status}".encode(), (data[:80], got[:200]))
    equal(Client(port).get("/healthz").status, 200)


@case
def a_good_reload_changes_the_log_level(world):
    daemon = Daemon(world, "dispatchd")
    wait_for(daemon.ready, "the daemon is ready")
    with open(world.conf, encoding="utf-8") as file:
        good = file.read()

    def rewrite(text):
        with open(world.conf, "w", encoding="utf-8") as file:
            file.write(text)
        daemon.signal(signal.SIGHUP)

    def is_logged():
        before = daemon.text()
        Client(daemon.port).get("/api/v1/openapi.json")
        time.sleep(0.05)
        return daemon.text() != before
    try:
        equal(is_logged(), True)
        rewrite(good + "[log]\nlevel = warning\n")
        wait_for(lambda: not is_logged(), "a success is no warning")
        rewrite(good + "[log]\nlevel = shouting\n")
        wait_for(lambda: "callout.ini:" in daemon.text(), "a complaint")
        equal(is_logged(), False, "the old level stays")
    finally:
        with open(world.conf, "w", encoding="utf-8") as file:
            file.write(good)
    equal(daemon.stop(), 0)
    equal(os.path.exists(daemon.port_file), False, "the port file is gone")


@case
def sigterm_under_load_fails_no_request(world):
    daemon = Daemon(world, "dispatchd")
    wait_for(daemon.ready, "the daemon is ready")
    failures, done = [], [0]
    stopped = threading.Event()

    def load():
        client = Client(daemon.port, world.database.keys["dora"])
        path = "/api/v1/board?territory=1&from=2026-11-23"
        while not stopped.is_set():
            try:
                answer = client.get(path)
            except (ConnectionRefusedError, ConnectionResetError):
                # Not accepted any more: no request was under way.
                if not stopped.is_set() and daemon.process.poll() is None \
                        and "stopping" not in daemon.text():
                    failures.append("refused before the stop")
                return
            except Exception as error:  # pylint: disable=broad-except
                if "stopping" not in daemon.text():
                    failures.append(repr(error))
                return
            done[0] += 1
            if answer.status != 200:
                failures.append(repr(answer))
    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    wait_for(lambda: done[0] > 100, "some load")
    begin = time.monotonic()
    status = daemon.stop()
    took = time.monotonic() - begin
    stopped.set()
    for thread in threads:
        thread.join()
    equal(status, 0)
    equal(took < 10, True, took)
    equal(failures, [])


def send_login(port):
    """Begin a log-in of nobody on a connection of its own."""
    body = b'{"login": "nobody", "password": "not a password"}'
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
                       b"Content-Type: application/json\r\nContent-Length: "
                       + str(len(body)).encode() + b"\r\n\r\n" + body)
    return connection


@case
def logins_under_way_are_answered_before_the_end(world):
    daemon = Daemon(world, "dispatchd")
    wait_for(daemon.ready, "the daemon is ready")
    connections = [send_login(daemon.port) for _ in range(6)]
    time.sleep(0.05)        # two are hashed, the others wait
    equal(daemon.stop(), 0)
    for connection in connections:
        got = b""
        while chunk := connection.recv(65536):
            got += chunk
        equal(got[:12], b"HTTP/1.1 401", got)
        connection.close()
    world.database.run("DELETE FROM login_throttle")


@case
def clients_that_leave_in_the_middle_do_no_harm(world):
    for _ in range(10):
        send_login(world.dispatchd.port).close()
    for _ in range(50):
        connection = socket.create_connection(
            ("127.0.0.1", world.dispatchd.port))
        connection.sendall(b"GET /api/v1/board?territory=1&from=2026-11-23 "
                           b"HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                           + world.database.keys["dora"].encode()
                           + b"\r\n\r\n")
        connection.close()
    client = world.client("dora")
    wait_for(lambda: "callout_password_hashes_pending 0" in
             client.get("/metrics").text, "the hashes are done")
    equal(client.get("/api/v1/session").status, 200)
    world.database.run("DELETE FROM login_throttle")


@case
def a_table_that_is_locked_gives_503_and_then_goes_on(world):
    daemon = Daemon(world, "dispatchd", ["--database-call-timeout-ms=1500",
                                         "--database-statement-timeout-ms="
                                         "500"])
    wait_for(daemon.ready, "the daemon is ready")
    client = Client(daemon.port, world.database.keys["dora"])
    job = world.database.job(title="Locked")
    equal(client.get(f"/api/v1/jobs/{job}").status, 200)
    lock = threading.Thread(target=lambda: world.database.run(
        "BEGIN; LOCK TABLE job IN ACCESS EXCLUSIVE MODE; "
        "SELECT pg_sleep(3); COMMIT;"))
    lock.start()
    wait_for(lambda: world.database.one(
        "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' "
        "AND relation = 'job'::regclass") == "1", "the lock is held")
    begin = time.monotonic()
    answer = client.get(f"/api/v1/jobs/{job}")
    equal((answer.status, bool(answer.header("Retry-After"))), (503, True),
          answer)
    equal(time.monotonic() - begin < 2.5, True)
    # What needs no job is not held up.
    equal(client.get("/api/v1/territories").status, 200)
    lock.join()
    wait_for(lambda: client.get(f"/api/v1/jobs/{job}").status == 200,
             "it goes on", 5)
    equal(daemon.stop(), 0)


@case
def it_starts_without_the_database_and_comes_back(world):
    world.cluster.stop_server(immediate=True)
    daemon = Daemon(world, "dispatchd")
    client = Client(daemon.port, world.database.keys["dora"])
    equal(client.get("/healthz").status, 200)
    answer = client.get("/readyz")
    equal((answer.status, answer.header("Content-Type")),
          (503, "application/problem+json"))
    for path in ("/api/v1/session", "/api/v1/jobs"):
        answer = client.get(path)
        equal((answer.status, bool(answer.header("Retry-After"))),
              (503, True), answer)
        equal(answer.json["status"], 503)
    equal("callout_db_up 0" in client.get("/metrics").text, True)
    world.cluster.start_server()
    begin = time.monotonic()
    wait_for(daemon.ready, "it is ready again", 15)
    equal(time.monotonic() - begin < 10, True)
    equal(client.get("/api/v1/session").status, 200)
    equal(daemon.stop(), 0)


@case
def the_database_goes_away_midway_and_comes_back(world):
    client = world.client("dora")
    wait_for(world.dispatchd.ready, "ready")
    statuses = set()
    stop = threading.Event()

    def load():
        own = world.client("dora")
        while not stop.is_set():
            statuses.add(own.get("/api/v1/jobs?limit=5").status)
    thread = threading.Thread(target=load)
    thread.start()
    time.sleep(0.2)
    world.cluster.stop_server(immediate=True)
    wait_for(lambda: client.get("/api/v1/territories").status == 503,
             "clear refusals", 10)
    answer = client.post("/api/v1/jobs",
                         {"site": 1, "type": "leak", "title": "x"})
    equal((answer.status, bool(answer.header("Retry-After"))), (503, True))
    world.cluster.start_server()
    wait_for(lambda: client.get("/api/v1/territories").status == 200,
             "it is back by itself", 15)
    stop.set()
    thread.join()
    equal(statuses <= {200, 503}, True, statuses)
    equal(200 in statuses and 503 in statuses, True, statuses)


@case
def a_stop_while_the_database_is_away_is_quick(world):
    world.cluster.stop_server(immediate=True)
    daemon = Daemon(world, "dispatchd")
    begin = time.monotonic()
    equal(daemon.stop(), 0)
    equal(time.monotonic() - begin < 3, True)
    world.cluster.start_server()
    wait_for(world.dispatchd.ready, "ready again", 15)


@case
def a_stop_at_the_very_start_is_clean(world):
    for _ in range(5):
        daemon = Daemon(world, "dispatchd")
        daemon.signal(signal.SIGTERM)
        equal(daemon.stop(), 0)


@case
def slow_clients_do_not_hold_others_up(world):
    slow = []
    for _ in range(50):
        connection = socket.create_connection(
            ("127.0.0.1", world.dispatchd.port))
        connection.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\n"
                           b"Content-Length: 1000\r\n\r\n{")
        slow.append(connection)
    begin = time.monotonic()
    for _ in range(20):
        equal(world.client("dora").get("/api/v1/session").status, 200)
    equal(time.monotonic() - begin < 5, True)
    for connection in slow:
        connection.close()


@case
def no_secret_is_in_any_log(world):
    for daemon in world.daemons:
        text = daemon.text()
        for word in world.secrets + world.database.secrets:
            equal(word in text, False)


if __name__ == "__main__":
    main(make_world)
