#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout-device and mobile-sync: nothing lost, nothing doubled, whatever the
network, the device's power and the server's backups do."""

import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (NOW, ROOT, World, case, equal,  # noqa: E402
                          main, program, psql, wait_for)
from device_client import Phone, Proxy, refusal  # noqa: E402


def make_world():
    world = World(start=("mobile-sync",))
    world.slot = 0
    world.proxy = Proxy(world.mobile_sync.port)
    return world


def assign(world, technician=1, job=None, **more):
    """A job with a dispatched visit of its own hour; the visit's id."""
    job = job or world.database.job(**more)
    world.slot += 1
    hours = 24 * 30 + 2 * world.slot
    return int(world.database.one(
        f"SELECT version FROM job WHERE id = {job} \\gset\n"
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, "
        f"{technician}, timestamptz '{NOW}' + interval '{hours} hours', "
        f"timestamptz '{NOW}' + interval '{hours + 1} hours', 600, false, "
        ":version, 'test');"))


def settle():
    """An empty poll is answered from memory: what is there is at most a
    second old."""
    time.sleep(1.1)


def give_away(world, visit):
    """To Bob; it leaves Ann's scope."""
    world.database.run(
        f"UPDATE visit SET technician_id = 2 WHERE id = {visit};")


def forget_tombstones(world):
    """All of Ann's, as feed_purge() does after 90 days."""
    world.database.run(
        "DELETE FROM feed f USING feed_scope s WHERE s.id = f.scope_id AND "
        "s.kind = 'technician' AND s.object_id = 1 AND f.op = 'D';"
        "UPDATE feed_scope SET floor = version WHERE kind = 'technician' "
        "AND object_id = 1;")


def facts(world, phone=None):
    """{text or state: how often} of one device, or of all."""
    where = (f"WHERE device_id = {phone.ok('info')['device']}"
             if phone else "")
    return json.loads(world.database.one(
        "SELECT coalesce(json_object_agg(what, times), '{}') FROM (SELECT "
        "coalesce(body ->> 'text', body ->> 'state', kind) AS what, count(*) "
        f"AS times FROM fact {where} GROUP BY 1) f;"))


def verdicts(phone):
    return [m.get("verdict") for m in phone.outbox()]


def same_as_server(world, phone):
    """A device that fetches all just now has the same."""
    other = Phone(world)
    other.ok("pull")
    equal({v: s["version"] for v, s in phone.sheets().items()},
          {v: s["version"] for v, s in other.sheets().items()})


# --- a day ------------------------------------------------------------------

@case
def a_visit_from_the_sheet_to_done(world):
    visit = assign(world, title="A dripping tap")
    phone = Phone(world)
    equal(phone.ok("pull")["waiting"], 0)
    sheet = phone.ok("show", str(visit))
    equal(sheet["job"]["title"], "A dripping tap")
    equal(sheet["plan"]["state"], "dispatched")
    text = phone.start("show", str(visit)).stdout
    for words in ("A dripping tap", "Quincy House", "1 Elm St, Boston"):
        equal(words in text, True, text)
    phone.ok("status", str(visit), "en_route")
    phone.ok("status", str(visit), "on_site")
    phone.ok("note", str(visit), "It was <the> \"washer\" & more\r\n\ttoo")
    phone.ok("status", str(visit), "completed", "--outcome", "fixed",
             "--note", "New washer")
    equal(phone.ok("show", str(visit))["done"]["state"], "completed")
    equal("not sent yet" in phone.start("show").stdout, True)
    report = phone.ok("sync")
    equal((report["pushed"], report["acked"], report["waiting"]), (4, 4, 0))
    equal(verdicts(phone), ["applied"] * 4)
    equal(phone.ok("show", str(visit))["plan"]["state"], "completed")
    equal(facts(world, phone)["It was <the> \"washer\" & more\r\n\ttoo"], 1)
    same_as_server(world, phone)


@case
def what_is_taken_away_is_shown_as_such(world):
    visit = assign(world)
    phone = Phone(world)
    phone.ok("pull")
    give_away(world, visit)
    phone.ok("note", str(visit), "I was there")
    phone.ok("sync")
    sheet = phone.ok("show", str(visit))
    equal(sheet["gone"], True)
    equal("TAKEN AWAY" in phone.start("show", str(visit)).stdout, True)
    same_as_server(world, phone)


@case
def a_day_in_one_process(world):
    visit = assign(world)
    phone = Phone(world)
    answers = phone.lines(
        "pull", f"status {visit} en_route", "# a comment", "",
        "clock 600", f"note {visit} 'ten \"minutes\" later'", "clock x",
        f"note {visit} \"open", "fly", "sync", "outbox")
    equal([sorted(a)[0] for a in answers],
          ["acked", "at", "now", "at", "detail", "detail", "detail", "acked",
           "outbox"])
    equal([a.get("exit") for a in answers][4:7], [2, 2, 2])
    box = answers[-1]["outbox"]
    equal(box[1]["content"], "<note>ten &quot;minutes&quot; later</note>")
    equal(box[0]["at"] < box[1]["at"], True)
    equal([m["state"] for m in box], ["sent", "sent"])


@case
def a_seed_makes_the_same_ids(world):
    first = Phone(world)
    second = first.copy()
    made = [phone.start("run", "--seed=7", stdin="note 1 x\nnote 1 y\n").stdout
            for phone in (first, second)]
    equal([line.split(",")[1] for line in made[0].splitlines()],
          [line.split(",")[1] for line in made[1].splitlines()])
    equal(first.ok("note", "1", "z")["uid"]
          != second.ok("note", "1", "z")["uid"], True)


