#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The dispatcher's API: every route, its answers against its description."""

import os
import sys
import urllib.parse
from random import Random

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Client, World, case, equal, main,  # noqa: E402
                          DAY)
from openapi_check import Description  # noqa: E402


def make_world():
    world = World()
    anybody = world.client()
    answer = anybody.get("/api/v1/openapi.json")
    equal(answer.status, 200, "openapi.json")
    Client.description = Description(answer.json)
    return world


@case
def health_says_ok(world):
    equal(world.client().get("/healthz").text, "ok\n")
    equal(world.client().get("/readyz").text, "ready\n")


@case
def territories_are_those_of_the_user(world):
    def codes(login):
        answer = world.client(login).get("/api/v1/territories")
        equal(answer.status, 200)
        return [t["code"] for t in answer.json["items"]]
    equal(codes("root"), ["N", "S"])
    equal(codes("dora"), ["N"])
    equal(codes("sam"), ["S"])


def new_job(world, login="dora", **more):
    body = {"site": 1, "type": "leak", "title": "Tap drips", **more}
    return world.client(login).post("/api/v1/jobs", body)


@case
def a_job_is_taken_in_read_changed_and_cancelled(world):
    dora = world.client("dora")
    made = new_job(world, description="Kitchen\nSecond floor",
                   skills=[{"skill": "electric", "level": 1}],
                   technicians=[{"technician": 2, "relation": "preferred"}],
                   earliest_start="2026-11-24T13:00:00Z",
                   due_at="2026-11-24T18:00:00+01:00", external_id="x-1",
                   source="test")
    equal(made.status, 201, made)
    job = made.json
    path = f"/api/v1/jobs/{job['id']}"
    equal(made.header("Location"), path)
    equal(job["due_at"], "2026-11-24T17:00:00Z")
    equal(job["state"], "open")
    equal([s["kind"] for s in job["sla"]], ["respond", "resolve"])
    seen = dora.get(path)
    equal(seen.status, 200)
    etag = seen.header("ETag")
    equal(etag[0], '"', "a strong tag")
    equal(dora.get(path, {"If-None-Match": etag}).status, 304)
    changed = dora.patch(path, {"title": "Tap runs", "due_at": None},
                         {"If-Match": etag})
    equal(changed.status, 200, changed)
    equal(changed.json["title"], "Tap runs")
    equal(changed.json["due_at"], None)
    equal(dora.get(path, {"If-None-Match": etag}).status, 200)
    equal(dora.patch(path, {"title": "No"}, {"If-Match": etag}).status, 412)
    equal(dora.patch(path, {"title": "No"}).status, 428)
    equal(dora.patch(path, {"title": "No"}, {"If-Match": 'W/"1"'}).status, 412)
    held = dora.patch(path, {"state": "on_hold", "hold_reason": "no part"},
                      {"If-Match": changed.header("ETag")})
    equal((held.status, held.json["hold_reason"]), (200, "no part"))
    gone = dora.post(path + "/cancel", {"why": "customer called off"},
                     {"If-Match": held.header("ETag")})
    equal((gone.status, gone.json["state"]), (200, "cancelled"), gone)
    again = dora.post(path + "/cancel", {"why": "twice"}, {"If-Match": "*"})
    equal(again.status, 409, again)
    trail = dora.get(path + "/audit").json["items"]
    equal([entry["action"] for entry in trail][0], "job.created")
    equal(trail[-1]["why"], "customer called off")
    equal(trail[0]["actor"], "Dora")
    equal(dora.get(path + "/facts").json, {"items": []})
    equal(dora.get(path + "/photos").json, {"items": []})


@case
def a_job_at_a_new_site_makes_the_site(world):
    made = new_job(world, territory=1, site={
        "name": "Nook", "address": "3 Oak St", "lat": 42.3, "lon": -71.0,
        "customer": "Nora"})
    equal(made.status, 201, made)
    equal(made.json["customer"]["name"], "Nora")


@case
def a_job_that_nobody_can_do_is_taken_with_a_warning(world):
    made = new_job(world, type="boiler")
    equal(made.status, 201, made)
    equal(len(made.json["warnings"]), 1, made.json["warnings"])


@case
def jobs_are_listed_page_by_page(world):
    dora = world.client("dora")
    first = dora.get("/api/v1/jobs?limit=2&territory=1").json
    equal(len(first["items"]), 2)
    second = dora.get(f"/api/v1/jobs?limit=2&after={first['next']}").json
    equal(second["items"][0]["id"] > first["items"][1]["id"], True)
    for job in dora.get("/api/v1/jobs?state=cancelled").json["items"]:
        equal(job["state"], "cancelled")


