#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Who may come in: log-in, sessions, keys, throttling, cross-site requests."""

import http.client
import os
import re
import ssl
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, sha256, wait_for, PASSWORD)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World()
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    return world


def log_in(world, login="dora", password=PASSWORD, headers=None, cookie=None):
    client = Client(world.dispatchd.port, cookie=cookie)
    return client.post("/api/v1/session",
                       {"login": login, "password": password}, headers)


def cookie_of(world, answer):
    found = re.match(r"callout_session=([0-9a-f]{64});",
                     answer.header("Set-Cookie") or "")
    equal(found is not None, True, answer.header("Set-Cookie"))
    return world.secret(found.group(1))


def browser(world, login="dora", password=PASSWORD):
    answer = log_in(world, login, password)
    equal(answer.status, 200, answer)
    return Client(world.dispatchd.port, cookie=cookie_of(world, answer))


@case
def a_log_in_gives_a_cookie_and_a_session(world):
    answer = log_in(world)
    equal(answer.status, 200, answer)
    equal(answer.json, {"id": 2, "login": "dora", "name": "Dora",
                        "role": "dispatcher", "territories": [1]})
    cookie = answer.header("Set-Cookie")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"):
        equal(part in cookie, True, cookie)
    equal("Secure" in cookie, False, "plain loopback")
    client = Client(world.dispatchd.port, cookie=cookie_of(world, answer))
    equal(client.get("/api/v1/session").json, answer.json)
    equal(answer.header("Cache-Control"), "no-store")


@case
def the_token_is_stored_hashed(world):
    token = browser(world).cookie
    equal(world.database.one("SELECT count(*) FROM session WHERE token_hash ="
                             f" '\\x{sha256(token)}'"), "1")


@case
def the_name_is_read_in_any_case(world):
    equal(log_in(world, "DORA").status, 200)


@case
def territories_of_an_admin_are_null(world):
    equal(log_in(world, "root").json["territories"], None)
    equal(world.client("root").get("/api/v1/session").json["territories"],
          None)


@case
def a_log_in_changes_the_token(world):
    old = browser(world)
    answer = log_in(world, cookie=old.cookie)
    equal(answer.status, 200)
    equal(cookie_of(world, answer) != old.cookie, True)
    wait_for(lambda: old.get("/api/v1/session").status == 401,
             "the old session ends", 4)


@case
def log_out_ends_the_session(world):
    client = browser(world)
    answer = client.delete("/api/v1/session")
    equal(answer.status, 204)
    equal("Max-Age=0" in answer.header("Set-Cookie"), True)
    wait_for(lambda: client.get("/api/v1/session").status == 401,
             "the session ends", 4)


@case
def wrong_and_unknown_take_the_same_answer(world):
    wrong = log_in(world, "mia", "wrong password").json
    unknown = log_in(world, "nobody", "wrong password").json
    for problem in (wrong, unknown):
        equal(problem["status"], 401)
        del problem["request_id"]
    equal(wrong, unknown)


@case
def an_unknown_name_takes_as_long_as_a_known_one(world):
    # Real costs: a hash of the strength that the daemon makes itself.
    client = browser(world, "pam")
    equal(client.put("/api/v1/password",
                     {"current": PASSWORD,
                      "new": world.secret("a new long password")}).status, 204)
    # The daemon's own time: that of the wall has the machine's other work in.
    def spent_s():
        with open(f"/proc/{world.dispatchd.process.pid}/stat",
                  encoding="ascii") as file:
            user, system = file.read().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def took(login):
        begin = spent_s()
        log_in(world, login, "wrong password")
        return max(spent_s() - begin, 0.001)

    world.database.run("DELETE FROM login_throttle")
    known = min(took("pam") for _ in range(2))
    world.database.run("DELETE FROM login_throttle")
    unknown = min(took("nobody2") for _ in range(2))
    world.database.run("DELETE FROM login_throttle")
    equal(0.4 < known / unknown < 2.5, True, (known, unknown))


@case
def too_many_failures_are_throttled_by_account(world):
    statuses = []
    for _ in range(30):
        answer = log_in(world, "tom", "wrong password")
        statuses.append(answer.status)
        if answer.status == 429:
            break
    equal(statuses[-1], 429, statuses)
    equal(statuses.count(401) >= 3, True, statuses)
    equal(int(answer.header("Retry-After")) > 0, True)
    # Not even the right one, and no hash is spent on it.
    equal(log_in(world, "tom").status, 429)
    # Another daemon whose clock is an hour on lets him try again.
    later = Daemon(world, "dispatchd", now="2026-11-23T13:30:00Z")
    wait_for(later.ready, "the later daemon is ready")
    answer = Client(later.port).post("/api/v1/session",
                                     {"login": "tom", "password": PASSWORD})
    later.stop()
    equal(answer.status, 200, answer)
    world.database.run("DELETE FROM login_throttle")


