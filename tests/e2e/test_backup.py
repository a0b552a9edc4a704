#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout backup and callout restore: a backup is whole or none, a restore
does all of it or nothing, and daemons and devices go on without a hand."""

import json
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (DAY, NOW, World, case, equal,  # noqa: E402
                          main, program, wait_for)
from device_client import Phone  # noqa: E402


def make_world():
    world = World(start=("dispatchd", "mobile-sync"))
    world.slot = 0
    return world


def callout(world, *arguments, status=0, **environment):
    """What it says, as JSON; or, where it is to fail, its stderr."""
    done = subprocess.run(
        [program("callout"), *arguments, "--config", world.conf,
         f"--database-url={world.database.url}",
         *([] if status else ["--json"])],
        capture_output=True, text=True, check=False, timeout=120,
        env=dict(os.environ, **environment))
    if done.returncode != status:
        raise AssertionError((arguments, done.returncode, done.stdout,
                              done.stderr))
    return done.stderr if status else json.loads(done.stdout)


def path(world, name):
    return os.path.join(world.folder, name)


def assign(world, technician=1, **more):
    """A job with a dispatched visit of its own hour; the visit's id."""
    job = world.database.job(**more)
    world.slot += 1
    hours = 1 + world.slot
    return int(world.database.one(
        f"SELECT version FROM job WHERE id = {job} \\gset\n"
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, "
        f"{technician}, timestamptz '{NOW}' + interval '{hours} hours', "
        f"timestamptz '{NOW}' + interval '{hours} hours 50 minutes', 0, "
        "false, :version, 'test');"))


def desk_visits(world, client):
    """Asked for candidates, how many visits it loaded the last time."""
    job = world.database.job(title="Whoever is there")
    equal(client.get(f"/api/v1/jobs/{job}/candidates").status in (200, 503),
          True)
    loaded = [line for line in world.dispatchd.text().splitlines()
              if "event=desk_loaded territory=1 " in line]
    return int(loaded[-1].split("visits=")[1].split()[0])


def facts(world):
    return json.loads(world.database.one(
        "SELECT coalesce(json_object_agg(what, times), '{}') FROM (SELECT "
        "coalesce(body ->> 'text', body ->> 'state', kind) AS what, count(*) "
        "AS times FROM fact GROUP BY 1) f;"))


def picture(world, name, size):
    file = path(world, name)
    with open(file, "wb") as out:
        out.write(b"\xff\xd8\xff\xe0" + os.urandom(size))
    return file


def files(folder):
    found = []
    for top, _, names in os.walk(folder):
        found += [os.path.relpath(os.path.join(top, n), folder)
                  for n in names]
    return sorted(found)


def content(world):
    """A sum over what people see."""
    return world.database.run(
        "SELECT 'job', count(*), md5(string_agg(j::text, ',' ORDER BY id)) "
        "FROM job j UNION ALL SELECT 'visit', count(*), md5(string_agg("
        "v::text, ',' ORDER BY id)) FROM visit v UNION ALL SELECT 'fact', "
        "count(*), md5(string_agg(f::text, ',' ORDER BY uid)) FROM fact f "
        "UNION ALL SELECT 'audit', count(*), md5(string_agg(a::text, ',' "
        "ORDER BY id)) FROM audit a;")


def epoch(world):
    return int(world.database.one("SELECT epoch FROM organisation;"))


# --- the backup -------------------------------------------------------------