@case
def bad_usage_is_refused_before_it_is_kept(world):
    phone = Phone(world)
    for words in (["status", "1", "flying"], ["status", "x", "on_site"],
                  ["status", "1", "completed"], ["note", "1", "x" * 8193],
                  ["status", "1", "on_site", "--outcome", "fixed"],
                  ["time", "1", "work", "now", "then"],
                  ["part", "1", "WASHER", "0"], ["meter", "1", "heat", "1e9"],
                  ["address", "1", "--lat", "4"], ["task", "1", "2", "maybe"],
                  ["positions", "here"], ["raw", "1", "<a><b>"],
                  ["correct", "1", "no-uid"], ["photo", "1", "/nowhere.jpg"],
                  ["photo", "1", os.path.join(ROOT, "README.md")]):
        phone.fails(2, *words)
    equal(phone.outbox(), [])


@case
def nobody_is_nobody(world):
    phone = Phone(world, store=os.path.join(world.folder, "nobody.db"))
    for command in (["sync"], ["show"], ["note", "1", "x"], ["info"]):
        equal("enrol" in phone.fails(4, *command), True)
    phone.fails(4, "enrol", f"http://127.0.0.1:{phone.port}", "WRONG-CODE-1")
    equal(oct(os.stat(phone.store).st_mode & 0o777), "0o600")


@case
def every_kind_of_report_is_taken(world):
    visit = str(assign(world))
    phone = Phone(world)
    phone.ok("pull")
    uid = phone.ok("note", visit, "wrong")["uid"]
    for words in (
            ["status", visit, "paused", "--reason", "parts", "--note", "Soon"],
            ["note", visit, "Key at the desk", "--for", "site"],
            ["time", visit, "work", "2026-11-23T08:00:00-05:00",
             "2026-11-23T14:00:00Z", "--note", "with \"help\""],
            ["part", visit, "WASHER", "2"],
            ["part", visit, "WASHER", "1", "--use", "returned"],
            ["meter", visit, "heat", "18230.5", "--unit", "kWh"],
            ["contact", visit, "--name", "Eve", "--phone", "+1 555 0142"],
            ["address", visit, "1a Elm St", "--lat", "42.3401", "--lon",
             "-71.08"],
            ["window", visit, "2026-12-24T14:00:00Z", "2026-12-24T16:00:00Z",
             "She is away"],
            ["followup", visit, "New boiler", "Size 12", "--minutes", "120",
             "--priority", "3", "--type", "boiler"],
            ["positions", "2026-11-23T12:00:00Z,42.34,-71.08,12.5",
             "2026-11-23T12:01:00Z,42.35,-71.08"],
            ["correct", visit, uid, "<note>right</note>"],
            ["correct", visit, uid]):
        phone.ok(*words)
    world.database.run("INSERT INTO part (code, name) VALUES "
                       "('WASHER', 'Washer');")
    phone.ok("sync")
    equal([(m["content"], m["verdict"], m["text"]) for m in phone.outbox()
           if m["verdict"] not in ("applied", "merged")], [])
    # What this program does not know, the server keeps.
    phone.ok("raw", visit, '<hologram depth="3"/>')
    phone.ok("sync")
    equal(verdicts(phone)[-1], "invalid")


# --- the network ------------------------------------------------------------

@case
def an_answer_that_is_cut_anywhere_is_gone_on_with(world):
    phone = Phone(world, port=world.proxy.port,
                  options=("--tries=1", "--timeout=10", "--gzip"))
    for number in range(3):
        assign(world, title=f"Cut {number}")
    whole = phone.copy()
    total = whole.ok("pull")["changes"]
    wanted = {v: s["version"] for v, s in whole.sheets().items()}
    length = world.proxy.bytes
    partly = 0
    head = length - 700     # each byte of the body, a few of the headers
    for offset in [*range(0, head, 9), *range(head, length)]:
        cut = phone.copy()
        start = world.proxy.number
        world.proxy.rule = lambda request: (
            ("cut", offset) if request["number"] == start + 1 else None)
        answers = cut.lines("pull", "pull", "show")
        os.unlink(cut.store)
        taken = sum(a.get("changes", 0) for a in answers[:2])
        partly += 1 if world.proxy.number - start == 3 and not (
            "error" in answers[0]) else 0
        if "error" not in answers[0]:
            equal(answers[1]["changes"], 0, offset)
        else:
            equal(answers[0]["exit"], 3, answers[0])
        equal(taken, total, f"each change once, cut at {offset}")
        equal({s["visit"]: s["version"] for s in answers[2]["sheets"]
               if not s.get("gone")}, wanted, offset)
    world.proxy.rule = None
    if partly < 20:
        raise AssertionError(f"only {partly} of {length} cuts were gone on "
                             "with")


