#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A device and mobile-sync: coming in, pulling, pushing, exactly once."""

import gzip
import json
import os
import signal
import sys
import threading
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (NOW, World, case, equal, main, psql,  # noqa: E402
                          wait_for)
from blob_device import Upload, photo  # noqa: E402
from sync_device import (NS, Q, Device, Peer, instant, make_code,  # noqa: E402
                         problem, xml)


def make_world():
    world = World(start=("mobile-sync",), options=("--log-level=debug",))
    world.slot = 0
    return world


def assign(world, technician=1, job=None, **more):
    """A job with a dispatched visit of its own hour; the visit's id."""
    job = job or world.database.job(**more)
    world.slot += 1
    hours = 24 * 30 + 2 * world.slot
    return job, int(world.database.one(
        f"SELECT version FROM job WHERE id = {job} \\gset\n"
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, "
        f"{technician}, timestamptz '{NOW}' + interval '{hours} hours', "
        f"timestamptz '{NOW}' + interval '{hours + 1} hours', 600, false, "
        ":version, 'test');"))


def state_of(world, visit):
    return world.database.one(f"SELECT state FROM visit WHERE id = {visit};")


def facts(world, device):
    return int(world.database.one(
        f"SELECT count(*) FROM fact WHERE device_id = {device.id};"))


# --- coming in --------------------------------------------------------------

@case
def a_code_is_good_once(world):
    device = Device(world)
    equal(device.enrolled["name"], "Ann Arbor")
    equal(device.enrolled["zone"], "America/New_York")
    equal(len(device.token), 4 + 64)
    stored = world.database.one("SELECT encode(token_hash, 'hex') FROM "
                                "device_token WHERE device_id = "
                                f"{device.id};")
    if device.token[4:] in stored:
        raise AssertionError("the token itself is stored")
    again = device.peer.ask("POST", "/enrol", f'<enrol xmlns="{NS}" '
                            f'code="{device.code}" name="thief"/>')
    expired = make_code(world)
    world.database.run("UPDATE enrol_code SET expires_at = app_now() "
                       "WHERE used_at IS NULL;")
    texts = {problem(again, 401)["detail"]}
    for code in (expired, "AAAA-AAAA-AAAA", "not base32!"):
        answer = device.peer.ask("POST", "/enrol", f'<enrol xmlns="{NS}" '
                                 f'code="{code}" name="x"/>')
        body = problem(answer, 401)
        texts.add(body["detail"])
        equal(sorted(body), ["detail", "errors", "request_id", "status",
                             "title", "type"])
    equal(len(texts), 1, "one text for all")


@case
def a_code_may_be_typed_in_any_way(world):
    code = make_code(world)
    typed = code.lower().replace("-", " ").replace("0", "o")
    answer = Peer(world.mobile_sync.port).ask(
        "POST", "/enrol", f'<enrol xmlns="{NS}" code="{typed}" name="x"/>')
    equal(answer.status, 201, answer)
    world.secret(xml(answer).get("token"))


@case
def who_has_no_token_stays_outside(world):
    peer = Peer(world.mobile_sync.port)
    for header in (None, "Bearer cdt_" + "0" * 64, "Bearer cak_x", "Basic eA==",
                   "Bearer cdt_" + "x" * 500):
        for method, path in (("GET", "/sync"), ("POST", "/push")):
            answer = peer.ask(method, path, "" if method == "POST" else None,
                              Authorization=header)
            problem(answer, 401)
            equal(answer.header("WWW-Authenticate"), "Bearer")


@case
def a_revoked_device_is_out_soon(world):
    device = Device(world)
    device.pull()
    world.database.run(f"SELECT device_revoke(1, 'test', {device.id}) "
                       "\\g /dev/null")
    refused = wait_for(
        lambda: (lambda a: a if a.status == 401 else None)(
            device.get("/sync")), "revoked", 5)
    equal(problem(refused, 401)["errors"][0]["rule"], "revoked")
    equal(device.push(device.note("late", 1)), ["out_of_scope"])


# --- pulling ----------------------------------------------------------------

@case
def sheets_come_in_pages_and_once(world):
    visits = {assign(world, 2)[1] for _ in range(7)}
    device = Device(world, 2)
    equal(device.pull(limit=3), 3, "pages")
    equal(set(device.sheets), visits)
    answer = device.get(f"/sync?since={device.cursor}",
                        If_None_Match=f'"{device.cursor}"')
    equal((answer.status, answer.body), (304, b""))
    answer = device.get(f"/sync?since={device.cursor}")
    equal((answer.status, len(xml(answer))), (200, 0))
    equal(xml(answer).get("more"), "0")