@case
def technicians_are_listed_and_read(world):
    dora = world.client("dora")
    items = dora.get("/api/v1/technicians?territory=1").json["items"]
    equal([t["code"] for t in items], ["ann", "bob"])
    one = dora.get("/api/v1/technicians/1")
    equal(one.json["skills"][0]["skill"], "plumbing")
    etag = one.header("ETag")
    equal(dora.get("/api/v1/technicians/1",
                   {"If-None-Match": etag}).status, 304)


@case
def the_board_shows_shifts_and_unplanned_jobs(world):
    dora = world.client("dora")
    path = f"/api/v1/board?territory=1&from={DAY}"
    board = dora.get(path)
    equal(board.status, 200, board)
    equal([t["code"] for t in board.json["technicians"]], ["ann", "bob"])
    equal(board.json["technicians"][0]["shifts"][0]["start"],
          f"{DAY}T13:00:00Z")
    equal(board.json["unplanned"]["total"] > 0, True)
    etag = board.header("ETag")
    equal(dora.get(path, {"If-None-Match": etag}).status, 304)
    new_job(world)
    equal(dora.get(path, {"If-None-Match": etag}).status, 200)
    equal(dora.get(path + "&to=2026-11-22").status, 400)


@case
def answers_are_gzipped_with_another_tag(world):
    dora = world.client("dora")
    path = f"/api/v1/board?territory=1&from={DAY}"
    plain = dora.get(path).header("ETag")
    packed = dora.get(path, {"Accept-Encoding": "gzip"})
    equal(packed.header("Content-Encoding"), "gzip")
    equal(packed.header("ETag") != plain, True)
    equal(dora.get(path, {"Accept-Encoding": "gzip",
                          "If-None-Match": packed.header("ETag")}).status, 304)