@case
def answers_come_with_a_dictionary(world):
    phone = Phone(world, port=world.proxy.port)
    for number in range(3):
        assign(world, title=f"Dictionary {number}")
    asked = []
    world.proxy.rule = lambda request: asked.append(request)
    fresh = phone.copy()
    phone.ok("pull")
    gzipped = world.proxy.sizes[-2]
    equal(asked[-2]["headers"]["accept-encoding"], "gzip, dcz")
    equal(asked[-2]["headers"].get("available-dictionary"), None)
    equal(asked[-1]["path"].startswith("/dictionary/"), True)
    equal("authorization" in asked[-1]["headers"], False)
    # Once, for good.
    with_one = sqlite3.connect(fresh.store)
    with_one.execute("ATTACH ? AS other", (phone.store,))
    with_one.execute("INSERT INTO dictionary SELECT * FROM other.dictionary")
    with_one.commit()
    with_one.close()
    del asked[:]
    second = fresh.copy()
    second.ok("pull")
    equal([r["path"].partition("?")[0] for r in asked], ["/sync"])
    equal(world.proxy.bytes < 0.8 * gzipped, True,
          (world.proxy.bytes, gzipped))
    equal(second.sheets(), phone.sheets())
    # Cut anywhere: it is asked for without, and is there at once.
    length, plain = world.proxy.bytes, 0
    for offset in [*range(0, length, 60), length - 1]:
        cut = fresh.copy()
        del asked[:]
        start = world.proxy.number
        world.proxy.rule = lambda request: asked.append(request) or (
            ("cut", offset) if request["number"] == start + 1 else None)
        answers = cut.lines("pull", "pull")
        equal("error" in answers[1], False, (offset, answers))
        if "error" not in answers[0]:
            equal([r["headers"]["accept-encoding"] for r in asked][:2],
                  ["gzip, dcz", "gzip"], offset)
            plain += 1
        equal(cut.sheets(), phone.sheets())
    equal(plain >= 5, True, plain)
    # Bytes that are not what they are said to be.
    world.proxy.rule = lambda request: (
        ("answer", refusal(200, "Content-Encoding: dcz", body=b"x" * 99))
        if "dcz" in request["headers"]["accept-encoding"] else None)
    cut = fresh.copy()
    cut.ok("pull")
    equal(cut.sheets(), phone.sheets())
    # Another dictionary by now.
    world.proxy.rule = None
    old = sqlite3.connect(cut.store)
    old.execute("UPDATE dictionary SET hash = 'x', text = 'an old one'")
    old.execute("UPDATE device SET version = -1")
    old.commit()
    cut.ok("pull")
    equal(len(old.execute("SELECT hash FROM dictionary").fetchone()[0]), 64)
    old.close()


@case
def a_lost_answer_is_asked_for_again(world):
    phone = Phone(world, port=world.proxy.port)
    visit = assign(world)
    for number in range(3):
        phone.ok("note", str(visit), f"lost {number}")
    for what in (("lost",), ("cut", 0), ("cut", 40)):
        world.proxy.rule = lambda request: (
            what if request["path"] == "/push" else None)
        phone.fails(3, "sync")
        equal(phone.ok("info")["waiting"], 3)
    world.proxy.rule = None
    equal(phone.ok("sync")["pushed"], 3)
    equal(verdicts(phone), ["applied"] * 3)
    equal([facts(world, phone)[f"lost {n}"] for n in range(3)], [1] * 3)


@case
def tries_are_made_with_growing_waits(world):
    phone = Phone(world, port=world.proxy.port,
                  options=("--tries=4", "--backoff=200"))
    start = world.proxy.number
    world.proxy.rule = lambda request: (
        ("lost",) if request["number"] < start + 4 else None)
    begin = time.monotonic()
    phone.ok("pull")
    took = time.monotonic() - begin
    equal(world.proxy.number - start >= 4, True)
    if not 0.7 <= took <= 6:    # 100-200 + 200-400 + 400-800 ms
        raise AssertionError(f"it took {took} s")


@case
def news_are_waited_for(world):
    phone = Phone(world, options=("--tries=1", "--timeout=1"))
    phone.ok("pull")
    begin = time.monotonic()
    equal(phone.ok("pull", "--wait=2")["changes"], 0)
    equal(time.monotonic() - begin > 1.5, True)
    with subprocess.Popen(
            [program("callout-device"), "sync", "--wait=50", "--json",
             "--store", phone.store], stdout=subprocess.PIPE, text=True,
            env=dict(os.environ, CALLOUT_NOW=NOW)) as waiting:
        time.sleep(0.5)     # it may be there, or not yet: both must do
        visit = assign(world)
        begin = time.monotonic()
        equal(json.loads(waiting.stdout.read())["changes"] > 0, True)
    equal(time.monotonic() - begin < 10, True)
    equal(visit in phone.sheets(), True)


