#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A photo's way from a device to a dispatcher: two daemons, one directory."""

import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

import openapi_check  # noqa: E402
from blob_device import Upload, photo  # noqa: E402
from callout_test import (Client, Daemon, World, case, equal,  # noqa: E402
                          main, wait_for)
from sync_device import Device  # noqa: E402


def make_world():
    world = World(start=("dispatchd", "mobile-sync"))
    Client.description = openapi_check.Description(
        world.client().get("/api/v1/openapi.json", check=False).json)
    world.job = world.database.job()
    version = world.client("dora").get(f"/api/v1/jobs/{world.job}").json[
        "version"]
    world.visit = int(world.database.one(
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {world.job}, 1, "
        "app_now() + interval '2 days', app_now() + interval '50 hours', "
        f"600, false, {version}, 'test');"))
    world.device = Device(world)
    return world


def report(world, upload, kind="photo", **more):
    """The mutation that names it."""
    more = "".join(f' {name}="{value}"' for name, value in more.items())
    content = (f'<{kind} blob="{upload.uid}" sha256="{upload.sha256}" '
               f'bytes="{len(upload.content)}" type="{upload.kind}"{more}/>')
    equal(world.device.push(world.device.mutation(content, world.visit)),
          ["applied"])


def listed(world, uid):
    items = world.client("dora").get(
        f"/api/v1/jobs/{world.job}/photos").json["items"]
    return next((item for item in items if item["uid"] == uid), None)


def fetch(world, uid, login="dora", **more):
    return world.client(login).get(f"/api/v1/photos/{uid}", **more)


def version(world):
    return int(world.database.one(
        "SELECT version FROM feed_scope WHERE kind = 'technician' AND "
        "object_id = 1;"))


@case
def the_report_first_the_bytes_later(world):
    upload = Upload(world.device, photo(300000))
    report(world, upload)
    item = listed(world, upload.uid)
    equal((item["stored"], item["kind"], item["bytes"], item["visit"],
           item["technician"]["name"]),
          (False, "photo", 300000, world.visit, "Ann Arbor"))
    equal(fetch(world, upload.uid).status, 404)
    before = version(world)
    upload.send()
    equal(version(world) > before, True)    # the job sheet shows it now
    item = listed(world, upload.uid)
    equal((item["stored"], item["type"]), (True, "image/jpeg"))
    answer = fetch(world, upload.uid)
    equal((answer.status, answer.header("Content-Type"),
           answer.header("X-Content-Type-Options"),
           answer.header("Content-Security-Policy"),
           answer.header("Cross-Origin-Resource-Policy")),
          (200, "image/jpeg", "nosniff", "sandbox; default-src 'none'",
           "same-origin"))
    equal(answer.header("ETag"), f'"{upload.sha256}"')
    equal(answer.body == upload.content, True)
    answer = fetch(world, upload.uid,
                   headers={"If-None-Match": answer.header("ETag")})
    equal((answer.status, answer.body), (304, b""))


@case
def the_bytes_first_the_report_later(world):
    upload = Upload(world.device, photo(20000, "image/png"), "image/png")
    upload.send()
    equal(fetch(world, upload.uid).status, 404)     # of no job yet
    before = version(world)
    report(world, upload, "signature", name="Ada Quincy")
    equal(version(world) > before, True)
    item = listed(world, upload.uid)
    equal((item["kind"], item["name"], item["stored"]),
          ("signature", "Ada Quincy", True))
    equal(fetch(world, upload.uid).body == upload.content, True)


@case
def only_who_sees_the_job_sees_its_photos(world):
    upload = Upload(world.device, photo(20000))
    upload.send()
    report(world, upload)
    for login, status in (("dora", 200), ("mia", 200), ("root", 200),
                          ("ina", 403), ("sam", 404)):
        equal(fetch(world, upload.uid, login).status, status, login)
    equal(world.client().get(f"/api/v1/photos/{upload.uid}").status, 401)
    for uid in ("1", "..", "%2e%2e", upload.uid.upper(), "x" * 300):
        equal(fetch(world, uid).status in (400, 404), True, uid)
    # Of another technician, with the same name in a report of hers: not his.
    other = Upload(Device(world, technician=2), photo(20000))
    other.send()
    report(world, other)
    equal(listed(world, other.uid)["stored"], False)
    equal(fetch(world, other.uid).status, 404)


@case
def a_photo_that_is_lost_is_404_and_no_directory_503(world):
    upload = Upload(world.device, photo(20000))
    upload.send()
    report(world, upload)
    os.remove(os.path.join(world.folder, "blobs", upload.uid[:2], upload.uid))
    equal(fetch(world, upload.uid).status, 404)
    blind = Daemon(world, "dispatchd", ["--blob-dir="])
    wait_for(blind.ready, "it is ready")
    client = Client(blind.port, world.database.keys["dora"])
    answer = client.get(f"/api/v1/photos/{upload.uid}")
    equal((answer.status, answer.json["errors"][0]["rule"]),
          (503, "photos_off"))
    client.close()


@case
def a_reader_who_goes_costs_no_descriptor(world):
    upload = Upload(world.device, photo(5000000))
    upload.send()
    report(world, upload)
    folder = f"/proc/{world.dispatchd.process.pid}/fd"

    def open_files():
        found = 0
        for name in os.listdir(folder):
            try:
                found += bool(re.search(r"/blobs/\w\w/", os.readlink(
                    os.path.join(folder, name))))
            except FileNotFoundError:
                pass
        return found

    for _ in range(10):
        client = world.client("dora")
        client.request("HEAD", f"/api/v1/photos/{upload.uid}")
        client.close()
    equal(fetch(world, upload.uid).body == upload.content, True)
    wait_for(lambda: open_files() == 0, "all are closed")


main(make_world)