@case
def sessions_end_when_idle_and_after_seven_days(world):
    client = browser(world)
    for now, status in [("2026-11-23T23:30:00Z", 200),
                        ("2026-11-24T12:30:00Z", 401)]:
        later = Daemon(world, "dispatchd", now=now)
        wait_for(later.ready, "the later daemon is ready")
        answer = Client(later.port, cookie=client.cookie).get(
            "/api/v1/session")
        later.stop()
        equal(answer.status, status, now)
    world.database.run("UPDATE session SET last_used_at = "
                       "timestamptz '2026-11-30T11:59:00Z'")
    for now, status in [("2026-11-30T11:59:30Z", 200),
                        ("2026-11-30T13:00:00Z", 401)]:
        later = Daemon(world, "dispatchd", now=now)
        wait_for(later.ready, "the later daemon is ready")
        answer = Client(later.port, cookie=client.cookie).get(
            "/api/v1/session")
        later.stop()
        equal(answer.status, status, now)


@case
def an_expired_or_revoked_key_is_refused(world):
    client = world.client("ina")
    equal(client.get("/api/v1/session").status, 200)
    world.database.run("UPDATE api_key SET expires_at = app_now() - interval "
                       "'1 s' WHERE user_id = 4")
    wait_for(lambda: client.get("/api/v1/session").status == 401,
             "the key has expired", 4)
    world.database.run("UPDATE api_key SET expires_at = NULL, revoked_at = "
                       "app_now() WHERE user_id = 4")
    equal(client.get("/api/v1/session").status, 401)


@case
def a_disabled_user_is_out_within_seconds(world):
    by_cookie, by_key = browser(world, "gone"), world.client("gone")
    equal(by_cookie.get("/api/v1/session").status, 200)
    equal(by_key.get("/api/v1/session").status, 200)
    world.database.run("UPDATE app_user SET disabled_at = app_now() WHERE "
                       "login = 'gone'")
    begin = time.monotonic()
    for client in (by_cookie, by_key):
        wait_for(lambda c=client: c.get("/api/v1/session").status == 401,
                 "the user is out", 4)
    equal(time.monotonic() - begin < 4, True)
    equal(log_in(world, "gone").status, 401)


@case
def a_password_is_changed_and_other_sessions_end(world):
    mine, other = browser(world, "mia"), browser(world, "mia")
    new = world.secret("quite another pass")
    for body, status in [
            ({"current": "not it at all", "new": new}, 403),
            ({"current": PASSWORD, "new": "short"}, 400),
            ({"current": PASSWORD, "new": "x" * 1025}, 400),
            ({"current": PASSWORD}, 400),
            ({"current": PASSWORD, "new": new}, 204)]:
        answer = mine.put("/api/v1/password", body)
        equal(answer.status, status, (body, answer))
    equal(mine.get("/api/v1/session").status, 200)
    wait_for(lambda: other.get("/api/v1/session").status == 401,
             "the other session ends", 4)
    equal(log_in(world, "mia").status, 401)
    equal(log_in(world, "mia", new).status, 200)
    stored = world.database.one(
        "SELECT password_hash FROM app_user WHERE login = 'mia'")
    equal(stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$"), True, stored)
    equal(world.client("dora").put(
        "/api/v1/password", {"current": PASSWORD, "new": new}).status, 403)


@case
def other_sites_cannot_act_with_the_cookie(world):
    client = browser(world)
    own = f"http://127.0.0.1:{client.port}"
    job = {"site": 1, "type": "leak", "title": "x"}
    for headers, status in [
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Origin": "https://evil.example",
              "Sec-Fetch-Site": "cross-site"}, 403),
            ({"Origin": own}, 201), ({"Sec-Fetch-Site": "same-origin"}, 201),
            ({"Origin": own, "Sec-Fetch-Site": "same-origin"}, 201), ({}, 201)]:
        answer = client.post("/api/v1/jobs", job, headers)
        equal(answer.status, status, (headers, answer))
    # Reading is safe; a key is no cookie.
    cross = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    equal(client.get("/api/v1/session", cross).status, 200)
    equal(world.client("dora").post("/api/v1/jobs", job, cross).status, 201)
    equal(log_in(world, headers=cross).status, 403)
    equal(client.delete("/api/v1/session", cross).status, 403)


@case
def a_bad_key_is_not_helped_by_a_good_cookie(world):
    client = browser(world)
    equal(client.get("/api/v1/session",
                     {"Authorization": "Bearer cak_no"}).status, 401)