@case
def it_follows_until_it_is_told_to_end(world):
    phone = Phone(world, port=world.proxy.port)
    with subprocess.Popen(
            [program("callout-device"), "sync", "--follow", "--json",
             "--store", phone.store, "--tries=1", "--backoff=100"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=dict(os.environ, CALLOUT_NOW=NOW)) as following:
        def report(member):
            while not json.loads(line := following.stdout.readline())[member]:
                pass
            return json.loads(line)
        try:
            equal(json.loads(following.stdout.readline())["waiting"], 0)
            # News from there, and from here, both while it waits.
            visit = assign(world)
            report("changes")
            equal(visit in phone.sheets(), True)
            begin = time.monotonic()
            phone.ok("note", str(visit), "while it follows")
            equal(report("pushed")["pushed"], 1)
            equal(time.monotonic() - begin < 10, True)
            # Without a network: few tries, one word, and it goes on.
            start = world.proxy.number
            world.proxy.rule = lambda request: ("lost",)
            phone.ok("note", str(visit), "in the tunnel")
            time.sleep(3)
            equal(2 <= world.proxy.number - start <= 12, True,
                  world.proxy.number - start)
            world.proxy.rule = None
            equal(report("pushed")["pushed"], 1)
            # In the middle of a long poll.
            time.sleep(0.5)
            begin = time.monotonic()
            following.send_signal(signal.SIGINT)
            equal(following.wait(10), 0)
            equal(time.monotonic() - begin < 4, True)
            equal(following.stderr.read().count("trying again"), 1)
        finally:
            following.kill()
    equal(verdicts(phone), ["applied"] * 2)
    phone.fails(2, "pull", "--follow")
    world.database.run("UPDATE device SET revoked_at = now() WHERE id = "
                       f"{phone.ok('info')['device']};")
    wait_for(lambda: "revoked" in phone.start("pull").stderr, "revoked")
    equal("revoked" in phone.fails(4, "sync", "--follow"), True)


@case
def a_busy_server_is_left_alone_for_as_long_as_it_says(world):
    phone = Phone(world, port=world.proxy.port,
                  options=("--tries=2", "--backoff=1"))
    for status in (429, 503):
        start = world.proxy.number
        world.proxy.rule = lambda request: (
            ("answer", refusal(status, "Retry-After: 1"))
            if request["number"] == start + 1 else None)
        begin = time.monotonic()
        phone.ok("pull")
        equal(1 <= time.monotonic() - begin < 8, True)
    world.proxy.rule = lambda request: (
        "answer", refusal(503, "Retry-After: 3600"))
    begin = time.monotonic()
    phone.fails(3, "pull")
    equal(time.monotonic() - begin < 8, True)
    world.proxy.rule = None


@case
def a_hotels_page_is_no_answer(world):
    visit = assign(world)
    phone = Phone(world, port=world.proxy.port)
    phone.ok("pull")
    phone.ok("note", str(visit), "in the lobby")
    before = phone.ok("show")
    for body in (b"<html><body>Welcome</body></html>", b"", b"\x00\xff",
                 b"<!DOCTYPE delta [<!ENTITY a 'b'>]><delta>&a;</delta>",
                 b'<delta xmlns="urn:callout:sync:1"/>'):
        world.proxy.rule = lambda request: ("answer", refusal(
            200, "Content-Type: text/html", body=body))
        phone.fails(3, "pull")
        phone.fails(3, "push")
    world.proxy.rule = lambda request: (
        "answer", refusal(302, "Location: http://127.0.0.1:1/"))
    phone.fails(3, "sync")
    world.proxy.rule = None
    equal(phone.ok("show"), before)
    equal(phone.ok("sync")["pushed"], 1)


@case
def a_batch_that_is_too_large_is_halved(world):
    phone = Phone(world, port=world.proxy.port)
    visit = assign(world)
    phone.lines(*[f"note {visit} 'half {n}'" for n in range(40)])
    sizes = []

    def rule(request):
        if request["path"] != "/push":
            return None
        sizes.append(len(request["body"]))
        return ("answer", refusal(413)) if len(sizes) < 4 else None
    world.proxy.rule = rule
    equal(phone.ok("push")["pushed"], 40)
    world.proxy.rule = None
    equal(sizes[0] > sizes[1] > sizes[2] > sizes[3], True, sizes)
    equal(len(sizes), 3 + 8)    # 40, 20, 10, then eight times 5
    equal(verdicts(phone), ["applied"] * 40)


# --- files ------------------------------------------------------------------

def picture(world, name, length, seed=1):
    """A file that begins as a JPEG does."""
    path = os.path.join(world.folder, name)
    with open(path, "wb") as file:
        file.write(b"\xff\xd8\xff\xe0"
                   + random.Random(seed).randbytes(length - 4))
    return path


def all_stored(world, phone):
    """Does the server have the file of each picture that it knows of?"""
    return world.database.one(
        "SELECT count(*) > 0 AND bool_and(b.state = 'stored' AND "
        "encode(b.sha256, 'hex') = f.body ->> 'sha256') "
        "FROM fact f LEFT JOIN blob b ON b.uid = (f.body ->> 'blob')::uuid "
        f"WHERE f.device_id = {phone.ok('info')['device']} "
        "AND f.kind IN ('photo', 'signature');") == "t"


@case
def photos_and_signatures(world):
    visit = str(assign(world))
    phone = Phone(world)
    small = picture(world, "small.jpg", 1000)
    large = picture(world, "large.jpg", 2_500_000)
    phone.ok("photo", visit, small, "The <valve>")
    phone.ok("photo", visit, large)
    phone.ok("signature", visit, small, "J. Byrne")
    os.unlink(small)    # it has its own copy
    report = phone.ok("sync")
    equal((report["pushed"], report["uploaded"], report["upload_bytes"]),
          (3, 3, 2_502_000))
    equal(verdicts(phone), ["applied"] * 3)
    equal(all_stored(world, phone), True)
    equal(world.database.one(
        "SELECT count(*) FROM fact WHERE kind IN ('photo', 'signature');"),
        "3")
    equal(phone.ok("upload")["upload_bytes"], 0)
    photos = phone.ok("show", visit)["photo"]
    equal({p["bytes"] for p in photos} >= {"1000", "2500000"}, True, photos)
    for photo in photos:
        path = os.path.join(world.folder, "fetched.jpg")
        phone.ok("fetch", photo["uid"], path)
        equal(os.path.getsize(path), int(photo["bytes"]))
    phone.fails(1, "fetch", "01234567-0123-0123-0123-0123456789ab", path)
    equal(os.path.exists(path), False)


def grow_old(phone):
    """What was acknowledged was so fifteen days ago."""
    store = sqlite3.connect(phone.store)
    with store:
        store.execute("UPDATE outbox SET acked_us = acked_us - 15 * 86400 * "
                      "1000000")
    store.close()


@case
def what_is_old_and_sent_is_forgotten(world):
    visit = str(assign(world))
    phone = Phone(world)
    phone.ok("note", visit, "old")
    phone.ok("photo", visit, picture(world, "old.jpg", 500))
    folder = phone.store + ".files"
    equal(len(os.listdir(folder)), 1)
    phone.ok("sync")
    grow_old(phone)
    phone.ok("note", visit, "new")
    phone.ok("sync")
    equal([m["content"] for m in phone.outbox()], ["<note>new</note>"])
    equal(os.listdir(folder), [])
    phone.enrol()
    phone.ok("sync")
    equal([m["state"] for m in phone.outbox()], ["sent"])
    there = facts(world)
    equal([there[text] for text in ("old", "new")], [1, 1])


@case
def a_photo_whose_file_is_gone_holds_up_nothing(world):
    visit = str(assign(world))
    phone = Phone(world)
    phone.ok("photo", visit, picture(world, "gone.jpg", 500))
    folder = phone.store + ".files"
    os.unlink(os.path.join(folder, os.listdir(folder)[0]))
    phone.ok("photo", visit, picture(world, "there.jpg", 500))
    equal("No such file" in phone.fails(1, "sync"), True)
    info = phone.ok("info")
    equal((info["waiting"], info["acked"], int(visit) in phone.sheets()),
          (0, 2, True))
    equal(world.database.one("SELECT count(*) FROM blob WHERE device_id = "
                             f"{info['device']} AND state = 'stored';"), "1")


@case
def an_upload_that_is_cut_a_hundred_times(world):
    """25 MB; each time at most a piece of 1 MB goes twice."""
    visit = str(assign(world))
    phone = Phone(world, port=world.proxy.port)
    length = 25 * 1024 * 1024
    phone.ok("photo", visit, picture(world, "huge.jpg", length))
    dice, cuts, before = random.Random(5), [], len(world.proxy.patches)

    def rule(request):
        if (request["method"] == "PATCH" and len(cuts) < 100
                and dice.random() < 0.95):
            cuts.append(request["number"])
            # Of ten, one arrives, and its answer does not.
            return dice.choices((("lost",), ("half",), ("cut", 20)),
                                (4, 5, 1))[0]
        return None
    world.proxy.rule = rule
    tries, sent = 0, 0
    while not all_stored(world, phone):
        done = phone.start("sync", "--json", "--tries=3", "--backoff=0")
        tries += 1
        if tries > 200:
            raise AssertionError("it does not end")
        if done.returncode == 0:
            sent += json.loads(done.stdout)["uploaded"]
    world.proxy.rule = None
    equal(sent, 1)
    equal(len(cuts), 100)
    sizes = world.proxy.patches[before:]
    equal([size for size in sizes if size > 1024 * 1024], [])
    if sum(sizes) > length + (len(cuts) + 2) * 1024 * 1024:
        raise AssertionError(f"{sum(sizes)} bytes for {len(cuts)} cuts")


# --- the device's power -----------------------------------------------------

@case
def power_lost_between_any_two_steps(world):
    """DIE_AT=1, 2, 3 ... until it lives: tests/support/die_at.c."""
    library = os.path.join(world.folder, "die_at.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library,
                    os.path.join(ROOT, "tests/support/die_at.c"), "-ldl"],
                   check=True)
    visit = assign(world)
    phone = Phone(world)
    file = picture(world, "power.jpg", 3000)
    step, kept = 0, []
    while True:
        step += 1
        done = phone.start(
            "run", stdin=f"note {visit} 'a {step}'\nsync\nrenew\n"
            f"photo {visit} {file} 'b {step}'\nsync\n",
            LD_PRELOAD=library, DIE_AT=str(step),
            ASAN_OPTIONS="verify_asan_link_order=0:detect_leaks=0")
        answers = done.stdout.splitlines()
        kept += [f"{name} {step}" for line, name in ((0, "a"), (3, "b"))
                 if len(answers) > line]
        if done.returncode == 0:
            break
        equal(done.returncode, -signal.SIGKILL, done.stderr)
        if step > 2000:
            raise AssertionError("it does not end")
    if step < 40:
        raise AssertionError(f"only {step} steps: is the library loaded?")
    phone.ok("sync")
    there = facts(world, phone)
    equal([text for text in kept if there.get(text) != 1], [], "lost")
    equal([text for text, times in there.items() if times != 1], [],
          "doubled")
    equal(all_stored(world, phone), True)
    equal(set(m["state"] for m in phone.outbox()), {"sent"})
    same_as_server(world, phone)