# method, path, body; all are refused without a credential.
@case
def a_visit_is_pinned_and_its_window_told(world):
    dora = world.client("dora")
    job = new_job(world).json["id"]
    made = dora.post(f"/api/v1/jobs/{job}/assign",
                     {"technician": 1, "start": "2026-11-26T14:00:00Z"})
    path = f"/api/v1/visits/{made.json['id']}"
    equal(made.header("ETag"), dora.get(path).header("ETag"))
    old = {"If-Match": made.header("ETag")}
    window = {"from": "2026-11-26T14:00:00Z", "to": "2026-11-26T16:00:00Z"}
    equal(dora.patch(path, {"pinned": True}).status, 428)
    changed = dora.patch(path, {"pinned": True, "arrival_window": window,
                                "why": "she rang"}, old)
    equal((changed.status, changed.json["pinned"],
           changed.json["arrival_window"]), (200, True, window), changed)
    equal(dora.patch(path, {"pinned": False}, old).status, 412)
    equal(dora.post(path + "/unassign", None, old).status, 412)
    changed = dora.patch(path, {"arrival_window": None},
                         {"If-Match": changed.header("ETag")})
    equal(changed.json["arrival_window"], None, changed)
    for bad in ({"arrival_window": {"from": window["to"],
                                    "to": window["from"]}},
                {"arrival_window": {"from": window["to"]}}):
        equal(dora.patch(path, bad, {"If-Match": "*"}).status // 100, 4)
    trail = dora.get(f"/api/v1/jobs/{job}/audit").json["items"]
    equal([(e["action"], e["why"]) for e in trail][-2:],
          [("visit.retimed", "she rang"), ("visit.retimed", None)])
    equal(dora.post(path + "/unassign", None, {
        "If-Match": changed.header("ETag")}).json["state"], "cancelled")
    equal(dora.patch(path, {"pinned": True}, {"If-Match": "*"}).status, 409)
    equal(world.client("sam").get(path).status, 404)


GUARDED = [
    ("GET", "/session", None), ("DELETE", "/session", None),
    ("PUT", "/password", {"current": "a", "new": "b" * 12}),
    ("GET", "/technicians/1/week", None), ("PUT", "/technicians/1/week", {}),
    ("GET", "/territories/1/policy", None),
    ("PATCH", "/territories/1/policy", {}),
    ("PUT", "/territories/1/policy", {}), ("GET", "/notices", None),
    ("POST", "/notices/1/seen", None), ("GET", "/reviews", None),
    ("GET", "/reviews/1", None), ("POST", "/reviews/1/settle", {}),
    ("GET", "/jobs/1/timeline", None),
    ("GET", f"/board?territory=1&from={DAY}", None),
    ("GET", "/stream", None),
    ("GET", "/jobs", None), ("POST", "/jobs", {}), ("GET", "/jobs/1", None),
    ("PATCH", "/jobs/1", {}), ("POST", "/jobs/1/cancel", {}),
    ("GET", "/jobs/1/audit", None), ("GET", "/jobs/1/facts", None),
    ("GET", "/jobs/1/clocks", None), ("GET", "/jobs/1/photos", None),
    ("GET", "/photos/00000000-0000-4000-8000-000000000001", None),
    ("GET", "/jobs/1/candidates", None), ("POST", "/jobs/1/assign", {}),
    ("POST", "/jobs/1/emergency", {}),
    ("GET", "/visits/1", None), ("PATCH", "/visits/1", {}),
    ("POST", "/visits/1/unassign", None),
    ("POST", "/slots", {}), ("POST", "/slots/1/hold", None),
    ("POST", "/slots/1/book", {}), ("GET", "/slots/holds/1", None),
    ("DELETE", "/slots/holds/1", None),
    ("GET", "/proposals", None),
    ("POST", "/proposals", {}), ("GET", "/proposals/1", None),
    ("POST", "/proposals/1/accept", None),
    ("POST", "/proposals/1/discard", None),
    ("POST", "/proposals/1/cancel", None),
    ("POST", "/proposals/1/revert", None),
    ("GET", "/technicians/1/calendar-links", None),
    ("POST", "/technicians/1/calendar-links", {"label": "x"}),
    ("DELETE", "/calendar-links/1", None),
    ("POST", "/technicians/1/enrolment-codes", None),
    ("GET", "/technicians/1/devices", None), ("DELETE", "/devices/1", None),
    ("GET", "/devices", None), ("GET", "/devices/1", None),
    ("PATCH", "/devices/1", {}), ("GET", "/devices/1/audit", None),
]
# Resources: all have the same six routes.
for whole, name in [(n, n) for n in (
        "customers", "contacts", "sites", "territories", "skills",
        "job-types", "calendars", "sla-policies", "technicians", "tools",
        "parts", "assets")] + [("sites/1/notes", "site-notes"),
                     ("technicians/1/shifts", "shifts"),
                     ("technicians/1/absences", "absences")]:
    GUARDED += [("GET", f"/{whole}", None), ("POST", f"/{whole}", {}),
                ("GET", f"/{name}/1", None), ("PATCH", f"/{name}/1", {}),
                ("DELETE", f"/{name}/1", None),
                ("GET", f"/{name}/1/audit", None)]


@case
def every_guarded_route_wants_a_credential(world):
    for method, path, body in GUARDED:
        answer = world.client().request(method, "/api/v1" + path, body)
        equal(answer.status, 401, f"{method} {path}")
        equal(answer.header("WWW-Authenticate"), 'Bearer realm="callout"')
    for value in ("Bearer cak_" + "0" * 40, "Bearer other", "Basic eDp5"):
        answer = world.client().get("/api/v1/session",
                                    {"Authorization": value})
        equal(answer.status, 401, value)


@case
def the_table_of_refusals_names_every_guarded_route(world):
    paths = world.client().get("/api/v1/openapi.json").json["paths"]
    guarded = sum(1 for path in paths.values() for o in path.values()
                  if o.get("security") != [])
    equal(guarded, len(GUARDED))


@case
def another_role_is_refused(world):
    job = new_job(world).json["id"]
    for login, method, path, body in [
            ("ina", "GET", "/technicians", None),
            ("ina", "GET", "/technicians/1/shifts", None),
            ("ina", "GET", "/notices", None),
            ("mia", "PATCH", "/technicians/1", {}),
            ("mia", "PUT", "/technicians/1/week", {"week": []}),
            ("mia", "PATCH", "/territories/1/policy", {}),
            ("mia", "POST", "/notices/1/seen", None),
            ("mia", "POST", "/technicians/1/absences",
             {"start": f"{DAY}T14:00:00Z", "reason": "sick"}),
            ("ina", "GET", f"/board?territory=1&from={DAY}", None),
            ("ina", "PATCH", f"/jobs/{job}", {"title": "x"}),
            ("ina", "POST", "/proposals", {"territory": 1, "day": DAY}),
            ("ina", "GET", "/technicians/1/calendar-links", None),
            ("mia", "POST", "/jobs", {"site": 1, "type": "leak",
                                      "title": "x"}),
            ("mia", "POST", f"/jobs/{job}/cancel", {"why": "x"}),
            ("mia", "POST", "/technicians/1/enrolment-codes", None),
            ("mia", "DELETE", "/devices/1", None)]:
        answer = world.client(login).request(method, "/api/v1" + path, body,
                                             {"If-Match": "*"})
        equal(answer.status, 403, f"{login} {method} {path}: {answer}")
    equal(new_job(world, "ina").status, 201)
    equal(world.client("mia").get(f"/api/v1/jobs/{job}").status, 200)


@case
def another_territory_is_not_there(world):
    job = new_job(world).json["id"]
    for method, path, body in [
            ("GET", f"/jobs/{job}", None), ("GET", f"/jobs/{job}/audit", None),
            ("GET", f"/jobs/{job}/facts", None),
            ("GET", f"/jobs/{job}/photos", None),
            ("GET", f"/jobs/{job}/clocks", None),
            ("PATCH", f"/jobs/{job}", {"title": "x"}),
            ("POST", f"/jobs/{job}/cancel", {"why": "x"}),
            ("PATCH", "/visits/999999", {"pinned": True}),
            ("POST", f"/jobs/{job}/assign",
             {"technician": 3, "start": f"{DAY}T14:00:00Z"}),
            ("GET", "/technicians/1", None), ("GET", "/jobs?territory=1", None),
            ("PATCH", "/technicians/1", {}), ("DELETE", "/technicians/1", None),
            ("GET", "/technicians/1/week", None),
            ("PUT", "/technicians/1/week", {"week": []}),
            ("GET", "/technicians/1/shifts", None), ("GET", "/shifts/1", None),
            ("POST", "/technicians/1/shifts",
             {"start": f"{DAY}T01:00:00Z", "end": f"{DAY}T02:00:00Z"}),
            ("PATCH", "/shifts/1", {}), ("DELETE", "/shifts/1", None),
            ("GET", "/technicians/1/absences", None),
            ("POST", "/technicians/1/absences",
             {"start": f"{DAY}T14:00:00Z", "reason": "sick"}),
            ("GET", "/territories/1/policy", None),
            ("PATCH", "/territories/1/policy", {}),
            ("PUT", "/territories/1/policy", {}),
            ("GET", "/notices?territory=1", None),
            ("GET", "/technicians?territory=1", None),
            ("GET", f"/board?territory=1&from={DAY}", None),
            ("POST", "/proposals", {"territory": 1, "day": DAY}),
            ("GET", "/technicians/1/calendar-links", None),
            ("POST", "/technicians/1/calendar-links", {"label": "x"}),
            ("POST", "/technicians/1/enrolment-codes", None),
            ("GET", "/technicians/1/devices", None)]:
        answer = world.client("sam").request(method, "/api/v1" + path, body,
                                             {"If-Match": "*"})
        equal(answer.status, 404, f"{method} {path}: {answer}")
    for path in ("/jobs/999999", "/jobs/0", "/jobs/-1", "/jobs/abc",
                 "/jobs/99999999999999999999", "/proposals/999999"):
        equal(world.client("dora").get("/api/v1" + path).status, 404, path)


def errors(answer):
    return [(e["pointer"], e.get("rule")) for e in answer.json["errors"]]


@case
def wrong_fields_are_pointed_at(world):
    good = {"site": 1, "type": "leak", "title": "x"}
    for change, wanted in [
            ({"title": None}, ("/title", "type")),
            ({"title": ""}, ("/title", "length")),
            ({"title": "x" * 201}, ("/title", "length")),
            ({"title": "two\nlines"}, ("/title", "format")),
            ({"priority": 6}, ("/priority", "range")),
            ({"priority": 2.5}, ("/priority", "type")),
            ({"priority": "2"}, ("/priority", "type")),
            ({"colour": "red"}, ("/colour", "unknown_field")),
            ({"a/b~c": 1}, ("/a~1b~0c", "unknown_field")),
            ({"due_at": "tomorrow"}, ("/due_at", "format")),
            ({"due_at": "2026-11-24T12:00:00"}, ("/due_at", "format")),
            ({"due_at": "2026-02-30T12:00:00Z"}, ("/due_at", "format")),
            ({"site": {"name": "n", "lat": 97, "lon": 0}},
             ("/site/lat", "range")),
            ({"site": {"name": "n", "lat": 7}}, ("/site/lon", "required")),
            ({"site": "1"}, ("/site", "type")),
            ({"site": 0}, ("/site", "range")),
            ({"skills": [{"skill": "a"}, {"level": 3}]},
             ("/skills/1/skill", "required")),
            ({"technicians": [{"technician": 1, "relation": "likes"}]},
             ("/technicians/0/relation", "choice"))]:
        answer = new_job(world, **change)
        equal(answer.status, 400, (change, answer))
        equal(errors(answer)[0], wanted, change)
        equal(answer.header("Content-Type"), "application/problem+json")
    answer = world.client("dora").post("/api/v1/jobs", {})
    equal(errors(answer), [("/site", "required"), ("/type", "required"),
                           ("/title", "required")])
    for change, wanted in [
            ({"type": "nothing"}, "/type"),
            ({"skills": [{"skill": "nothing"}]}, "/skills/0/skill"),
            ({"earliest_start": "2026-11-24T12:00:00Z",
              "due_at": "2026-11-24T12:00:00Z"}, "/due_at")]:
        answer = new_job(world, **{**good, **change})
        equal(answer.status, 422, answer)
        equal(errors(answer)[0][0], wanted)


@case
def bodies_that_are_no_json_are_refused(world):
    dora = world.client("dora")
    deep = b"[" * 40 + b"]" * 40
    for raw, status in [
            (b"", 415), (b"{", 400), (b"[]", 400), (b"null", 400),
            (b'{"site":1,"site":2,"type":"leak","title":"x"}', 400),
            (b'{"title":"\xff"}', 400), (b'{"title":"\\u0000"}', 400),
            (b'{"title":' + deep + b"}", 400), (b'{"a":1}{"b":2}', 400)]:
        headers = {"Content-Type": None} if not raw else {}
        answer = dora.post("/api/v1/jobs", headers=headers, raw=raw)
        equal(answer.status, status, (raw, answer))
    for media in ("text/plain", "application/xml", None):
        answer = dora.post("/api/v1/jobs", headers={"Content-Type": media},
                           raw=b'{"site":1,"type":"leak","title":"x"}')
        equal(answer.status, 415, media)
    answer = dora.post("/api/v1/jobs",
                       headers={"Content-Type":
                                "application/json; charset=utf-8"},
                       raw=b'{"site":1,"type":"leak","title":"x"}')
    equal(answer.status, 201)
    big = b'{"title":"' + b"x" * (300 << 10) + b'"}'
    equal(dora.post("/api/v1/jobs", raw=big).status, 413)
    # A body where none belongs.
    equal(dora.post("/api/v1/proposals/1/discard", {"a": 1}).status, 400)


@case
def wrong_parameters_are_pointed_at(world):
    dora = world.client("dora")
    for query, wanted in [
            ("limit=0", ("/limit", "range")), ("limit=x", ("/limit", "type")),
            ("state=odd", ("/state", "choice")),
            ("colour=red", ("/colour", "unknown_parameter")),
            ("limit=1&limit=2", ("/limit", "duplicate")),
            ("territory=-1", ("/territory", "range"))]:
        answer = dora.get("/api/v1/jobs?" + query)
        equal(answer.status, 400, (query, answer))
        equal(wanted in errors(answer), True, (query, errors(answer)))
    equal(errors(dora.get("/api/v1/board?from=2026-02-30&territory=1")),
          [("/from", "format")])
    equal(errors(dora.get("/api/v1/board?territory=1")),
          [("/from", "required")])


@case
def unknown_paths_and_methods_are_told(world):
    dora = world.client("dora")
    equal(dora.get("/api/v1/nothing").status, 404)
    answer = dora.delete("/api/v1/jobs")
    equal(answer.status, 405)
    equal("POST" in answer.header("Allow"), True)
    equal(dora.request("OPTIONS", "/api/v1/jobs").status in (200, 204), True)
    head = dora.request("HEAD", "/api/v1/territories")
    equal((head.status, head.body), (200, b""))


@case
def an_external_id_is_taken_once(world):
    equal(new_job(world, source="crm", external_id="7").status, 201)
    answer = new_job(world, source="crm", external_id="7")
    equal((answer.status, errors(answer)[0][0]), (409, "/external_id"))


@case
def a_device_is_enrolled_listed_and_revoked(world):
    dora = world.client("dora")
    made = dora.post("/api/v1/technicians/1/enrolment-codes")
    equal(made.status, 201, made)
    code = world.secret(made.json["code"])
    equal(len(code), 14)
    plain = code.replace("-", "")
    world.secret(plain)
    device = world.database.one(
        "SELECT device_id FROM device_enrol(sha256(convert_to("
        f"'{plain}', 'UTF8')), sha256('token'), 'Phone')")
    path = "/api/v1/technicians/1/devices"
    equal([d["name"] for d in dora.get(path).json["items"]], ["Phone"])
    equal(world.client("sam").delete(f"/api/v1/devices/{device}").status, 404)
    equal(dora.delete(f"/api/v1/devices/{device}").status, 204)
    equal(dora.get(path).json["items"][0]["revoked_at"] is None, False)
    equal(dora.delete("/api/v1/devices/999").status, 404)


# Values that some field somewhere may choke on.
ODD = [None, True, 0, -1, 1, 7, 2 ** 31, 2 ** 63 - 1, -2 ** 63, 2 ** 63, 1.5,
       1e308, "", "x", "x" * 300, "x" * 9000, "\u0001", "\u2028", "\U0001F527",
       "\ud7ff", "' OR 1=1 --", "$1", "{}", "2026-11-24T15:00:00Z",
       "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
       "2026-11-24T15:00:00+14:00", DAY, "leak", "gas", "on_hold", "open",
       [], [1], [[]], {}, {"name": "n", "lat": 1, "lon": 2}, [{"skill": "gas"}],
       [{"technician": 1, "relation": "required"}]]


def odd_body(random, schema):
    """A body that is valid, but for a few odd values."""
    body = {}
    for name, field in schema["properties"].items():
        needed = name in schema["required"]
        if random.random() < (0.95 if needed else 0.3):
            body[name] = random.choice(ODD)
            if random.random() < 0.6:
                body[name] = {"integer": 1, "boolean": True, "number": 1.0,
                              "array": []}.get(str(field.get("type")), "leak")
            if field.get("format") == "date-time" or "null" in str(
                    field.get("type")):
                body[name] = random.choice(ODD[23:27])
    if random.random() < 0.1:
        body["odd"] = 1
    return body


@case
def odd_bodies_and_parameters_never_end_in_an_internal_error(world):
    random = Random(20261123)
    document = Client.description.document
    schemas = document["components"]["schemas"]
    root = world.client("root")
    seen = set()
    for _ in range(4000 if os.environ.get("CALLOUT_FULL") else 400):
        pattern = random.choice(sorted(
            set(document["paths"]) - {"/api/v1/stream"}))
        method = random.choice(sorted(document["paths"][pattern]))
        operation = document["paths"][pattern][method]
        if operation["operationId"] in ("logOut", "changePassword", "logIn"):
            continue
        path = pattern.replace("{secret}", random.choice(["x", "%F0%9F%94%A7"]))
        path = path.replace("{id}", random.choice(
            ["1", "2", "3", "9", "9223372036854775807"]))
        query = urllib.parse.urlencode([
            (p["name"], random.choice(ODD)) for p in operation["parameters"]
            if p["in"] == "query" and random.random() < 0.8])
        body = None
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"][
                "schema"]["$ref"].rsplit("/", 1)[1]
            body = odd_body(random, schemas[name])
        answer = root.request(method.upper(), path + "?" + query
                              if query else path, body, {"If-Match": "*"})
        seen.add(answer.status)
        equal(answer.status < 500, True, (method, path, query, body, answer))
    equal({200, 400, 404} <= seen, True, seen)


@case
def metrics_count_requests_by_route(world):
    text = world.client().get("/metrics").text
    for wanted in ('/api/v1/jobs/{id}', "callout_db_up 1",
                   "callout_jobs_open", "callout_planning_runs_total",
                   "callout_db_connections"):
        equal(wanted in text, True, wanted)
    names = [line.split()[2] for line in text.splitlines()
             if line.startswith("# TYPE")]
    equal(len(names), len(set(names)), "a type per name")


@case
def no_secret_is_in_the_log(world):
    text = world.dispatchd.text()
    for word in world.secrets + world.database.secrets:
        equal(word in text, False, "a secret in the log")
    equal("route=/api/v1/jobs/{id}" in text, True, "routes are logged")


if __name__ == "__main__":
    main(make_world)
