#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Calendar links and the feed behind them."""

import os
import re
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, World, case, equal, main,  # noqa: E402
                          wait_for)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World(own_cluster=True)     # one case stops PostgreSQL
    Client.description = Description(
        world.client().get("/api/v1/openapi.json").json)
    world.job = world.database.job(title="Leak, kitchen; sink",
                                   description="Bring: a \\wrench")
    answer = world.client("dora").post(
        f"/api/v1/jobs/{world.job}/assign",
        {"technician": 1, "start": "2026-11-24T15:00:00Z"})
    equal(answer.status, 200, answer)
    world.visit = answer.json
    return world


def link(world, login="dora", technician=1, **more):
    """A new link: its id, its path."""
    answer = world.client(login).post(
        f"/api/v1/technicians/{technician}/calendar-links",
        {"label": "Phone", **more})
    equal(answer.status, 201, answer)
    made = answer.json
    world.secret(made["secret"])
    equal(made["path"], f"/calendar/{made['secret']}.ics")
    equal(urllib.parse.urlsplit(made["url"]).path, made["path"])
    equal(re.fullmatch(r"[0-9a-z]{32}", made["secret"]) is not None, True)
    return made["id"], made["path"]


def lines(answer):
    """Unfolded content lines."""
    return answer.text.replace("\r\n ", "").split("\r\n")


@case
def a_feed_has_its_visits(world):
    _, path = link(world)
    answer = world.client().get(path)
    equal(answer.status, 200, answer)
    equal(answer.header("Content-Type"), "text/calendar; charset=utf-8")
    equal(answer.header("Cache-Control").startswith("private, max-age="),
          True)
    equal(bool(answer.header("Last-Modified")), True)
    got = lines(answer)
    equal(got[0], "BEGIN:VCALENDAR")
    for wanted in ("X-WR-CALNAME:Ann Arbor", f"UID:{world.visit['uid']}",
                   "SUMMARY:Leak\\, kitchen\\; sink - Ada Quincy",
                   "LOCATION:Quincy House\\, 1 Elm St\\, Boston",
                   "DTSTART;TZID=America/New_York:20261124T100000",
                   "TZID:America/New_York", "STATUS:CONFIRMED",
                   "CATEGORIES:Leak"):
        equal(wanted in got, True, (wanted, got))
    equal(any("+1 555 0199" in line for line in got), True)
    equal(any(line.startswith("METHOD") for line in got), False)


@case
def an_unchanged_feed_is_304(world):
    _, path = link(world)
    client = world.client()
    etag = client.get(path).header("ETag")
    for value in (etag, f'"other", {etag}', "*", "W/" + etag):
        answer = client.get(path, {"If-None-Match": value})
        equal((answer.status, answer.body), (304, b""), value)
    packed = client.get(path, {"Accept-Encoding": "gzip"})
    equal(packed.header("Content-Encoding"), "gzip")
    equal(packed.header("ETag") != etag, True, "another tag for gzip")
    equal(packed.text, client.get(path).text)
    equal(client.get(path, {"Accept-Encoding": "gzip", "If-None-Match":
                            packed.header("ETag")}).status, 304)
    # If-None-Match beats If-Modified-Since.
    equal(client.get(path, {"If-None-Match": '"no"', "If-Modified-Since":
                            "Fri, 01 Jan 2100 00:00:00 GMT"}).status, 200)


@case
def every_loop_gives_the_same_bytes(world):
    _, path = link(world)
    answers = []
    for _ in range(8):      # connections are spread over the loops
        answers.append(Client(world.dispatchd.port).get(path))
    equal(len({(a.header("ETag"), a.body) for a in answers}), 1)


@case
def a_change_shows_within_a_second(world):
    _, path = link(world)
    client, dora = world.client(), world.client("dora")
    before = client.get(path)
    etag = before.header("ETag")
    sequence = re.search(r"SEQUENCE:(\d+)", before.text)
    job = f"/api/v1/jobs/{world.job}"

    def changed(what):
        begin = time.monotonic()
        wait_for(lambda: client.get(path, {"If-None-Match": etag}).status
                 == 200, what, 1.0)
        equal(time.monotonic() - begin < 1, True, what)
        return client.get(path)
    moved = dora.post(job + "/assign", {"technician": 1,
                                        "start": "2026-11-24T17:00:00Z"})
    equal(moved.status, 200, moved)
    answer = changed("the visit moved")
    equal("DTSTART;TZID=America/New_York:20261124T120000" in lines(answer),
          True)
    equal(int(re.search(r"SEQUENCE:(\d+)", answer.text).group(1))
          > int(sequence.group(1)), True)
    etag = answer.header("ETag")
    seen = dora.get(job).header("ETag")
    equal(dora.patch(job, {"title": "Flood"}, {"If-Match": seen}).status, 200)
    answer = changed("the title changed")
    equal("SUMMARY:Flood - Ada Quincy" in lines(answer), True)
    etag = answer.header("ETag")
    world.database.run("UPDATE contact SET phone = '+1 555 0777' WHERE id = 1")
    answer = changed("a phone number changed")
    equal("+1 555 0777" in answer.text.replace("\r\n ", ""), True)