@case
def a_backup_has_the_dump_the_photos_and_a_manifest(world):
    visit = assign(world, title="A dripping tap")
    world.phone = Phone(world)
    world.phone.ok("photo", str(visit), picture(world, "tap.jpg", 300000))
    equal(world.phone.ok("sync")["uploaded"], 1)
    report = callout(world, "backup", path(world, "one"))
    equal((report["blobs"], report["missing"]), (1, 0))
    names = files(path(world, "one"))
    equal((len(names), names[1:]), (3, ["callout.dump", "manifest.json"]))
    equal(os.path.exists(path(world, "one.part")), False)
    with open(path(world, "one/manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    equal(manifest["schema"], world.database.schema)
    equal(manifest["epoch"], epoch(world))
    equal(manifest["dump"]["bytes"],
          os.path.getsize(path(world, "one/callout.dump")))
    equal(callout(world, "restore", path(world, "one"), "--check")["done"],
          "whole")


@case
def photos_that_the_backup_before_has_are_shared_with_it(world):
    report = callout(world, "backup", path(world, "two"),
                     "--previous", path(world, "one"))
    equal((report["blobs"], report["linked"]), (1, 1))
    blob = files(path(world, "two/blobs"))[0]
    equal(os.path.samefile(path(world, f"one/blobs/{blob}"),
                           path(world, f"two/blobs/{blob}")), True)


@case
def what_is_in_the_way_is_said_and_left_alone(world):
    text = callout(world, "backup", path(world, "one"), status=1)
    equal("is there already" in text, True, text)
    os.mkdir(path(world, "three.part"))
    text = callout(world, "backup", path(world, "three"), status=1)
    equal("three.part" in text, True, text)
    os.rmdir(path(world, "three.part"))
    os.mkdir(path(world, "empty"))
    text = callout(world, "backup", path(world, "three"), status=1,
                   PATH=path(world, "empty"))
    equal("postgresql-client" in text, True, text)
    equal(os.path.exists(path(world, "three.part")), False)
    equal(os.path.exists(path(world, "three")), False)


@case
def a_full_disk_leaves_nothing(world):
    done = subprocess.run(
        ["prlimit", "--fsize=4096", program("callout"), "backup",
         path(world, "full"), "--config", world.conf,
         f"--database-url={world.database.url}"],
        capture_output=True, text=True, check=False)
    equal(done.returncode != 0, True, done.stderr)
    equal(os.path.exists(path(world, "full")), False)
    equal(os.path.exists(path(world, "full.part")), False)


@case
def a_photo_that_is_damaged_is_told_and_left_out(world):
    blob = files(path(world, "blobs"))[0]
    file = path(world, f"blobs/{blob}")
    with open(file, "r+b") as out:
        out.seek(1000)
        saved = out.read(1)
        out.seek(1000)
        out.write(bytes([saved[0] ^ 1]))
    text = callout(world, "backup", path(world, "torn"), status=1)
    equal("damaged" in text, True, text)
    equal(callout(world, "restore", path(world, "torn"), "--check")["missing"],
          1)
    with open(file, "r+b") as out:
        out.seek(1000)
        out.write(saved)


# --- the restore ------------------------------------------------------------

@case
def a_damaged_backup_is_refused_before_anything_happens(world):
    before = content(world), epoch(world)
    for name in ["callout.dump", "manifest.json",
                 "blobs/" + files(path(world, "two/blobs"))[0]]:
        subprocess.run(["cp", "-r", path(world, "two"),
                        path(world, "bad")], check=True)
        with open(path(world, f"bad/{name}"), "r+b") as out:
            out.seek(os.path.getsize(path(world, f"bad/{name}")) // 2)
            out.write(b"\x01\x02")
        callout(world, "restore", path(world, "bad"), "--replace", "--force",
                status=callout_status(name))
        os.remove(path(world, f"bad/{name}"))
        callout(world, "restore", path(world, "bad"), "--replace", "--force",
                status=1 if "blobs" in name else 2)
        subprocess.run(["rm", "-r", path(world, "bad")], check=True)
    equal((content(world), epoch(world)), before)


def callout_status(name):
    """Bad input is 2, bad bytes are 1."""
    return 2 if name == "manifest.json" else 1


@case
def what_is_there_is_lost_only_if_one_says_so(world):
    text = callout(world, "restore", path(world, "one"), status=1)
    equal("--replace" in text, True, text)
    text = callout(world, "restore", path(world, "one"), "--replace",
                   status=1)
    for word in ("dispatchd", "mobile-sync", "--force"):
        equal(word in text, True, text)


@case
def a_restore_that_breaks_off_has_done_nothing(world):
    before = content(world), epoch(world)
    fake = path(world, "bin")
    os.mkdir(fake)
    for script in ("exit 1", "kill -9 $$"):
        with open(f"{fake}/pg_restore", "w", encoding="ascii") as out:
            out.write("#!/bin/sh\n"
                      f"/usr/bin/pg_restore \"$@\" | head -c 30000\n{script}\n")
        os.chmod(f"{fake}/pg_restore", 0o755)
        callout(world, "restore", path(world, "one"), "--replace", "--force",
                status=1, PATH=f"{fake}:{os.environ['PATH']}")
        equal((content(world), epoch(world)), before)


@case
def a_killed_restore_has_done_nothing(world):
    before = content(world), epoch(world)
    fake = path(world, "bin")
    with open(f"{fake}/pg_restore", "w", encoding="ascii") as out:
        out.write("#!/bin/sh\n/usr/bin/pg_restore \"$@\"\n"
                  f"touch {fake}/here\nsleep 30\n")
    process = subprocess.Popen(
        [program("callout"), "restore", path(world, "one"), "--replace",
         "--force", "--config", world.conf,
         f"--database-url={world.database.url}"],
        env=dict(os.environ, PATH=f"{fake}:{os.environ['PATH']}"),
        start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    wait_for(lambda: os.path.exists(f"{fake}/here"), "the dump is in", 60)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_for(lambda: (content(world), epoch(world)) == before, "rolled back")


@case
def the_daemons_and_devices_go_on_after_a_restore(world):
    dora = world.client("dora")
    board = f"/api/v1/board?territory=1&from={DAY}&to={DAY}"
    phone, idle = Phone(world), Phone(world)
    kept = assign(world, title="Kept")
    for one in (phone, idle):
        one.ok("note", str(kept), "before")
        one.ok("sync")
    callout(world, "backup", path(world, "night"))
    was = content(world)
    later = assign(world, title="Made after the backup")
    seen = dora.get(board)
    equal("Made after the backup" in seen.text, True)
    for one, name in ((phone, "busy"), (idle, "idle")):
        for number in range(3):
            one.ok("note", str(kept), f"{name} {number}")
        one.ok("photo", str(kept), picture(world, f"{name}.jpg", 200000))
        equal(one.ok("sync")["uploaded"], 1)
        equal(later in one.sheets(), True)
    new = Phone(world)
    new.ok("note", str(kept), "of one that came after")
    new.ok("sync")
    old_epoch = epoch(world)
    phone.ok("note", str(kept), "not sent yet")
    last = int(world.database.one("SELECT max(id) FROM visit;"))
    scopes, versions = world.database.run(
        "SELECT array_agg(id), array_agg(version) FROM feed_scope;")[0]
    ask = f"'{scopes}', '{versions}'"
    equal(desk_visits(world, dora), 3)

    callout(world, "restore", path(world, "night"), "--replace", "--force")
    equal(content(world), was)
    equal(epoch(world) > max(old_epoch, time.time() - 60), True)
    wait_for(world.mobile_sync.ready, "mobile-sync is back")
    wait_for(world.dispatchd.ready, "dispatchd is back")
    # Who goes on from an old version, begins anew: boards, and desks.
    equal(world.database.run(
        "SELECT territory, body::json ->> 'reload' FROM "
        f"feed_news({ask}) WHERE body IS NOT NULL ORDER BY 1;"),
        [["1", "true"], ["2", "true"]])
    equal(world.database.one(
        "SELECT count(*) FROM planning_news(1, app_now(), app_now() + "
        f"interval '1 day', {ask}) WHERE kind = 'scope' AND "
        "state = 'means';"), "2")
    wait_for(lambda: desk_visits(world, dora) == 2, "the desk", 20)
    # What was given since the backup is given to nothing else.
    fresh = assign(world, title="Made after the restore")
    equal(fresh > last, True)

    def fine():
        answer = dora.get(board)
        return (answer.status == 200
                and "Made after the backup" not in answer.text
                and "Made after the restore" in answer.text)
    wait_for(fine, "the board")
    time.sleep(1.1)
    for one in (phone, idle):
        wait_for(lambda: one.start("sync").returncode == 0, "a sync")
        equal(one.ok("sync")["waiting"], 0)
        equal((later in one.sheets(), fresh in one.sheets()), (False, True))
    stored = facts(world)
    equal([stored.get(f"{name} {n}") for name in ("busy", "idle")
           for n in range(3)], [1] * 6)
    equal(stored.get("not sent yet"), 1)
    equal(stored.get("before"), 2)
    equal(world.database.one("SELECT count(*) FROM blob WHERE "
                             "state = 'stored';"), "3")
    # A device that the backup does not know enrols, and tells it all again.
    wait_for(lambda: new.start("sync").returncode == 4, "it is unknown")
    new.enrol()
    new.ok("sync")
    equal(facts(world).get("of one that came after"), 1)


@case
def positions_are_forgotten(world):
    world.database.run(
        "INSERT INTO position (technician_id, device_id, at, lat, lon) "
        "SELECT 1, 1, app_now() - n * interval '24 hours' - interval "
        "'1 minute', 42, -71 FROM generate_series(28, 33) n;")
    equal(world.database.one("SELECT position_purge(30);"), "4")
    equal(world.database.one("SELECT count(*) FROM position;"), "2")


if __name__ == "__main__":
    main(make_world)
