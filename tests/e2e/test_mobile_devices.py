#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Devices: new tokens for old ones whatever gets lost, what happens to one
that is revoked, what the dispatcher sees, and programs that are too old."""

import os
import signal
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (NOW, Client, Daemon, World, case,  # noqa: E402
                          equal, main, wait_for)
from sync_device import (NS, Device, Peer, instant, make_code,  # noqa: E402
                         problem, xml)

DAY = "interval '24 hours'"


def make_world():
    world = World(start=("dispatchd", "mobile-sync"))
    world.admin = world.client("root")
    world.slot = 0
    return world


def assign(world, technician=1):
    """A job with a dispatched visit of its own hour: both numbers."""
    job = world.database.job()
    world.slot += 1
    hours = 24 * 30 + 2 * world.slot
    return job, int(world.database.one(
        f"SELECT version FROM job WHERE id = {job} \\gset\n"
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, "
        f"{technician}, timestamptz '{NOW}' + interval '{hours} hours', "
        f"timestamptz '{NOW}' + interval '{hours + 1} hours', 600, false, "
        ":version, 'test');"))


def sql(world, text):
    return world.database.run(text + ";")


def tokens(world, device):
    return int(world.database.one("SELECT count(*) FROM device_token WHERE "
                                  f"device_id = {device.id};"))


def forget():
    """What a loop remembers of tokens is two seconds old at most."""
    time.sleep(2.1)


def ask_with(device, token, path="/sync", method="GET", **headers):
    return device.peer.ask(method, path, b"" if method == "POST" else None,
                           Authorization=f"Bearer {token}",
                           Callout_Contract="2", **headers)


def renew(world, device, token=None):
    """The new token and until when the old one holds."""
    answer = ask_with(device, token or device.token, "/token", "POST")
    equal(answer.status, 200, answer)
    equal(xml(answer).tag, f"{{{NS}}}token")
    equal(answer.header("Cache-Control"), "no-store")
    return world.secret(xml(answer).get("token")), xml(answer).get("until")


def rule(answer, status):
    return problem(answer, status)["errors"][0]["rule"]


# --- tokens -----------------------------------------------------------------

@case
def a_new_token_ends_the_old_one_when_it_is_used(world):
    device = Device(world)
    old = device.token
    new, until = renew(world, device)
    equal(len(new), 4 + 64)
    equal(until[:16], instant(24 * 60)[:16])
    equal(ask_with(device, old).status, 200, "the old one holds")
    equal(ask_with(device, new).status, 200, "the new one is good")
    refused = wait_for(lambda: (lambda a: a if a.status == 401 else None)(
        ask_with(device, old)), "the old one ends", 5)
    equal(rule(refused, 401), "unknown_token")
    equal(tokens(world, device), 1)
    stored = world.database.one("SELECT encode(token_hash, 'hex') FROM "
                                f"device_token WHERE device_id = {device.id};")
    equal(new[4:] in stored, False)


@case
def any_answer_may_be_lost(world):
    # A device that loses every answer but the last, at each place where one
    # can be lost; then the late ones, in any order.
    _, visit = assign(world)
    for kept in range(3):
        device = Device(world)
        given = [renew(world, device)[0] for _ in range(3)]
        equal(tokens(world, device), 4)
        equal(device.push(device.note("x", visit)), ["applied"])
        device.token = given[kept]
        equal(device.push(device.note("y", visit)), ["applied"])
        wait_for(lambda d=device: tokens(world, d) == 1, "the others end")
        # The answer to its first use was lost: it is used again.
        equal(device.get("/sync").status, 200)
        for other in given[:kept] + given[kept + 1:]:
            equal(rule(ask_with(device, other), 401), "unknown_token")


@case
def a_device_that_got_none_is_not_locked_out(world):
    device = Device(world)
    for _ in range(2):
        renew(world, device)    # and loses it
    sql(world, f"UPDATE device_token SET expires_at = expires_at - {DAY}, "
        f"made_at = made_at - {DAY} WHERE device_id = {device.id}")
    forget()
    for path, method in (("/sync", "GET"), ("/push", "POST")):
        equal(rule(ask_with(device, device.token, path, method), 401),
              "token_exchanged")
    device.token, _ = renew(world, device)
    device.pull()
    equal(tokens(world, device), 1)


@case
def asked_for_at_once_all_are_good(world):
    device = Device(world)
    got = []

    def ask():
        peer = Peer(world.mobile_sync.port)
        answer = peer.ask("POST", "/token", b"",
                          Authorization=f"Bearer {device.token}")
        got.append(xml(answer).get("token"))
        peer.close()
    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(len({world.secret(token) for token in got}), 5)
    equal(tokens(world, device), 6)
    equal(ask_with(device, got[3]).status, 200)
    equal(tokens(world, device), 1)


@case
def an_old_token_is_to_be_renewed_but_works(world):
    device = Device(world)
    equal(device.get("/sync").header("Callout-Token"), None)
    sql(world, "UPDATE device_token SET made_at = made_at - interval "
        f"'4000 days' WHERE device_id = {device.id}")
    forget()
    answer = device.get("/sync")
    equal((answer.status, answer.header("Callout-Token")), (200, "renew"))
    device.token, _ = renew(world, device)
    equal(device.get("/sync").header("Callout-Token"), None)


@case
def a_restored_backup_knows_the_one_before(world):
    device = Device(world)
    old = device.token
    sql(world, f"CREATE TABLE backup AS SELECT * FROM device_token "
        f"WHERE device_id = {device.id}")
    device.token, _ = renew(world, device)
    device.pull()
    sql(world, f"DELETE FROM device_token WHERE device_id = {device.id};"
        "INSERT INTO device_token SELECT * FROM backup; DROP TABLE backup")
    forget()
    equal(rule(device.get("/sync"), 401), "unknown_token")
    device.token = old
    device.token, _ = renew(world, device)
    device.pull()


# --- coming in --------------------------------------------------------------

@case
def of_two_with_one_code_one_comes_in(world):
    for _ in range(3):
        code = make_code(world)
        answers = []

        def enrol(answers=answers, code=code):
            peer = Peer(world.mobile_sync.port)
            answers.append(peer.ask(
                "POST", "/enrol",
                f'<enrol xmlns="{NS}" code="{code}" name="x"/>'))
            peer.close()
        threads = [threading.Thread(target=enrol) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(sorted(a.status for a in answers), [201, 401])
        for answer in answers:
            if answer.status == 201:
                world.secret(xml(answer).get("token"))


# --- revoked ----------------------------------------------------------------

def revoke(world, device):
    equal(world.admin.delete(f"/api/v1/devices/{device.id}").status, 204)


def age(world, device, interval):
    sql(world, "UPDATE device SET revoked_at = app_now() - interval "
        f"'{interval}' WHERE id = {device.id}")


@case
def a_revoked_device_is_out_and_may_tell_the_rest(world):
    job, visit = assign(world)
    other_job, other = assign(world)
    device = Device(world)
    device.pull()
    before = [device.status("en_route", visit, 1)]
    equal(device.push(*before), ["applied"])
    revoke(world, device)
    refused = wait_for(lambda: (lambda a: a if a.status == 401 else None)(
        device.get("/sync")), "revoked", 2.5)
    equal(rule(refused, 401), "revoked")
    equal(rule(ask_with(device, device.token, "/token", "POST"), 401),
          "revoked")
    after = [device.status("on_site", visit, 2),
             device.mutation('<status state="completed" outcome="fixed"/>',
                             visit, 3), device.note("gone", other, 4)]
    equal(device.push(*before, *after), ["duplicate"] + ["out_of_scope"] * 3)
    equal(device.push(*after), ["duplicate"] * 3)
    equal(problem(device.send(device.mutation("<note>x</note>", seq=9)),
                  409)["acked"], 4)
    rows = sql(world, "SELECT seq, verdict, quarantined FROM fact "
               f"WHERE device_id = {device.id} ORDER BY seq")
    equal(rows, [["1", "applied", "f"]] + [[str(n), "out_of_scope", "t"]
                                           for n in (2, 3, 4)])
    equal(world.database.one(f"SELECT state FROM visit WHERE id = {visit};"),
          "en_route")
    reviews = sql(world, "SELECT job_id, jsonb_array_length(facts) FROM "
                  "review WHERE kind = 'quarantine' ORDER BY job_id")
    equal(reviews, [[str(job), "2"], [str(other_job), "1"]])


@case
def whoever_waits_hears_that_it_is_out(world):
    device = Device(world)
    device.pull()
    answers = {}

    def wait(name, path):
        peer = Peer(world.mobile_sync.port)
        answer = peer.ask("GET", path, Callout_Contract="2",
                          If_None_Match=f'"{device.cursor}"',
                          Authorization=f"Bearer {device.token}")
        answers[name] = (answer, time.monotonic())
        peer.close()
    threads = [threading.Thread(target=wait, args=pair) for pair in
               (("poll", f"/sync?since={device.cursor}&wait=50"),
                ("stream", "/events"))]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    equal(answers, {}, "they wait")
    revoked = time.monotonic()
    revoke(world, device)
    for thread in threads:
        thread.join(10)
    equal(sorted(answers), ["poll", "stream"])
    equal(rule(answers["poll"][0], 401), "revoked")
    late = {name: at - revoked for name, (_, at) in answers.items()
            if at - revoked > 3}        # two seconds, and a busy machine
    equal(late, {})


@case
def quarantine_ends_after_a_week(world):
    _, visit = assign(world)
    for days, verdicts in ((6, ["out_of_scope"]), (8, None)):
        device = Device(world)
        revoke(world, device)
        age(world, device, f"{days} days")
        forget()
        if verdicts:
            equal(device.push(device.note("late", visit)), verdicts)
        else:
            equal(rule(device.send(device.note("late", visit)), 401),
                  "revoked")
            equal(sql(world, "SELECT count(*) FROM fact WHERE device_id = "
                      f"{device.id}"), [["0"]])


@case
def revoked_in_the_midst_of_pushing_nothing_is_lost(world):
    _, visit = assign(world)
    device = Device(world)
    sent, verdicts = 0, {}
    done = threading.Event()

    def take_away():
        done.wait(0.15)
        revoke(world, device)
    thread = threading.Thread(target=take_away)
    thread.start()
    while sent < 400 and "out_of_scope" not in verdicts.values():
        for verdict in device.push(device.note(str(sent), visit)):
            sent += 1
            verdicts[sent] = verdict
    thread.join()
    equal(device.push(device.note("last", visit)), ["out_of_scope"])
    rows = sql(world, "SELECT seq, verdict FROM fact WHERE device_id = "
               f"{device.id} ORDER BY seq")
    equal([int(seq) for seq, _ in rows], list(range(1, sent + 2)))
    equal(dict((int(s), v) for s, v in rows), {**verdicts,
                                               sent + 1: "out_of_scope"})
    # First all of the one, then all of the other.
    equal(sorted(verdicts.values()), [v for _, v in sorted(verdicts.items())])


# --- what the dispatcher sees -----------------------------------------------

def seen(world, device):
    answer = world.admin.get(f"/api/v1/devices/{device.id}")
    equal(answer.status, 200, answer)
    return answer.json


@case
def the_dispatcher_sees_how_a_device_is(world):
    _, visit = assign(world)
    peer = Peer(world.mobile_sync.port)
    code = make_code(world)
    answer = peer.ask("POST", "/enrol", f'<enrol xmlns="{NS}" code="{code}" '
                      'name="Ann\'s" model="Fairphone 5" app="x/1.0"/>',
                      Callout_Contract="2")
    equal(answer.status, 201, answer)
    device = Device(world)      # another one, to go on with
    device.id = int(xml(answer).get("device"))
    device.token = world.secret(xml(answer).get("token"))
    got = seen(world, device)
    equal([got[k] for k in ("name", "state", "model", "app", "contract",
                            "unsent", "clock_skew_ms", "version")],
          ["Ann's", "active", "Fairphone 5", "x/1.0", 2, None, None, 1])
    device.get("/sync?unsent=5", Callout_App="x/1.1")
    equal([seen(world, device)[k] for k in ("unsent", "app")], [5, "x/1.1"])
    device.get("/sync?unsent=6")
    got = seen(world, device)
    equal([got["unsent"], got["app"]], [6, "x/1.1"])
    body = (f'<push xmlns="{NS}" sent="{instant(60)}" unsent="3">'
            + device.note("x", visit) + "</push>")
    equal(device.peer.ask("POST", "/push", body, Callout_Contract="2",
                          Authorization=f"Bearer {device.token}").status, 200)
    got = seen(world, device)
    equal([got["unsent"], got["acked_seq"]], [3, 1])
    equal(3000000 < got["clock_skew_ms"] <= 3600000, True, got)
    for query in ("unsent=x", "unsent=-1", "unsent=1&unsent=2"):
        problem(device.get("/sync?" + query), 400)
    for app in ("x" * 101, "caf\u00e9"):
        problem(device.get("/sync", Callout_App=app), 400)


@case
def a_contract_1_device_is_seen_as_one(world):
    _, visit = assign(world)
    device = Device(world, contract=1)
    device.pull()
    equal(device.push(device.status("en_route", visit)), ["applied"])
    equal(seen(world, device)["contract"], 1)
    device.token, _ = renew(world, device)


@case
def devices_are_listed_and_renamed(world):
    one, two = Device(world, 1, name="first"), Device(world, 2, name="second")
    client = world.admin

    def ids(query):
        answer = client.get("/api/v1/devices?" + query)
        equal(answer.status, 200, answer)
        return [item["id"] for item in answer.json["items"]]
    equal(ids("q=second&technician=2"), [two.id])
    equal([one.id in ids("technician=1&limit=1000"),
           two.id in ids("technician=1&limit=1000")], [True, False])
    revoke(world, two)
    equal([two.id in ids("state=revoked&limit=1000"),
           one.id in ids("state=revoked&limit=1000")], [True, False])
    first = client.get("/api/v1/devices?limit=1").json
    equal(client.get(f"/api/v1/devices?limit=1&after={first['next']}")
          .json["items"][0]["id"] > first["items"][0]["id"], True)
    answer = client.get(f"/api/v1/devices/{one.id}")
    tag = answer.header("ETag")
    path = f"/api/v1/devices/{one.id}"
    equal(client.patch(path, {"name": "x"}).status, 428)
    answer = client.patch(path, {"name": "Van 7", "why": "clearer"},
                          headers={"If-Match": tag})
    equal((answer.status, answer.json["name"]), (200, "Van 7"))
    equal(client.patch(path, {"name": "y"}, headers={"If-Match": tag}).status,
          412)
    one.pull()      # it is told nothing of it, and goes on
    trail = client.get(path + "/audit").json["items"]
    equal([entry["action"] for entry in trail],
          ["device.enrolled", "device.changed"])


# --- programs that are too old ----------------------------------------------

@case
def a_program_that_is_too_old_is_told_so(world):
    _, visit = assign(world)
    old, new = Device(world, contract=1), Device(world)
    daemon = world.mobile_sync
    with open(world.conf, encoding="utf-8") as file:
        good = file.read()

    def reload(text):
        count = daemon.text().count("event=reloaded")
        with open(world.conf, "w", encoding="utf-8") as file:
            file.write(text)
        daemon.signal(signal.SIGHUP)
        wait_for(lambda: daemon.text().count("event=reloaded") > count,
                 "reloaded")
    reload(good + "[mobile-sync]\ncontract_min = 2\n")
    try:
        for answer in (old.get("/sync"), old.send(old.note("x", visit)),
                       old.peer.ask("POST", "/enrol", "<enrol/>")):
            equal(rule(answer, 426), "contract_min")
            equal(answer.header("Upgrade"), "callout-sync/2")
            equal(answer.header("Callout-Contract"), "2")
        equal(new.get("/sync").status, 200)
        equal(old.get("/healthz").status, 200)
    finally:
        reload(good)
    # Nothing of its outbox was lost.
    equal(old.push(old.mutation("<note>x</note>", visit, seq=1)), ["applied"])


# --- the code as a picture --------------------------------------------------

@case
def an_enrolment_code_comes_as_a_picture(world):
    path = "/api/v1/technicians/1/enrolment-codes"
    answer = world.admin.post(path)
    equal(answer.status, 201, answer)
    equal([answer.json[k] for k in ("uri", "qr_svg")], [None, None])
    world.secret(answer.json["code"])
    daemon = Daemon(world, "dispatchd",
                    ("--dispatchd-mobile-url=https://sync.example.com/",
                     "--dispatchd-port=0"))
    try:
        wait_for(daemon.ready, "the other dispatchd")
        client = Client(daemon.port, world.admin.key)
        answer = client.post(path, headers={"Idempotency-Key": "qr-1"})
        equal(answer.status, 201, answer)
        code = answer.json
        plain = code["code"].replace("-", "")
        equal(code["uri"], "https://sync.example.com/#enrol=" + plain)
        # A text of 43 to 62 bytes has 33 modules at level M, and 4 around.
        picture = ElementTree.fromstring(code["qr_svg"])
        equal((picture.get("viewBox"), len(picture)), ("0 0 41 41", 2))
        again = client.post(path, headers={"Idempotency-Key": "qr-1"}).json
        equal(again, code)
        client.close()
    finally:
        daemon.stop()


@case
def the_log_has_no_secret(world):
    text = world.mobile_sync.text()
    if len(world.secrets) < 20 or "token_renewed" not in text:
        raise AssertionError("the test is blind")
    for secret in world.secrets:
        if secret in text or secret[4:] in text:
            raise AssertionError("a secret is in the log")


if __name__ == "__main__":
    main(make_world)