@case
def two_processes_of_one_device(world):
    visit = assign(world)
    phone = Phone(world)
    phone.lines(*[f"note {visit} 'two {n}'" for n in range(30)])
    both = [subprocess.Popen(
        [program("callout-device"), "run", "--store", phone.store],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=dict(os.environ, CALLOUT_NOW=NOW)) for _ in range(2)]
    for process, name in zip(both, "xy"):
        process.stdin.write("".join(
            f"sync\nnote {visit} '{name} {n}'\n" for n in range(15))
            + "sync\n")
        process.stdin.close()
    for process in both:
        out = process.stdout.read()
        equal(process.wait(60), 0)
        equal("error" in out, False, out)
    stored = facts(world, phone)
    equal({text: times for text, times in stored.items() if times != 1}, {})
    equal(len(stored), 60)
    same_as_server(world, phone)


@case
def an_old_answer_does_not_undo_a_newer_one(world):
    """One process asks, another one is faster."""
    phone = Phone(world, port=world.proxy.port)
    visit = assign(world, title="As it was")
    phone.ok("sync")
    world.database.run("UPDATE job SET title = 'Changed' WHERE id = (SELECT "
                       f"job_id FROM visit WHERE id = {visit});")
    settle()

    def be_faster():
        world.proxy.rule = None
        world.database.run("UPDATE job SET title = 'Changed twice' WHERE id ="
                           f" (SELECT job_id FROM visit WHERE id = {visit});")
        assign(world)
        settle()
        equal(phone.ok("pull")["changes"], 2)
    world.proxy.rule = lambda request: ("after", be_faster)
    report = phone.ok("pull")
    equal((report["changes"], report["fetches"]), (0, 0))
    equal(phone.sheets()[visit]["job"]["title"], "Changed twice")
    same_as_server(world, phone)


