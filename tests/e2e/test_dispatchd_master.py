#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Master data by the API: each resource made, read, changed, deleted."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import Client, World, case, equal, main  # noqa: E402
from openapi_check import Description  # noqa: E402


def make_world():
    world = World()
    answer = world.client().get("/api/v1/openapi.json")
    Client.description = Description(answer.json)
    return world


def errors(answer):
    return [(e["pointer"], e.get("rule")) for e in answer.json["errors"]]


# A resource, what makes one, a change, a field of it afterwards.
RESOURCES = [
    ("customers", {"name": "Kit", "source": "crm", "external_id": "1"},
     {"external_id": None}, ("external_id", None)),
    ("contacts", {"customer": 1, "name": "Kim", "phone": "+1 555 0101"},
     {"email": "kim@example.org"}, ("email", "kim@example.org")),
    ("sites", {"customer": 1, "name": "Dock", "lat": 42.3, "lon": -71.1,
               "territory": 1, "contact": 1, "access_hours": [
                   {"weekday": 1, "from": "08:00", "to": "24:00"}]},
     {"access_hours": None}, ("access_hours", [])),
    ("assets", {"site": 1, "name": "Boiler", "model": "V200",
                "installed": "2020-02-29", "warranty": None},
     {"serial": "7", "installed": None}, ("serial", "7")),
    ("territories", {"code": "E", "name": "East", "calendar": "week",
                     "zone": "Europe/Berlin", "boundary": [
                         {"lat": 52.4, "lon": 13.1},
                         {"lat": 52.6, "lon": 13.1},
                         {"lat": 52.5, "lon": 13.7}]},
     {"neighbours": [2]}, ("neighbours", [2])),
    ("skills", {"code": "roof", "name": "Roofs"}, {"name": "Roof"},
     ("name", "Roof")),
    ("job-types", {"code": "Tile (loose)", "name": "Tile", "duration_min": 20,
                   "skills": [{"skill": "gas", "level": 2}],
                   "tools": [], "parts": [], "tasks": [
                       {"text": "Ladder up", "required": True},
                       {"text": "Photo", "required": False}]},
     {"tasks": [{"text": "Photo"}]},
     ("tasks", [{"text": "Photo", "required": False}])),
    ("calendars", {"code": "late", "name": "Late", "hours": [
        {"weekday": 5, "from": "12:00", "to": "23:30"}]},
     {"holidays": [{"day": "2026-12-25", "name": "Christmas"}]},
     ("holidays", [{"day": "2026-12-25", "name": "Christmas"}])),
    ("sla-policies", {"code": "tin", "name": "Tin", "calendar": "week",
                      "targets": [{"priority": 1, "kind": "resolve",
                                   "minutes": 60}]},
     {"milestones": [{"kind": "resolve", "percent": 80, "action": "escalate",
                      "level": 2}]},
     ("milestones", [{"kind": "resolve", "percent": 80, "action": "escalate",
                      "level": 2}])),
    ("technicians", {"code": "zoe", "name": "Zoe", "territory": 1,
                     "start": {"lat": 42.3, "lon": -71.1},
                     "employed": {"from": "2026-01-01"}},
     {"skills": [{"skill": "gas", "level": 2, "from": None,
                  "to": "2027-01-01"}]},
     ("skills", [{"skill": "gas", "level": 2, "from": None,
                  "to": "2027-01-01"}])),
    ("tools", {"code": "hoist", "name": "Hoist"}, {"name": "Chain hoist"},
     ("name", "Chain hoist")),
    ("parts", {"code": "fuse", "name": "Fuse"}, {"name": "Fuse, 10 A"},
     ("name", "Fuse, 10 A")),
]


@case
def each_resource_is_made_read_changed_and_deleted(world):
    root = world.client("root")
    for name, body, change, (field, wanted) in RESOURCES:
        made = root.post(f"/api/v1/{name}", {**body, "why": "new here"})
        equal(made.status, 201, (name, made))
        path = made.header("Location")
        equal(path, f"/api/v1/{name}/{made.json['id']}")
        seen = root.get(path)
        etag = seen.header("ETag")
        equal((seen.status, seen.json), (200, made.json), name)
        equal(root.get(path, {"If-None-Match": etag}).status, 304)
        equal(root.patch(path, change).status, 428, name)
        changed = root.patch(path, change, {"If-Match": etag})
        equal(changed.status, 200, (name, changed))
        equal(changed.json[field], wanted, name)
        equal(changed.json["version"], 2, name)
        same = root.patch(path, change, {"If-Match": changed.header("ETag")})
        equal(same.json["version"], 2, f"{name}: no change, no version")
        equal(root.patch(path, change, {"If-Match": etag}).status, 412, name)
        equal(root.delete(path, {"If-Match": etag}).status, 412, name)
        equal(root.delete(path).status, 428, name)
        trail = root.get(path + "/audit").json["items"]
        equal([e["action"].split(".")[1] for e in trail],
              ["created", "changed"], name)
        equal((trail[0]["why"], trail[1]["after"][field], trail[0]["actor"]),
              ("new here", wanted, "Root"), name)
        retired = root.patch(path, {"retired": True}, {"If-Match": "*"})
        equal(retired.json["retired"], True, (name, retired))
        ids = [i["id"] for i in root.get(
            f"/api/v1/{name}?retired=true").json["items"]]
        equal(made.json["id"] in ids, True, name)
        equal(root.delete(path + "?why=over", {"If-Match": "*"}).status, 204)
        equal(root.get(path).status, 404, name)
        equal(world.database.one(
            "SELECT why FROM audit WHERE action LIKE '%.deleted' ORDER BY id "
            "DESC LIMIT 1;"), "over", name)