@case
def a_sheet_has_all_that_is_needed(world):
    job, visit = assign(world, 1, title="Water < & > \"é\"", kind="leak",
                        description="Line one\r\nline two")
    device = Device(world)
    device.pull()
    sheet = device.sheets[visit]
    plan, jobs, site = (sheet.find(Q + n) for n in ("plan", "job", "site"))
    equal(plan.get("state"), "dispatched")
    equal(plan.get("travel"), "600")
    equal((jobs.get("id"), jobs.get("type"), jobs.get("minutes")),
          (str(job), "leak", "60"))
    equal(jobs.find(Q + "title").text, "Water < & > \"é\"")
    equal(jobs.find(Q + "description").text, "Line one\r\nline two")
    equal(jobs.find(Q + "skill").attrib, {"code": "plumbing", "level": "2"})
    equal(site.find(Q + "address").text, "1 Elm St, Boston")
    equal(site.find(Q + "customer").text, "Ada Quincy")
    equal(float(site.get("lat")), 42.34)
    equal(sheet.find(Q + "contact").get("phone"), "+1 555 0199")
    equal(sorted(s.get("kind") for s in sheet.findall(Q + "sla")),
          ["resolve", "respond"])


def furnish(world, job, technician=1):
    """All that contract 2 shows of a job; the id of its first task."""
    world.database.run(f"""
        INSERT INTO asset (site_id, name, model, warranty)
        SELECT site_id, 'Boiler "2"', 'V200', '2029-05-01' FROM job
        WHERE id = {job};
        UPDATE job SET due_at = '2027-01-02T03:04:05Z', asset_id =
            (SELECT max(id) FROM asset) WHERE id = {job};
        INSERT INTO part (code, name) VALUES ('seal', 'Flange <seal>'),
            ('pump', 'Pump') ON CONFLICT DO NOTHING;
        INSERT INTO job_part SELECT {job}, id, 2 FROM part;
        INSERT INTO technician_part SELECT {technician}, id, -3 FROM part
        WHERE code = 'seal' ON CONFLICT DO NOTHING;
        INSERT INTO job_task (job_id, position, text, required)
        VALUES ({job}, 1, 'Gas off', true), ({job}, 2, 'Photo', false);
        INSERT INTO site_note (site_id, text, at)
        SELECT site_id, 'Dog', app_now() FROM job WHERE id = {job};""")
    return int(world.database.one("SELECT id FROM job_task WHERE job_id = "
                                  f"{job} AND position = 1;"))