@case
def many_log_ins_at_once_are_bounded(world):
    """Two hashes at a time, sixteen wait, more are told to come back."""
    world.database.run("DELETE FROM login_throttle")
    statuses, lock = [], threading.Lock()

    def one(number):
        answer = log_in(world, f"stranger{number}", "wrong password")
        with lock:
            statuses.append((answer.status, answer.header("Retry-After")))
    threads = [threading.Thread(target=one, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    begin = time.monotonic()
    equal(world.client().get("/healthz").status, 200)
    equal(time.monotonic() - begin < 1, True, "the loops are free")
    for thread in threads:
        thread.join()
    kinds = {status for status, _ in statuses}
    equal(kinds <= {401, 429, 503}, True, statuses)
    equal(503 in kinds or 429 in kinds, True, statuses)
    for status, retry in statuses:
        equal((retry is not None), status != 401)
    world.database.run("DELETE FROM login_throttle")


@case
def guesses_sent_at_once_are_one_burst(world):
    """The right one does not get in if others failed while it waited."""
    world.database.run("DELETE FROM login_throttle")
    answers = []

    def one(login, password):
        answers.append(log_in(world, login, password))
    threads = [threading.Thread(target=one, args=(f"stranger{n}", "wrong"))
               for n in range(10)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    last = threading.Thread(target=one, args=("sam", PASSWORD))
    last.start()
    time.sleep(0.2)     # it waits behind ten slow hashes
    world.database.run("INSERT INTO login_throttle "
                       "VALUES ('login:sam', 9, app_now())")
    for thread in [*threads, last]:
        thread.join()
    kinds = [answer.status for answer in answers]
    equal(200 in kinds, False, kinds)
    throttled = [answer for answer in answers if answer.status == 429]
    equal([answer.header("Retry-After") for answer in throttled], ["5"],
          answers)
    world.database.run("DELETE FROM login_throttle")


@case
def log_in_bodies_are_checked_and_never_quoted(world):
    client = Client(world.dispatchd.port)
    for body in ({"login": "dora"}, {"login": "dora", "password": 7},
                 {"login": "x" * 65, "password": "s3cr3t-x"},
                 {"login": "dora", "password": "s3cr3t-y", "more": 1}):
        answer = client.post("/api/v1/session", body)
        equal(answer.status, 400, answer)
        equal("s3cr3t" in answer.text, False)
    world.secret("s3cr3t")


@case
def behind_a_trusted_proxy_with_tls_the_cookie_is_bound_to_the_host(world):
    daemon = Daemon(world, "dispatchd", ["--http-trusted-proxy=127.0.0.1"])
    wait_for(daemon.ready, "the daemon is ready")
    client = Client(daemon.port)
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    answer = client.post("/api/v1/session",
                         {"login": "dora", "password": PASSWORD}, forwarded)
    equal(answer.status, 200, answer)
    cookie = answer.header("Set-Cookie")
    equal(cookie.startswith("__Host-callout_session="), True)
    equal("; Secure" in cookie, True, cookie)
    token = world.secret(cookie.split("=")[1].split(";")[0])
    # The plain name is not read there: nobody can plant a session.
    for name, status in (("__Host-callout_session", 200),
                         ("callout_session", 401)):
        equal(client.get("/api/v1/session",
                         {"Cookie": f"{name}={token}", **forwarded}).status,
              status, name)
    equal("peer=192.0.2.7" in daemon.text(), True)
    equal(world.database.one("SELECT after ->> 'address' FROM audit WHERE "
                             "action = 'session.opened' ORDER BY id DESC "
                             "LIMIT 1"), "192.0.2.7")
    daemon.stop()
    # From anybody else the headers are only words.
    answer = log_in(world, headers=forwarded)
    equal(answer.header("Set-Cookie").startswith("callout_session="), True)
    cookie_of(world, answer)


@case
def with_a_certificate_it_speaks_tls(world):
    key, certificate = (os.path.join(world.folder, name)
                        for name in ("key.pem", "cert.pem"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate], check=True,
        capture_output=True)
    daemon = Daemon(world, "dispatchd", [
        f"--dispatchd-tls-certificate={certificate}",
        f"--dispatchd-tls-key={key}"])
    context = ssl.create_default_context(cafile=certificate)
    connection = http.client.HTTPSConnection("127.0.0.1", daemon.port,
                                             context=context, timeout=10)
    def ready():
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    wait_for(ready, "the daemon is ready")
    connection.request("POST", "/api/v1/session",
                       f'{{"login": "dora", "password": "{PASSWORD}"}}',
                       {"Content-Type": "application/json"})
    answer = connection.getresponse()
    equal(answer.status, 200, answer.read())
    cookie = answer.headers["Set-Cookie"]
    equal(cookie.startswith("__Host-callout_session="), True)
    equal("; Secure" in cookie, True)
    world.secret(cookie.split("=")[1].split(";")[0])
    connection.close()
    equal(daemon.stop(), 0)


@case
def no_secret_is_in_any_log(world):
    for daemon in world.daemons:
        text = daemon.text()
        for word in world.secrets + world.database.secrets:
            equal(word in text, False, "a secret in the log")


if __name__ == "__main__":
    main(make_world)