@case
def lists_are_paged_sorted_and_searched(world):
    root = world.client("root")
    for name, _, _, _ in RESOURCES:
        sorts = next(p for p in Client.description.find(
            "GET", f"/api/v1/{name}")["parameters"] if p["name"] == "sort")
        for sort in sorts["schema"]["enum"]:
            path = f"/api/v1/{name}?sort={sort}"
            whole = [i["id"] for i in root.get(path).json["items"]]
            back = path.replace("=-", "=") if "=-" in path else path.replace(
                "=", "=-")
            equal([i["id"] for i in root.get(back).json["items"]],
                  whole[::-1], sort)
            paged, after = [], 0
            while after is not None:
                page = root.get(f"{path}&limit=1&after={after}")
                equal(page.status, 200, (name, page))
                paged += [i["id"] for i in page.json["items"]]
                after = page.json["next"]
            equal(paged, whole, (name, sort))
        equal(root.get(f"/api/v1/{name}?q=no%20such%20thing").json,
              {"items": [], "next": None}, name)
        equal(errors(root.get(f"/api/v1/{name}?sort=odd&order=1")),
              [("/sort", "choice"), ("/order", "unknown_parameter")])


@case
def wrong_bodies_are_pointed_at(world):
    root = world.client("root")
    for name, body, _, _ in RESOURCES:
        path = f"/api/v1/{name}"
        answer = root.post(path, {**body, "colour": 1})
        equal((answer.status, errors(answer)),
              (400, [("/colour", "unknown_field")]), name)
        schema = Client.description.document["components"]["schemas"][
            Client.description.find("POST", path)["requestBody"]["content"][
                "application/json"]["schema"]["$ref"].rsplit("/", 1)[1]]
        for needed in schema["required"]:
            less = {k: v for k, v in body.items() if k != needed}
            equal(errors(root.post(path, less)), [("/" + needed, "required")])
        equal(root.patch(path + "/999999", {}, {"If-Match": "*"}).status, 404)
        equal(root.delete(path + "/999999", {"If-Match": "*"}).status, 404)
        equal(root.get(path + "/999999/audit").status, 404)


@case
def a_merge_patch_may_say_what_it_is(world):
    root = world.client("root")
    answer = root.patch("/api/v1/skills/1", {"name": "Pipes"},
                        {"If-Match": "*", "Content-Type":
                         "application/merge-patch+json"})
    equal((answer.status, answer.json["name"]), (200, "Pipes"), answer)
    answer = root.post("/api/v1/skills", {"code": "x", "name": "x"},
                       {"Content-Type": "application/merge-patch+json"})
    equal(answer.status, 415)


@case
def a_site_has_notes(world):
    ina = world.client("ina")
    ids = []
    for text in ("Dog in the yard", "Key at no. 3"):
        made = ina.post("/api/v1/sites/1/notes", {"text": text})
        equal((made.status, made.json["by"], made.json["technician"]),
              (201, "Ina", None), made)
        equal(made.header("Location"), f"/api/v1/site-notes/{made.json['id']}")
        ids.insert(0, made.json["id"])
    page = ina.get("/api/v1/sites/1/notes?limit=1").json
    equal(([i["id"] for i in page["items"]], page["next"]), (ids[:1], ids[0]))
    page = ina.get(f"/api/v1/sites/1/notes?after={ids[0]}").json
    equal(([i["id"] for i in page["items"]], page["next"]), (ids[1:], None))
    path = f"/api/v1/site-notes/{ids[0]}"
    seen = world.client("mia").get(path)
    equal((seen.status, seen.json["text"]), (200, "Key at no. 3"))
    equal(world.client("mia").patch(path, {"text": "x"},
                                    {"If-Match": "*"}).status, 403)
    changed = ina.patch(path, {"text": "Key at no. 5"},
                        {"If-Match": seen.header("ETag")})
    equal((changed.status, changed.json["text"], changed.json["version"]),
          (200, "Key at no. 5", 2), changed)
    equal(ina.patch(path, {"text": "x"},
                    {"If-Match": seen.header("ETag")}).status, 412)
    trail = world.client("root").get(path + "/audit").json["items"]
    equal([e["action"] for e in trail],
          ["site_note.created", "site_note.changed"])
    equal(errors(ina.post("/api/v1/sites/1/notes", {})),
          [("/text", "required")])
    equal(world.client("root").post("/api/v1/sites/999999/notes",
                                    {"text": "x"}).status, 422)
    for path in ("/api/v1/sites/2/notes", "/api/v1/sites/999999/notes"):
        equal(world.client("dora").get(path).status, 404, path)
    equal(ina.delete(f"/api/v1/site-notes/{ids[0]}?why=moved",
                     {"If-Match": "*"}).status, 204)
    equal([i["id"] for i in ina.get("/api/v1/sites/1/notes").json["items"]],
          ids[1:])