@case
def the_office_hears_what_waits(world):
    visit = str(assign(world))
    phone = Phone(world)
    device = phone.ok("info")["device"]

    def unsent():
        return world.database.one(
            f"SELECT unsent FROM device WHERE id = {device};")
    phone.ok("note", visit, "one")
    phone.ok("note", visit, "two")
    phone.ok("pull")
    wait_for(lambda: unsent() == "2", "two wait")
    phone.ok("push")
    wait_for(lambda: unsent() == "0", "none waits")


# --- tokens -----------------------------------------------------------------

def token_of(phone):
    store = sqlite3.connect(phone.store)
    try:
        return phone.world.secret(
            store.execute("SELECT token FROM device").fetchone()[0])
    finally:
        store.close()


@case
def a_token_is_exchanged_when_the_server_asks_for_it(world):
    phone = Phone(world)
    phone.ok("sync")
    before = token_of(phone)
    equal(phone.ok("sync")["waiting"], 0)
    equal(token_of(phone), before)
    world.database.run(
        "UPDATE device_token SET made_at = made_at - interval '40 days' "
        f"WHERE device_id = {phone.ok('info')['device']};")
    wait_for(lambda: phone.ok("sync") and token_of(phone) != before,
             "exchanged")
    phone.ok("note", "1", "with the new one")
    phone.ok("sync")


@case
def answers_with_tokens_get_lost(world):
    phone = Phone(world, port=world.proxy.port)
    phone.ok("sync")
    before = token_of(phone)
    for cut in (0, 30, 250):
        world.proxy.rule = lambda request: (
            ("cut", cut) if request["path"] == "/token" else None)
        phone.fails(3, "renew")
        phone.ok("sync")
        equal(token_of(phone), before)
    world.proxy.rule = None
    phone.ok("renew")
    phone.ok("sync")
    equal(token_of(phone) != before, True)


# --- the server's past ------------------------------------------------------

def unplug(world):
    psql(world.cluster.url,
         "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
         f"WHERE datname = '{world.database.name}' \\g /dev/null")