@case
def what_is_sent_keeps_the_contract(world):
    furnish(world, assign(world, 1)[0])
    device = Device(world)
    answer = device.get("/sync")
    path = os.path.join(world.folder, "delta.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(answer.text)
    check_contract(world, path)
    for element in ("asset", "task", "part", "sitenote", "van"):
        equal(f"<{element} " in answer.text, True, element)


@case
def the_whole_sheet_comes_with_contract_2(world):
    job, visit = assign(world, 2)
    device = Device(world, 2)
    device.pull()
    equal(device.sheets[visit].find(Q + "asset"), None)
    task = furnish(world, job, 2)
    device.pull()
    sheet = device.sheets[visit]
    asset = dict(sheet.find(Q + "asset").attrib)
    asset.pop("id")
    equal(asset, {"name": 'Boiler "2"', "model": "V200",
                  "warranty": "2029-05-01"})
    equal(sheet.find(Q + "job").get("due"), "2027-01-02T03:04:05Z")
    tasks = sheet.findall(Q + "task")
    equal([(t.get("id"), t.get("state"), t.get("required"), t.text)
           for t in tasks],
          [(str(task), "open", "1", "Gas off"),
           (str(task + 1), "open", None, "Photo")])
    equal([p.attrib for p in sheet.findall(Q + "part")],
          [{"code": "pump", "name": "Pump", "quantity": "2"},
           {"code": "seal", "name": "Flange <seal>", "quantity": "2"}])
    equal([p.attrib for p in device.van],
          [{"code": "seal", "name": "Flange <seal>", "quantity": "-3"}])
    equal("Dog" in [n.text for n in sheet.findall(Q + "sitenote")], True)


@case
def work_that_was_done_is_past_on_the_next_sheet(world):
    job, visit = assign(world, 1)
    _, later = assign(world, 2)         # at the same site, without an asset
    ann, bob = Device(world, 1), Device(world, 2)
    bob.pull()
    ann.push(ann.status("en_route", visit, 1), ann.status("on_site", visit, 2),
             ann.mutation('<status state="completed" outcome="partial"><note>'
                          "Pump is loud</note></status>", visit, 3))
    bob.pull()
    past = bob.sheets[later].find(Q + "past")
    equal((past.get("by"), past.get("outcome"), past.text),
          ("Ann Arbor", "partial", "Pump is loud"))
    equal(past.get("type"), bob.sheets[later].find(Q + "job").get("type"))
    ann.pull()
    equal(ann.sheets[visit].find(Q + "past"), None, "over: no past")


@case
def a_photo_is_on_the_sheet_when_it_has_come(world):
    _, visit = assign(world, 1)
    device = Device(world)
    device.pull()
    upload = Upload(device, photo(5000))
    equal(device.push(device.mutation(
        f'<photo blob="{upload.uid}" sha256="{upload.sha256}" bytes="5000" '
        'type="image/jpeg">The plate</photo>', visit)), ["applied"])
    device.pull()
    equal(device.sheets[visit].find(Q + "photo"), None, "words alone")
    equal(upload.begin(upload.content).status, 201)
    device.pull()
    equal(device.sheets[visit].find(Q + "photo").attrib,
          {"uid": upload.uid, "type": "image/jpeg", "bytes": "5000"})


@case
def work_done_at_one_site_at_once_waits_for_nobody(world):
    """Each completion changes the sheets of the others at the site: they lock
    each other's jobs, in one order."""
    devices = [Device(world, technician) for technician in (1, 2) * 3]
    visits = [[assign(world, 1 + n % 2)[1] for _ in range(4)]
              for n in range(len(devices))]
    before = deadlocks(world)
    answers = []

    def work(device, own):
        peer = Peer(world.mobile_sync.port)
        for visit in reversed(own):
            answers.extend(device.push(
                device.status("on_site", visit, 1),
                device.status("completed", visit, 2, outcome="fixed"),
                peer=peer))
        peer.close()
    threads = [threading.Thread(target=work, args=pair)
               for pair in zip(devices, visits)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(answers, ["applied"] * 8 * len(devices))
    equal(deadlocks(world), before, "deadlocks")
    for device in devices[:2]:
        fresh = xml(device.get("/sync"))
        device.pull()
        equal({int(s.get("visit")): ElementTree_text(s)
               for s in fresh.findall(Q + "sheet")},
              {visit: ElementTree_text(sheet)
               for visit, sheet in device.sheets.items()})


@case
def a_device_of_contract_1_gets_what_it_knows(world):
    job, visit = assign(world, 1)
    furnish(world, job)
    old, new = Device(world, 1, contract=1), Device(world, 1)
    old.pull()
    new.pull()
    equal(old.van, None)
    equal(set(old.sheets), set(new.sheets))
    equal([c.tag[len(Q):] for c in old.sheets[visit]],
          ["plan", "job", "site", "contact", "sla", "sla"])
    equal(old.sheets[visit].find(Q + "job").get("due"), None)
    equal(old.cursor, new.cursor)
    # A change of the van alone is nothing for it, and passed once.
    world.database.run("UPDATE technician_part SET amount = 5 WHERE "
                       "technician_id = 1;")
    answer = old.get(f"/sync?since={old.cursor}")
    equal(len(xml(answer)), 0)
    old.pull()
    new.pull()
    equal(old.cursor, new.cursor)
    equal(new.van[0].get("quantity"), "5")


@case
def each_answer_says_the_contract(world):
    device = Device(world)
    for path in ("/sync", "/sync?since=0.5", "/sync?since=9.9"):
        equal(device.get(path).header("Callout-Contract"), "2", path)
    equal(device.send(device.note("x", 1)).header("Callout-Contract"), "2")
    equal(device.peer.ask("GET", "/sync").header("Callout-Contract"), "2")
    equal(device.get("/sync", Callout_Contract="7").status, 200, "newer")
    for bad in ("0", "-1", "x", "1.5", "99999999999999999999"):
        body = problem(device.get("/sync", Callout_Contract=bad), 400)
        equal(body["errors"][0]["pointer"], "/Callout-Contract", bad)


@case
def an_answer_that_was_cut_is_of_use(world):
    visits = [assign(world, 2)[1] for _ in range(3)]
    device = Device(world, 2)
    text = device.get("/sync").text
    # What a streaming parser has seen when the line broke.
    cut = text[:text.index(f'<sheet visit="{visits[1]}"') + 40]
    last = [line for line in cut.splitlines() if line.endswith("/sheet>")
            or line.endswith("/van>") or line.startswith("<gone")][-1]
    version = last.split('version="')[1].split('"')[0]
    epoch = device.enrolled["epoch"]
    rest = xml(device.get(f"/sync?since={epoch}.{version}&all=1"))
    whole = xml(device.get("/sync"))
    equal([e.attrib for e in rest],
          [e.attrib for e in whole if int(e.get("version")) > int(version)])
    equal(rest.get("check"), whole.get("check"))


@case
def a_day_of_whole_sheets_is_small(world):
    for number in range(12):
        job, _ = assign(world, 2, title=f"No heat on floor {number}")
        furnish(world, job, 2)
    device = Device(world, 2)
    plain = len(device.get("/sync").body)
    packed = len(device.get("/sync", Accept_Encoding="gzip").body)
    sheets = len(xml(device.get("/sync")).findall(Q + "sheet"))
    print(f"# {sheets} whole sheets: {plain} bytes, {packed} with gzip")
    if packed > 300 * sheets:
        raise AssertionError(packed)


@case
def a_reassigned_visit_leaves_one_device_for_another(world):
    job, visit = assign(world, 1)
    old, new = Device(world, 1), Device(world, 2)
    old.pull()
    new.pull()
    equal((visit in old.sheets, visit in new.sheets), (True, False))
    _, moved = assign(world, 2, job=job)
    old.pull()
    new.pull()
    equal((visit in old.sheets, moved in new.sheets), (False, True))
    # Its work is kept all the same.
    equal(old.push(old.status("en_route", visit)), ["out_of_scope"])
    equal(facts(world, old), 1)
    equal(state_of(world, moved), "dispatched")


@case
def a_new_phone_number_and_a_new_gate_reach_the_device(world):
    _, visit = assign(world, 1)
    device = Device(world)
    device.pull()
    world.database.run("UPDATE contact SET phone = '+1 555 7777' "
                       "WHERE id = 1; UPDATE site SET access_notes = "
                       "'Gate B' WHERE id = 1; UPDATE customer SET name = "
                       "'Ada Adams' WHERE id = 1;")
    device.pull()
    sheet = device.sheets[visit]
    equal(sheet.find(Q + "contact").get("phone"), "+1 555 7777")
    equal(sheet.find(Q + "site").find(Q + "access").text, "Gate B")
    equal(sheet.find(Q + "site").find(Q + "customer").text, "Ada Adams")


@case
def a_useless_cursor_is_answered_by_a_reset(world):
    device = Device(world)
    device.pull()
    epoch, version = device.cursor.split(".")
    for cursor in (f"{int(epoch) + 1}.{version}",
                   f"{epoch}.{int(version) + 1000}"):
        answer = device.get(f"/sync?since={cursor}")
        equal(answer.status, 410, answer)
        equal(xml(answer).tag, Q + "reset")
        equal(xml(answer).get("epoch"), epoch)
    world.database.run("UPDATE feed_scope SET floor = 2 WHERE kind = "
                       "'technician' AND object_id = 1;")
    equal(device.get(f"/sync?since={epoch}.1").status, 410)
    equal(device.get(f"/sync?since={epoch}.2").status, 200)
    equal(device.get(f"/sync?since={epoch}.0").status, 200)
    # A fetch of everything whose first page ended there goes on.
    equal(device.get(f"/sync?since={epoch}.1&all=1").status, 200)
    equal(device.get(f"/sync?since={epoch}.99999&all=1").status, 410)


@case
def bad_parameters_are_named(world):
    device = Device(world)
    for query, name in (("since=abc", "since"), ("since=1", "since"),
                        ("since=0.5", "since"), ("since=1.-1", "since"),
                        ("since=1.99999999999999999999", "since"),
                        ("limit=0", "limit"), ("limit=201", "limit"),
                        ("limit=x", "limit"), ("limit=1&limit=2", "limit"),
                        ("page=3", "page"), ("since=", "since"),
                        ("all=0", "all"), ("all=1&all=1", "all")):
        body = problem(device.get("/sync?" + query), 400)
        equal(body["errors"][0]["pointer"], "/" + name, query)
        if name not in body["detail"]:
            raise AssertionError(body)


@case
def a_large_answer_is_compressed(world):
    device = Device(world, 2)
    answer = device.get("/sync", Accept_Encoding="gzip")
    equal(answer.header("Content-Encoding"), "gzip")
    if len(gzip.decompress(answer.body)) < 3 * len(answer.body):
        raise AssertionError("hardly smaller")


@case
def a_late_commit_is_never_missed(world):
    device = Device(world, 2)
    device.pull()
    (job_a, late), (_, visit_b) = assign(world, 2), assign(world, 2)
    device.pull()
    session = Held(world)
    session.run(f"UPDATE job SET title = 'late' WHERE id = {job_a};")
    # Others commit, and the device moves on, while that one is open.
    for number in range(3):
        world.database.run(f"UPDATE job SET title = 'quick {number}' FROM "
                           f"visit v WHERE v.id = {visit_b} "
                           "AND job.id = v.job_id;")
        device.pull()
    title = Q + "job/" + Q + "title"
    equal(device.sheets[visit_b].find(title).text, "quick 2")
    before = device.cursor
    session.run("COMMIT;")
    session.close()
    device.pull()
    equal(device.sheets[late].find(title).text, "late")
    if device.cursor == before:
        raise AssertionError("the cursor did not move")


# --- pushing ----------------------------------------------------------------

@case
def work_is_reported_step_by_step(world):
    job, visit = assign(world, 1)
    device = Device(world)
    device.pull()
    equal(device.push(device.status("accepted", visit, 1),
                      device.status("en_route", visit, 2),
                      device.status("on_site", visit, 3),
                      device.status("paused", visit, 4, reason="lunch"),
                      device.status("on_site", visit, 5),
                      device.note("Valve <b>&amp;</b>".replace("<b>", "")
                                  .replace("</b>", ""), visit, 6),
                      device.mutation('<status state="completed" '
                                      'outcome="fixed"><note>New washer'
                                      "</note></status>", visit, 7)),
          ["applied"] * 7)
    row = world.database.run(
        "SELECT v.state, v.outcome, v.outcome_note, j.state, "
        "instant_text(v.on_site_at) FROM visit v JOIN job j ON j.id = "
        f"v.job_id WHERE v.id = {visit};")[0]
    equal(row[:4], ["completed", "fixed", "New washer", "completed"])
    device.pull()
    equal(device.sheets[visit].find(Q + "plan").get("outcome"), "fixed")


@case
def a_push_counts_once_however_often_it_comes(world):
    _, visit = assign(world, 1)
    device = Device(world)
    one = [device.status("en_route", visit, 1)]
    two = [device.status("on_site", visit, 2), device.note("a", visit, 3)]
    equal(device.push(*one), ["applied"])
    equal(device.push(*one), ["duplicate"])
    equal(device.push(*one, *two), ["duplicate", "applied", "applied"])
    equal(device.push(two[1]), ["duplicate"])
    equal(device.push(*one, *two), ["duplicate"] * 3)
    equal(facts(world, device), 3)
    equal(state_of(world, visit), "on_site")


@case
def a_gap_is_refused_whole_and_says_where_to_go_on(world):
    _, visit = assign(world, 1)
    device = Device(world)
    sent = [device.note(str(n), visit) for n in range(5)]
    equal(device.push(sent[0]), ["applied"])
    for batch in ((sent[2],), (sent[1], sent[3]), (sent[0], sent[2])):
        body = problem(device.send(*batch), 409)
        equal(body["acked"], 1)
        equal(body["errors"][0]["rule"], "gap")
    equal(facts(world, device), 1)
    equal(device.push(*sent[1:]), ["applied"] * 4)


@case
def a_number_is_not_used_for_something_else(world):
    _, visit = assign(world, 1)
    device = Device(world)
    equal(device.push(device.note("a", visit)), ["applied"])
    other = device.mutation("<note>b</note>", visit, seq=1)
    body = problem(device.send(other), 409)
    equal(body["errors"][0]["rule"], "seq_reused")


@case
def what_came_from_another_device_is_a_duplicate(world):
    _, visit = assign(world, 1)
    old, new = Device(world), Device(world)
    uid = "0b7c1f7a-52a1-4f4e-9c39-6a2f4d1c00aa"
    equal(old.push(old.mutation("<note>a</note>", visit, uid=uid)),
          ["applied"])
    # The outbox moved to a new phone.
    equal(new.push(new.mutation("<note>a</note>", visit, uid=uid),
                   new.note("b", visit)), ["duplicate", "applied"])


@case
def steps_in_the_wrong_order_come_to_the_last_one(world):
    _, visit = assign(world, 1)
    device = Device(world)
    equal(device.push(
        device.status("completed", visit, 1, outcome="fixed"),
        device.status("en_route", visit, 2), device.status("accepted", visit)),
        ["applied", "superseded", "superseded"])
    equal(state_of(world, visit), "completed")
    equal(facts(world, device), 3)


@case
def every_kind_of_report_is_taken(world):
    job, visit = assign(world, 1)
    device = Device(world)
    world.database.run("INSERT INTO part (code, name) VALUES ('e2e-pump', "
                       "'Pump') ON CONFLICT DO NOTHING;")
    blob = ('blob="5d1c4d3e-0c55-4b9a-8f43-3a2b9f6f0001" sha256="'
            + "ab" * 32 + '" bytes="10" type="image/png"')
    uid = str(uuid.uuid4())
    answers = device.push(
        device.mutation('<time kind="work" from="2026-11-23T10:00:00Z" '
                        'to="2026-11-23T11:00:00Z"/>', visit),
        device.mutation('<part code="e2e-pump" quantity="3" use="taken"/>',
                        uid=uid),
        device.mutation('<meter name="gas" value="+1.50" unit="m3"/>', visit),
        device.mutation('<task task="99999" done="1"/>', visit),
        device.mutation('<note for="site">Ring twice</note>', visit),
        device.mutation('<contact name="Rosa" phone="1"/>', visit),
        device.mutation('<address lat="40.7" lon="-74"/>', visit),
        device.mutation('<window start="2026-11-25T10:00:00Z" '
                        'end="2026-11-25T11:00:00Z">Later</window>', visit),
        device.mutation('<followup title="Flue">Rust</followup>', visit),
        device.mutation(f"<photo {blob}>Joint</photo>", visit),
        device.mutation(f'<signature {blob} name="Rosa"/>', visit),
        device.mutation('<positions><p at="2026-11-23T10:00:00Z" lat="1" '
                        'lon="2"/></positions>'),
        device.mutation(f'<correction of="{uid}"><part code="e2e-pump" '
                        'quantity="2" use="taken"/></correction>'))
    equal(answers, ["applied"] * 3 + ["superseded"] + ["applied"] * 9)
    equal(world.database.one(
        "SELECT sum(quantity) FROM part_use u JOIN part p ON p.id = u.part_id "
        "WHERE p.code = 'e2e-pump';"), "2")
    equal(world.database.one(
        "SELECT count(*) FROM review WHERE kind IN ('window', 'address', "
        f"'followup') AND job_id = {job};"), "3")
    equal(world.database.one(
        f"SELECT value FROM meter_reading WHERE job_id = {job};"), "1.50")


@case
def a_bad_instant_holds_up_nothing(world):
    _, visit = assign(world, 1)
    device = Device(world)
    equal(device.push(device.mutation("<note>a</note>", visit, at="25 past"),
                      device.note("b", visit)), ["invalid", "applied"])
    equal(facts(world, device), 2)


@case
def what_breaks_the_contract_is_kept_as_it_came(world):
    _, visit = assign(world, 1)
    device = Device(world)
    contents = [
        '<reading meter="a&lt;b" xmlns:x="urn:x" x:y="1">7 &amp; <b/>é</reading>',
        '<status state="teleported"/>', '<status/>',
        '<status state="completed"/>', "<note>" + "x" * 8193 + "</note>",
        '<status state="on_site" outcome="perfect"/>',
        '<s:status xmlns:s="urn:other" state="on_site"/>']
    answer = device.send(*(device.mutation(c, visit) for c in contents),
                         device.note("fine", visit))
    equal(answer.status, 200, answer)
    verdicts = xml(answer)
    equal([v.get("verdict") for v in verdicts],
          ["invalid"] * len(contents) + ["applied"])
    equal("teleported" in verdicts[1].text, True, verdicts[1].text)
    equal("outcome" in verdicts[3].text, True, verdicts[3].text)
    rows = world.database.run(
        "SELECT kind, body ->> 'xml' FROM fact WHERE device_id = "
        f"{device.id} AND verdict = 'invalid' ORDER BY seq;")
    equal([kind for kind, _ in rows], ["reading"] + ["status"] * 3 + ["note"]
          + ["status"] * 2)
    stored = ElementTree_of(rows[0][1])
    equal((stored.tag, stored.get("meter"), stored.get("{urn:x}y"),
           stored[0].tail), (Q + "reading", "a<b", "1", "é"))
    equal(state_of(world, visit), "dispatched")


@case
def a_bad_instant_spoils_its_own_mutation_only(world):
    _, visit = assign(world, 1)
    device = Device(world)
    bad = [device.note("a", visit).replace(instant(), "2026-11-23T24:00:00Z"),
           device.note("b", visit).replace(" at=", " ta="),
           device.note("c", visit).replace(f'"{visit}"', '"x"'),
           device.mutation("words", visit)]
    equal(device.push(*bad, device.note("d", visit)),
          ["invalid"] * 4 + ["applied"])
    rows = world.database.run(
        "SELECT at = received_at, body ->> 'xml' LIKE '<m %' FROM fact "
        f"WHERE device_id = {device.id} AND verdict = 'invalid' ORDER BY seq;")
    equal(rows, [["t", "t"], ["t", "t"], ["f", "t"], ["f", "t"]])


@case
def pushes_of_one_device_at_once_count_once(world):
    _, visit = assign(world, 1)
    device = Device(world)
    batch = [device.note(str(n), visit) for n in range(20)]
    answers = []

    def send():
        peer = Peer(world.mobile_sync.port)
        answers.append(device.push(*batch, peer=peer))
        peer.close()
    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(sorted(a[0] for a in answers), ["applied"] + ["duplicate"] * 5)
    equal(facts(world, device), 20)


@case
def the_clock_of_the_device_is_measured(world):
    _, visit = assign(world, 1)
    device = Device(world)
    equal(device.push(device.note("a", visit), sent=instant(60)), ["applied"])
    skew = int(world.database.one("SELECT clock_skew_ms FROM fact WHERE "
                                  f"device_id = {device.id};"))
    if not 3500000 < skew <= 3600000:
        raise AssertionError(skew)


# --- bad input --------------------------------------------------------------

@case
def limits_are_kept(world):
    _, visit = assign(world, 1)
    device = Device(world)
    many = [device.note("x", visit) for _ in range(201)]
    equal(problem(device.send(*many), 413)["errors"][0]["rule"], "mutations")
    problem(device.send("<x>" + "y" * 262144 + "</x>"), 413)
    packed = gzip.compress(b" " * 3000000)
    answer = device.peer.ask("POST", "/push", packed, Content_Encoding="gzip",
                             Authorization=f"Bearer {device.token}")
    problem(answer, 413)
    equal(device.push(*many[:200]), ["applied"] * 200)


@case
def malformed_documents_are_named_by_line(world):
    device = Device(world)
    envelope = f'<push xmlns="{NS}" sent="{instant()}">'
    good = device.note("a", 1)
    for body, text in (
            ("", "empty"), ("{}", "Start tag"), ("<push", "line 1"),
            (envelope + "\n\n" + good, "line 3"),
            ('<!DOCTYPE x [<!ENTITY a "b">]>' + envelope, "document type"),
            ("<push/>", NS), (f'<push xmlns="{NS}"/>', "sent"),
            (f'<push xmlns="{NS}" sent="yesterday">{good}</push>', "sent"),
            (f'<push xmlns="{NS}" sent="{instant()}"/>', "m"),
            (envelope + good.replace('uid="', 'uid="x') + "</push>", "uid"),
            (envelope + good.replace('seq="1"', 'seq="0"') + "</push>", "seq"),
            (envelope + good + good + "</push>", "ascending"),
            (f'<enrol xmlns="{NS}" code="AAAA" name="x"/>', "<push"),
            ("<a>" * 40, "nested"), (b"<push>\xff</push>", "UTF-8")):
        answer = device.peer.ask("POST", "/push", body,
                                 Authorization=f"Bearer {device.token}")
        detail = problem(answer, 400)
        if text not in detail["detail"]:
            raise AssertionError((body, detail))
    answer = device.peer.ask("POST", "/push", good, Content_Type="text/plain",
                             Authorization=f"Bearer {device.token}")
    problem(answer, 415)
    problem(device.peer.ask("GET", "/nowhere"), 404)
    problem(device.peer.ask("PUT", "/push", good), 405)
    equal(facts(world, device), 0)


@case
def odd_texts_come_back_as_they_went(world):
    _, visit = assign(world, 1)
    device = Device(world)
    text = "tab\tline\nquote\" ' & < > é 漢 😀 ]]>"
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;")
               .replace(">", "&gt;"))
    equal(device.push(device.note(escaped, visit)), ["applied"])
    equal(json.loads(world.database.one(
        "SELECT body FROM fact WHERE device_id = "
        f"{device.id};"))["text"], text)


@case
def guessing_codes_is_slowed_down(world):
    # From another address of the loopback net, not to bother other cases.
    import http.client
    statuses = []
    for _ in range(12):
        connection = http.client.HTTPConnection(
            "127.0.0.1", world.mobile_sync.port, timeout=10,
            source_address=("127.9.9.9", 0))
        connection.request("POST", "/enrol", f'<enrol xmlns="{NS}" '
                           'code="AAAA-AAAA-AAAA" name="x"/>',
                           {"Content-Type": "application/xml"})
        response = connection.getresponse()
        statuses.append(response.status)
        if response.status == 429:
            equal(int(response.headers["Retry-After"]) > 30, True)
        connection.close()
    equal(statuses, [401] * 10 + [429] * 2)
    Device(world)   # from elsewhere all is well


# --- the process ------------------------------------------------------------

@case
def health_and_figures(world):
    peer = Peer(world.mobile_sync.port)
    equal(peer.ask("GET", "/healthz").text, "ok\n")
    equal(peer.ask("GET", "/readyz").text, "ready\n")
    figures = dict(line.split() for line in
                   peer.ask("GET", "/metrics").text.splitlines()
                   if line.startswith("callout_") and "{" not in line)
    for name in ("devices_enrolled_total", "pulls_total", "sheets_sent_total",
                 "mutations_new_total", "mutations_invalid_total",
                 "db_calls_total", "resets_total", "tokens_refused_total"):
        if int(figures["callout_" + name]) < 1:
            raise AssertionError(name)


@case
def the_log_has_no_secret(world):
    text = world.mobile_sync.text()
    world.mobile_sync.signal(signal.SIGHUP)
    wait_for(lambda: "event=reloaded" in world.mobile_sync.text(), "reloaded")
    if len(world.secrets) < 20 or "device_enrolled" not in text:
        raise AssertionError("the test is blind")
    for secret in world.secrets:
        for form in (secret, secret.replace("-", ""), secret[4:]):
            if form in text:
                raise AssertionError("a secret is in the log")


@case
def it_drains_and_ends(world):
    daemon = world.mobile_sync
    equal(daemon.stop(), 0)
    equal(os.path.exists(daemon.port_file), False)


# --- helpers ----------------------------------------------------------------

def ElementTree_of(text):       # pylint: disable=invalid-name
    import xml.etree.ElementTree as ElementTree
    return ElementTree.fromstring(text)


def ElementTree_text(element):  # pylint: disable=invalid-name
    import xml.etree.ElementTree as ElementTree
    return ElementTree.tostring(element)


def deadlocks(world):
    """So far, in this database; its figures come late."""
    world.database.run("SELECT pg_stat_force_next_flush() \\g /dev/null")
    return int(world.database.one("SELECT deadlocks FROM pg_stat_database "
                                  "WHERE datname = current_database();"))


def check_contract(world, path):
    """Both schemas, by xmllint."""
    import subprocess
    from callout_test import ROOT
    contract = os.path.join(ROOT, "mobile-sync/contract/callout-sync")
    rng = os.path.join(world.folder, "callout-sync.rng")
    if not os.path.exists(rng):
        subprocess.run(["trang", contract + ".rnc", rng], check=True,
                       capture_output=True)
    for option, schema in (("--schema", contract + ".xsd"),
                           ("--relaxng", rng)):
        done = subprocess.run(["xmllint", "--noout", option, schema, path],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)


class Held:
    """A session with an open transaction, as a slow writer has it."""

    def __init__(self, world):
        import subprocess
        self.process = subprocess.Popen(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d",
             world.database.url], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.run(f'SET search_path = "{world.database.schema}", pg_temp;'
                 "BEGIN;")

    def run(self, sql):
        self.process.stdin.write(sql + "\nSELECT 'done';\n")
        self.process.stdin.flush()
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError("the held session ended")
            if line == "done\n":
                return

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


if __name__ == "__main__":
    main(make_world)