@case
def what_is_in_use_stays(world):
    root = world.client("root")
    job = world.database.job()
    for path, part in [("/customers/1", "site 1"), ("/contacts/1", "site 1"),
                       ("/sites/1", f"job {job}"),
                       ("/territories/1", "technician ann, bob"),
                       ("/skills/1", "technician ann"),
                       ("/job-types/1", f"job {job}"),
                       ("/calendars/1", "territory N, S"),
                       ("/sla-policies/1", "job type leak")]:
        answer = root.delete("/api/v1" + path, {"If-Match": "*"})
        equal((answer.status, errors(answer)[0][1]), (409, "in_use"), answer)
        equal(part in answer.json["detail"], True, answer)


@case
def who_may_not_is_refused(world):
    for name, body, _, _ in RESOURCES:
        path = f"/api/v1/{name}"
        equal(world.client("mia").post(path, body).status, 403, name)
        wanted = {"customers": 200, "contacts": 200, "sites": 200,
                  "technicians": 200, "tools": 404, "parts": 404,
                  "assets": 404}
        equal(world.client("dora").patch(path + "/1", {}, {
            "If-Match": "*"}).status, wanted.get(name, 403), name)
    equal(world.client("dora").get("/api/v1/technicians/3").status, 404)
    for name in ("customers", "contacts", "sites", "territories"):
        for path in (f"/{name}/2", f"/{name}/2/audit"):
            equal(world.client("dora").get("/api/v1" + path).status, 404,
                  "of another territory")
        ids = [i["id"] for i in world.client("dora").get(
            f"/api/v1/{name}").json["items"]]
        equal(2 in ids, False, f"{name}: {ids}")
    equal(world.client("ina").get("/api/v1/customers/1/audit").status, 403)


@case
def a_job_has_tasks_and_is_on_an_asset(world):
    root = world.client("root")
    made = root.post("/api/v1/assets", {"site": 1, "name": "Lift"}).json["id"]
    other = root.post("/api/v1/assets", {"site": 2, "name": "L2"}).json["id"]
    equal(root.post("/api/v1/job-types", {
        "code": "check", "name": "Check", "duration_min": 20, "tasks": [
            {"text": "Oil", "required": True}, {"text": "Belt"}]}).status, 201)
    body = {"site": 1, "type": "check", "title": "Yearly", "asset": made}
    job = root.post("/api/v1/jobs", body).json
    equal((job["asset"]["name"], [t["text"] for t in job["tasks"]],
           [t["required"] for t in job["tasks"]]),
          ("Lift", ["Oil", "Belt"], [True, False]))
    equal(errors(root.post("/api/v1/jobs", {**body, "asset": other})),
          [("/asset", "unknown")])
    path = f"/api/v1/jobs/{job['id']}"
    oil, belt = (t["id"] for t in job["tasks"])
    world.database.run("UPDATE job_task SET done_at = app_now(), done_by = 1 "
                       f"WHERE id = {belt};")
    changed = root.patch(path, {"asset": None, "tasks": [
        {"text": "Rope"}, {"id": belt, "text": "Belts"}]}, {"If-Match": "*"})
    equal(changed.status, 200, changed)
    equal(changed.json["asset"], None)
    equal([(t["text"], t["done_by"]) for t in changed.json["tasks"]],
          [("Rope", None), ("Belts", 1)])
    equal(changed.json["tasks"][1]["id"], belt, "the line stays")
    equal(changed.json["version"] > job["version"], True)
    same = root.patch(path, {"tasks": [
        {"id": t["id"], "text": t["text"]} for t in changed.json["tasks"]]},
        {"If-Match": "*"})
    equal(same.json["version"], changed.json["version"], "nothing changed")
    for tasks, pointer in (
            ([{"id": oil, "text": "Oil"}], "/tasks/0/id"),
            ([{"id": belt, "text": "a"}, {"id": belt, "text": "b"}],
             "/tasks/1/id"), ([{"text": ""}], "/tasks/0/text")):
        answer = root.patch(path, {"tasks": tasks}, {"If-Match": "*"})
        equal(errors(answer)[0][0], pointer, answer)
    equal(root.delete(f"/api/v1/assets/{made}", {"If-Match": "*"}).status,
          204, "no job is on it any more")


if __name__ == "__main__":
    main(make_world)