def backup(world):
    """A copy of the database, by PostgreSQL's own means."""
    name = world.database.name
    psql(world.cluster.url,
         f"ALTER DATABASE {name} ALLOW_CONNECTIONS false;")
    unplug(world)
    psql(world.cluster.url, f"CREATE DATABASE {name}_old TEMPLATE {name};")
    psql(world.cluster.url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true;")
    wait_for(world.mobile_sync.ready, "it is back", 20)


def restore(world):
    name = world.database.name
    psql(world.cluster.url,
         f"ALTER DATABASE {name} ALLOW_CONNECTIONS false;")
    unplug(world)
    psql(world.cluster.url, f"DROP DATABASE {name} WITH (FORCE);")
    psql(world.cluster.url, f"ALTER DATABASE {name}_old RENAME TO {name};")
    psql(world.cluster.url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true;")
    world.database.run("UPDATE organisation SET epoch = epoch + 1;")
    wait_for(world.mobile_sync.ready, "it is back", 20)
    settle()


@case
def last_nights_backup_was_restored(world):
    visit = assign(world)
    busy, idle, done = Phone(world), Phone(world), Phone(world)
    for phone in (busy, idle, done):
        phone.ok("note", str(visit), "before")
        phone.ok("sync")
    backup(world)
    later = assign(world)
    for phone in (busy, idle):
        for number in range(5):
            phone.ok("note", str(visit), f"after {number}")
        phone.ok("sync")
        equal(later in phone.sheets(), True)
    busy.ok("note", str(visit), "not sent yet")
    done.ok("renew")    # of which the backup does not know
    done.ok("sync")
    restore(world)
    wait_for(lambda: busy.start("push").returncode == 0, "the push")
    for phone in (busy, idle, done):
        report = phone.ok("sync")
        equal(report["waiting"], 0, report)
        equal(later in phone.sheets(), False)
        same_as_server(world, phone)
    for phone in (busy, idle):
        stored = facts(world, phone)
        equal([stored.get(f"after {n}") for n in range(5)], [1] * 5)
        equal(stored["before"], 1)
    equal(facts(world, busy)["not sent yet"], 1)
    equal(facts(world, done), {"before": 1})
    equal(busy.ok("sync")["replays"], 0)


@case
def a_backup_older_than_what_is_kept_was_restored(world):
    visit = str(assign(world))
    some, none, idle = Phone(world), Phone(world), Phone(world)
    for phone in (some, none, idle):
        phone.ok("note", visit, "known")
        phone.ok("sync")
    backup(world)
    for phone in (some, none, idle):
        for text in ("gone 1", "gone 2"):
            phone.ok("note", visit, text)
        phone.ok("sync")
        grow_old(phone)
        phone.ok("note", visit, "kept")
        phone.ok("sync")
    equal([m["seq"] for m in some.outbox()], [4])
    for phone in (none, idle):      # all of it is forgotten
        grow_old(phone)
        phone.ok("note", visit, "kept")
        phone.ok("sync")
        store = sqlite3.connect(phone.store)
        with store:
            store.execute("DELETE FROM outbox")
        store.close()
    for phone in (some, none):
        phone.ok("note", visit, "not sent yet")
    restore(world)
    told = wait_for(lambda: (lambda done: done.stdout if done.returncode == 0
                             else None)(some.start("sync")), "words")
    equal("2 reports that it had taken are gone" in told, True, told)
    equal(none.ok("sync")["lost"], 4)
    for phone, kept in ((some, 1), (none, 0)):
        equal(phone.ok("sync")["waiting"], 0)
        equal([m["seq"] for m in phone.outbox()],
              list(range(2, 3 + kept)))
        equal(set(verdicts(phone)), {"applied"})
        stored = facts(world, phone)
        equal((stored["known"], stored.get("kept", 0),
               stored["not sent yet"]), (1, kept, 1))
        equal(phone.ok("sync")["replays"], 0)
        same_as_server(world, phone)
    idle.ok("sync")
    idle.ok("note", visit, "a new day")
    equal(idle.ok("sync")["lost"], 4)
    equal(facts(world, idle)["a new day"], 1)


@case
def a_cursor_from_before_the_tombstones_fetches_all(world):
    phone = Phone(world)
    stay, leave = [assign(world) for _ in range(4)][2:]
    phone.ok("pull")
    give_away(world, leave)
    forget_tombstones(world)
    phone.ok("note", str(stay), "kept")
    # Page by page, each of which ends below the floor; and cut.
    report = phone.ok("sync", "--limit=1")
    equal(report["fetches"], 1)
    equal(report["pushed"], 1)
    sheets = phone.sheets()
    equal((stay in sheets, leave in sheets), (True, False))
    same_as_server(world, phone)
    # What it ended with is a cursor that the server takes.
    settle()
    equal(phone.ok("sync")["fetches"], 0)
    later = assign(world)
    settle()
    equal(phone.ok("sync")["fetches"], 0)
    equal(later in phone.sheets(), True)
    same_as_server(world, phone)


@case
def a_revoked_device_forgets_its_sheets_and_keeps_its_work(world):
    visit = assign(world)
    phone = Phone(world)
    phone.ok("sync")
    phone.ok("note", str(visit), "sent before")
    phone.ok("push")
    device = phone.ok("info")["device"]
    world.database.run("UPDATE device SET revoked_at = app_now() WHERE id = "
                       f"{device};")
    phone.ok("note", str(visit), "made after")
    wait_for(lambda: phone.start("pull").returncode == 4, "it is out")
    equal(phone.sheets(), {})
    equal(phone.ok("info")["revoked"], 1)
    equal([m["state"] for m in phone.outbox()], ["sent", "waiting"])
    phone.ok("push")    # for a week, for a person to look at
    equal(verdicts(phone), ["applied", "out_of_scope"])
    phone.fails(4, "sync")
    phone.enrol()
    phone.ok("sync")
    equal(verdicts(phone), ["applied", "out_of_scope"])
    stored = facts(world)
    equal((stored["sent before"], stored["made after"]), (1, 1))
    same_as_server(world, phone)


def accept(world, device):
    """A dispatcher accepts what this device said in quarantine."""
    wait_for(lambda: world.database.one(
        "SELECT count(*) FROM review WHERE kind = 'quarantine' AND "
        f"key LIKE 'quarantine:{device}:%';") == "1", "a review")
    world.database.one(
        "SELECT review_put(1, 'test', id, version, "
        "'{\"decision\": \"accept\"}') FROM review WHERE kind = 'quarantine' "
        f"AND key LIKE 'quarantine:{device}:%';")


def captions(world, job):
    """Of the pictures that a dispatcher sees with the job."""
    return sorted(p["text"] for p in json.loads(world.database.one(
        f"SELECT job_photos(1, {job});"))["items"])


@case
def the_photos_of_a_lost_phone_follow(world):
    job = world.database.job()
    visit = str(assign(world, job=job))
    phone, other = Phone(world), Phone(world)
    phone.ok("sync")
    phone.ok("photo", visit, picture(world, "lost.jpg", 1_500_000), "burnt")
    device = phone.ok("info")["device"]
    world.database.run("UPDATE device SET revoked_at = app_now() WHERE id = "
                       f"{device};")
    wait_for(lambda: phone.start("pull").returncode == 4, "it is out")
    phone.ok("push")
    equal(phone.ok("upload")["uploaded"], 1)
    equal(all_stored(world, phone), True)
    uid = world.database.one("SELECT body ->> 'blob' FROM fact "
                             f"WHERE device_id = {device};")
    path = os.path.join(world.folder, "own.jpg")
    equal("revoked" in phone.fails(4, "fetch", uid, path), True)
    # Kept, and no more than that, until a person has looked.
    other.ok("pull")
    equal((other.ok("show", visit).get("photo"), captions(world, job)),
          (None, []))
    equal(world.database.one(f"SELECT type FROM photo_get(1, '{uid}');"),
          "image/jpeg")
    accept(world, device)
    settle()
    other.ok("pull")
    equal([p["uid"] for p in other.ok("show", visit)["photo"]], [uid])
    equal(captions(world, job), ["burnt"])
    # A week later it is too late.
    world.database.run("UPDATE device SET revoked_at = app_now() - interval "
                       f"'8 days' WHERE id = {device};")
    phone.ok("photo", visit, picture(world, "late.jpg", 900))
    phone.fails(4, "push")
    phone.fails(4, "upload")


@case
def a_photo_that_is_taken_back_leaves_the_sheets(world):
    job = world.database.job()
    visit = str(assign(world, job=job))
    phone, other = Phone(world), Phone(world)
    for name in ("wrong house", "right house"):
        phone.ok("photo", visit, picture(world, "house.jpg", 900), name)
    phone.ok("signature", visit, picture(world, "sign.jpg", 900), "A. Other")
    phone.ok("sync")
    wrong, right, name = phone.outbox()
    other.ok("pull")
    equal(len(other.ok("show", visit)["photo"]), 2)
    for taken in (wrong, name):
        phone.ok("correct", visit, taken["uid"])
    phone.ok("sync")
    equal(verdicts(phone), ["applied"] * 5)
    settle()
    other.ok("pull")
    equal([p["uid"] in right["content"]
           for p in other.ok("show", visit)["photo"]], [True])
    equal(captions(world, job), ["right house"])
    # The words alone were wrong; and another's correction is none.
    phone.ok("correct", visit, right["uid"],
             right["content"].replace("right", "left"))
    phone.ok("sync")
    stranger = Phone(world, technician=2)
    stranger.ok("correct", visit, right["uid"])
    stranger.ok("push")
    equal(verdicts(stranger), ["out_of_scope"])
    equal(captions(world, job), ["left house"])
    same_as_server(world, phone)


@case
def a_device_that_changes_hands_keeps_her_work_for_her(world):
    visit = assign(world)
    phone = Phone(world)
    phone.ok("note", str(visit), "of Ann")
    phone.ok("photo", str(visit), picture(world, "ann.jpg", 900))
    phone.enrol(technician=2)
    phone.ok("note", str(visit), "of Bob")
    phone.ok("sync")
    equal([m["state"] for m in phone.outbox()], ["held", "held", "sent"])
    equal("of Ann" in facts(world), False)
    phone.enrol(technician=1)
    equal(phone.ok("sync")["uploaded"], 1)
    equal(all_stored(world, phone), True)
    equal([m["state"] for m in phone.outbox()], ["sent", "sent", "held"])
    equal(facts(world)["of Ann"], 1)


@case
def a_server_that_never_gets_on_is_given_up(world):
    visit = assign(world)
    phone = Phone(world, port=world.proxy.port)
    phone.ok("pull")
    before, start = phone.ok("show"), world.proxy.number
    epoch, version = phone.ok("info")["cursor"].split(".")
    world.proxy.rule = lambda request: ("answer", refusal(
        200, body=f'<delta xmlns="urn:callout:sync:1" epoch="{epoch}" since='
        f'"{version}" version="{version}" more="1"/>'.encode()))
    phone.fails(3, "pull")
    equal(phone.ok("show"), before)
    picture = os.path.join(world.folder, "stuck.jpg")
    with open(picture, "wb") as file:
        file.write(b"\xff\xd8\xff\xe0" + b"x" * 100)
    phone.ok("photo", str(visit), picture)
    world.proxy.rule = lambda request: (
        ("answer", refusal(204, "Upload-Offset: 0"))
        if request["method"] == "PATCH" else None)
    phone.fails(3, "upload")
    equal(world.proxy.number - start < 20, True, world.proxy.number)
    world.proxy.rule = None
    phone.ok("sync")


@case
def a_page_that_makes_a_parser_sweat_is_given_up_soon(world):
    assign(world)
    phone = Phone(world, port=world.proxy.port)
    phone.ok("pull")
    before = phone.ok("show")
    flood = "".join(f" a{i}=''" for i in range(40000))
    head = ('<delta xmlns="urn:callout:sync:1" epoch="1" since="0" '
            'version="999999" more="0">')
    bomb = gzip.compress(
        (head + "<sheet visit='1' version='999998'><x>").encode()
        + b" " * (256 << 20), 9)
    for body, more in (
            ((head + f"<sheet{flood}/></delta>").encode(), ()),
            ((head + "<x>" * 100000).encode(), ()),
            (bomb, ("Content-Encoding: gzip",))):
        world.proxy.rule = lambda request: ("answer", refusal(
            200, *more, body=body))
        used = sum(os.times()[2:4])
        phone.fails(3, "pull")
        used = sum(os.times()[2:4]) - used
        equal(used < 2, True, f"{used} s of CPU for {body[:99]}")
        equal(phone.ok("show"), before)
    world.proxy.rule = None
    phone.ok("pull")


if __name__ == "__main__":
    main(make_world)