@case
def links_show_as_much_as_they_should(world):
    _, full = link(world, detail="full")
    _, some = link(world, detail="no_personal")
    _, busy = link(world, detail="busy")
    texts = [world.client().get(path).text.replace("\r\n ", "")
             for path in (full, some, busy)]
    for word, wanted in [("Ada Quincy", (True, False, False)),
                         ("1 Elm St", (True, False, False)),
                         ("555", (True, False, False)),
                         ("GEO:", (True, False, False)),
                         ("SUMMARY:Leak", (False, True, False)),
                         ("SUMMARY:Busy", (False, False, True)),
                         (world.visit["uid"], (True, True, True))]:
        equal(tuple(word in text for text in texts), wanted, word)
    tags = {world.client().get(path).header("ETag")
            for path in (full, some, busy)}
    equal(len(tags), 3)


@case
def cancelled_visits_stay_for_those_who_want_them(world):
    job = world.database.job(title="Called off")
    dora = world.client("dora")
    visit = dora.post(f"/api/v1/jobs/{job}/assign",
                      {"technician": 1, "start": "2026-11-25T15:00:00Z"}).json
    _, with_them = link(world)
    _, without = link(world, show_cancelled=False)
    equal(world.client().get(without).text.count("BEGIN:VEVENT"), 2)
    equal(dora.post(f"/api/v1/visits/{visit['id']}/unassign").status, 200)
    text = world.client().get(with_them).text
    equal(text.count("STATUS:CANCELLED"), 1, text)
    equal(world.client().get(without).text.count("BEGIN:VEVENT"), 1)


@case
def links_are_listed_without_their_secret(world):
    number, path = link(world, label="Kitchen wall")
    world.client().get(path)
    answer = world.client("mia").get("/api/v1/technicians/1/calendar-links")
    found = {entry["id"]: entry for entry in answer.json["items"]}[number]
    equal((found["label"], found["detail"]), ("Kitchen wall", "full"))
    equal(found["last_used_at"] is not None, True)
    for word in world.secrets:
        equal(word in answer.text, False)


@case
def a_revoked_link_is_gone_and_an_unknown_one_not_found(world):
    number, path = link(world, "mia")
    equal(world.client().get(path).status, 200)
    equal(world.client("sam").delete(
        f"/api/v1/calendar-links/{number}").status, 404)
    equal(world.client("ina").delete(
        f"/api/v1/calendar-links/{number}").status, 403)
    equal(world.client("mia").delete(
        f"/api/v1/calendar-links/{number}").status, 204)
    for _ in range(6):      # on every loop, kept bytes or not
        equal(Client(world.dispatchd.port).get(path).status, 410)
    equal(world.client().get("/calendar/" + "0" * 32 + ".ics").status, 404)
    equal(world.client().get("/calendar/.ics").status, 404)
    equal(world.client().get("/calendar/" + "x" * 3000 + ".ics").status, 404)


@case
def wishes_for_links_are_checked(world):
    client = world.client("dora")
    path = "/api/v1/technicians/1/calendar-links"
    for body in ({}, {"label": ""}, {"label": "x", "detail": "all"},
                 {"label": "x", "show_cancelled": "no"}, {"label": "x" * 101}):
        equal(client.post(path, body).status, 400, body)
    equal(client.post("/api/v1/technicians/999/calendar-links",
                      {"label": "x"}).status, 404)


@case
def kept_bytes_are_served_while_the_database_is_away(world):
    _, known = link(world)
    _, unknown = link(world)
    clients = [Client(world.dispatchd.port) for _ in range(8)]
    fresh = {client.get(known).text for client in clients}
    equal(len(fresh), 1)
    world.cluster.stop_server(immediate=True)
    for client in clients:
        answer = client.get(known)
        equal((answer.status, answer.text), (200, *fresh), answer)
        equal(client.get(known, {"If-None-Match": answer.header("ETag")}
                         ).status, 304)
    answer = clients[0].get(unknown)
    equal(answer.status, 503, answer)
    equal(bool(answer.header("Retry-After")), True)
    world.cluster.start_server()
    wait_for(lambda: clients[0].get(unknown).status == 200,
             "the feed is back", 15)


@case
def no_secret_of_a_link_is_in_the_log(world):
    text = world.dispatchd.text()
    for word in world.secrets + world.database.secrets:
        equal(word in text, False)
    equal("route=/calendar/{secret}.ics" in text, True)


if __name__ == "__main__":
    main(make_world)
