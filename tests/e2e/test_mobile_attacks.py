#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Devices, and strangers, that mean harm. What is refused is refused soon and
with words; what is somebody else's is neither told nor changed."""

import gzip
import os
import socket
import sys
import threading
import time
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from blob_device import HEADS, Upload  # noqa: E402
from callout_test import (DAY, World, case, equal,  # noqa: E402
                          main, raw_exchange, wait_for)
from sync_device import NS, Device, Peer, instant, problem, xml  # noqa: E402

ANN, BOB, CID = 1, 2, 3     # Cid is of another territory, Sam its dispatcher
TABLES = ("time_entry", "meter_reading", "site_note", "contact", "job_task",
          "position", "technician_part", "site", "job", "visit")


def make_world():
    world = World(start=("dispatchd", "mobile-sync"))
    world.hour = 8
    world.database.run(
        "INSERT INTO asset (site_id, name) VALUES (2, 'Boiler S');"
        "INSERT INTO part (code, name) VALUES ('pump', 'Pump');"
        "INSERT INTO technician_part (technician_id, part_id, amount) "
        "VALUES (1, 1, 5), (3, 1, 5);")
    return world


def planned(world, technician=ANN, site=1):
    """A job with a task, and its visit."""
    job = world.database.job(site=site, title="A leak")
    version = world.database.one(f"SELECT version FROM job WHERE id = {job};")
    visit = int(world.database.one(
        f"SELECT body ->> 'id' FROM job_assign(1, 'test', {job}, {technician},"
        f" timestamptz '{DAY} {world.hour}:00Z', timestamptz '{DAY} "
        f"{world.hour + 1}:00Z', 600, false, {version}, 'test');"))
    world.hour += 1
    task = int(world.database.one(
        "INSERT INTO job_task (job_id, position, text) VALUES "
        f"({job}, 1, 'Look') RETURNING id;"))
    return job, visit, task


def picture(world):
    """What the tables hold that reports change."""
    return {table: world.database.run(
        f"SELECT coalesce(json_agg(t ORDER BY t::text), '[]') FROM {table} t;")
            for table in TABLES}


def cpu_s(daemon):
    with open(f"/proc/{daemon.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def verdicts(answer):
    equal(answer.status, 200, answer)
    return [(v.get("verdict"), v.text or "") for v in xml(answer)]


# --- what is somebody else's ------------------------------------------------

@case
def another_ones_visit_job_task_asset_and_report_are_left_alone(world):
    device, other = Device(world, ANN), Device(world, CID)
    job, visit, task = planned(world, CID, site=2)
    own_job, own, own_task = planned(world, ANN)
    theirs = str(uuid.uuid4())
    equal(other.push(other.mutation(
        '<note for="site">The key is 4711</note>', visit, uid=theirs)),
        ["applied"])
    before = picture(world)
    asset = world.database.one("SELECT id FROM asset WHERE site_id = 2;")
    reports = [
        f'<task task="{task}" done="1"/>',
        '<contact name="Mallory" phone="666"/>',
        '<note for="site">Mallory was here</note>',
        f'<meter asset="{asset}" name="gas" value="1"/>',
        '<address text="Nowhere" lat="1" lon="1"/>',
        '<followup title="More">x</followup>',
        '<status state="completed" outcome="fixed"/>',
        '<window start="2026-12-01T10:00:00Z" '
        'end="2026-12-01T12:00:00Z">x</window>',
        f'<correction of="{theirs}"/>',
        f'<correction of="{theirs}"><note for="site">x</note></correction>',
    ]
    sent = [device.mutation(r, visit) for r in reports]
    sent += [device.mutation(r).replace(" at=", f' job="{job}" at=')
             for r in reports if "status" not in r and "window" not in r]
    said = verdicts(device.send(*sent))
    equal({v for v, _ in said}, {"out_of_scope"}, said)
    # By way of her own visit: a foreign task, asset, report.
    said = verdicts(device.send(
        device.mutation(f'<task task="{task}" done="1"/>', own),
        device.mutation(f'<meter asset="{asset}" name="gas" value="1"/>', own),
        device.mutation(f'<correction of="{theirs}"/>', own)))
    equal([v for v, _ in said], ["superseded", "conflict", "out_of_scope"])
    # And both at once: the visit is what counts.
    mixed = device.mutation('<contact name="Mallory"/>', visit)
    said += verdicts(device.send(mixed.replace(
        " at=", f' job="{own_job}" at=')))
    equal(said[-1][0], "out_of_scope")
    equal(picture(world), before)
    equal([t for _, t in said if "4711" in t or "Spree" in t], [])
    equal(own_task > 0, True)


@case
def a_number_of_another_ones_report_tells_nothing(world):
    device, other = Device(world, ANN), Device(world, CID)
    _, visit, _ = planned(world, CID, site=2)
    theirs = str(uuid.uuid4())
    equal(other.push(other.mutation('<part code="none" quantity="1" '
                                    'use="used"/>', visit, uid=theirs)),
          ["conflict"])
    equal(verdicts(device.send(device.mutation(
        "<note>x</note>", visit, uid=theirs))), [("duplicate", "")])
    equal(verdicts(other.send(other.mutation(
        "<note>x</note>", visit, uid=theirs)))[0][1].startswith("conflict"),
        True)


@case
def what_there_is_not_holds_up_nothing(world):
    device = Device(world, ANN)
    last = 9223372036854775807
    _, visit, _ = planned(world)
    sent = [device.mutation(content, where) for where in (999999, last)
            for content in ('<status state="on_site"/>', "<note>x</note>",
                            '<meter name="m" value="1"/>')]
    sent += [device.mutation("<note>y</note>").replace(
        " at=", f' job="{last}" at=')]
    sent += [device.mutation(f'<task task="{last}" done="1"/>', visit)]
    said = [v for v, _ in verdicts(device.send(*sent))]
    equal(said, ["out_of_scope"] * 7 + ["invalid"])


@case
def another_territorys_reviews_photos_and_devices_are_404(world):
    other = Device(world, CID)
    job, visit, _ = planned(world, CID, site=2)
    upload = Upload(other, HEADS["image/jpeg"] + b"x" * 100)
    equal(upload.begin(upload.content).status, 201)
    other.push(other.mutation('<address text="Rear"/>', visit),
               other.mutation(
                   f'<photo blob="{upload.uid}" sha256="{upload.sha256}" '
                   f'bytes="{len(upload.content)}" type="image/jpeg"/>',
                   visit))
    dora, sam = world.client("dora"), world.client("sam")
    review = sam.get(f"/api/v1/reviews?job={job}").json["items"][0]["id"]
    equal(sam.get(f"/api/v1/photos/{upload.uid}").status, 200)
    for path in (f"/reviews/{review}", f"/photos/{upload.uid}",
                 f"/jobs/{job}/photos", f"/jobs/{job}/timeline"):
        equal(dora.get("/api/v1" + path).status, 404, path)
        for odd in (path + "/", path + "%2f", path + "%00",
                    path.replace("/", "//", 1) if path[1] == "r"
                    else "/." + path, path + "/../" + str(review)):
            equal(dora.get("/api/v1" + odd).status in (400, 404), True, odd)
    for match in ("*", '"1"'):
        equal(dora.post(f"/api/v1/reviews/{review}/settle",
                        {"decision": "accept"}, {"If-Match": match}).status,
              404)
    equal(dora.get("/api/v1/reviews?territory=2").status, 404)
    equal([r for r in dora.get("/api/v1/reviews").json["items"]
           if r["id"] == review], [])
    equal(dora.get("/api/v1/devices?territory=2").status, 404)
    equal(dora.post(f"/api/v1/devices/{other.id}/revoke", {},
                    {"If-Match": "*"}).status, 404)
    equal(sam.get(f"/api/v1/reviews/{review}").json["state"], "open")
    other.pull()


# --- tokens -----------------------------------------------------------------

@case
def no_route_takes_a_token_that_is_none(world):
    uid = str(uuid.uuid4())
    routes = [("GET", "/sync"), ("GET", "/sync?wait=5"), ("GET", "/events"),
              ("POST", "/push"), ("POST", "/token"), ("POST", "/blob"),
              ("HEAD", f"/blob/{uid}"), ("PATCH", f"/blob/{uid}"),
              ("DELETE", f"/blob/{uid}"), ("GET", f"/blob/{uid}")]
    device = Device(world, BOB)
    device.pull()
    world.database.run(f"UPDATE device SET revoked_at = app_now() "
                       f"WHERE id = {device.id};")
    wait_for(lambda: device.get("/sync").status == 401, "revoked")
    for token in (device.token, "cdt_x", device.token[:-1], "",
                  "x" * 4000, "cdt_' OR 1=1 --"):
        for method, path in routes:
            if token == device.token and method != "GET" and (
                    path == "/push" or path.startswith("/blob")):
                continue    # what was done before still comes in
            answer = Peer(world.mobile_sync.port).ask(
                method, path, None if method in ("GET", "HEAD") else b"",
                Authorization=f"Bearer {token}", Tus_Resumable="1.0.0",
                Content_Type="application/offset+octet-stream"
                if method == "PATCH" else "application/xml",
                Upload_Offset="0")
            equal(answer.status in (400, 401), True,
                  (method, path, token[:8], answer.status))


# --- uploads ----------------------------------------------------------------

@case
def an_id_is_no_path_and_a_page_no_photo(world):
    device = Device(world, ANN)
    good = HEADS["image/png"] + b"x" * 50
    for uid in ("../../../../etc/passwd", "..", "", "a" * 36, "%2e%2e%2f",
                str(uuid.uuid4()).upper(), str(uuid.uuid4()) + "/..",
                "{" + str(uuid.uuid4()) + "}", str(uuid.uuid4()) + "\0",
                str(uuid.uuid4()).replace("-", "/")):
        answer = Upload(device, good, "image/png", uid=uid or " ").begin(good)
        equal(answer.status, 400, (uid, answer))
    for path in ("/blob/../push", "/blob/%2e%2e/x", "/blob/..%2f..%2fx",
                 "/blob//etc/passwd", f"/blob/{uuid.uuid4()}%00"):
        answer = device.get(path)
        equal(answer.status in (400, 404), True, (path, answer))
    page = b"<html><script>alert(1)</script></html>" + b" " * 100
    for kind in ("image/jpeg", "image/png", "text/html", "image/svg+xml"):
        answer = Upload(device, page, kind).begin(page)
        equal(answer.status in (400, 415), True, (kind, answer))
    folder = os.path.join(world.folder, "blobs")
    left = [name for _, _, names in os.walk(folder) for name in names
            if not name.endswith(".part")]
    equal(len(left) <= 1, True, left)
    # It begins as a picture: it is served as one, and as nothing else.
    job, visit, _ = planned(world)
    both = HEADS["image/jpeg"] + page
    upload = Upload(device, both)
    equal(upload.begin(both).status, 201)
    device.push(device.mutation(
        f'<photo blob="{upload.uid}" sha256="{upload.sha256}" '
        f'bytes="{len(both)}" type="text/html">&lt;script></photo>', visit))
    for answer in (world.client("dora").get(f"/api/v1/photos/{upload.uid}"),
                   device.get(f"/blob/{upload.uid}")):
        equal((answer.status, answer.header("Content-Type"),
               answer.header("X-Content-Type-Options")),
              (200, "image/jpeg", "nosniff"), answer)
    equal(job > 0, True)


# --- documents --------------------------------------------------------------

@case
def odd_values_are_judged_one_by_one(world):
    device = Device(world, ANN)
    _, visit, _ = planned(world)
    rows = [
        ('<address text="x" lat="NaN" lon="1"/>', "invalid"),
        ('<address text="x" lat="INF" lon="-INF"/>', "invalid"),
        ('<address text="x" lat="91" lon="1"/>', "invalid"),
        ('<address text="x" lat="1e308" lon="1"/>', "invalid"),
        ('<positions><p at="2026-11-23T08:00:00Z" lat="NaN" lon="1"/>'
         "</positions>", "invalid"),
        ('<positions><p at="0000-01-01T00:00:00Z" lat="1" lon="1"/>'
         "</positions>", "invalid"),
        ('<time kind="work" from="9999-12-31T00:00:00Z" '
         'to="9999-12-31T23:59:59Z"/>', "invalid"),
        ('<time kind="work" from="2026-11-23T24:00:00Z" '
         'to="2026-11-23T25:00:00Z"/>', "invalid"),
        ('<part code="pump" quantity="100000" use="used"/>', "applied"),
        ('<part code="pump" quantity="100001" use="used"/>', "invalid"),
        ('<part code="pump" quantity="-1" use="used"/>', "invalid"),
        (f'<meter name="m" value="{"9" * 24}"/>', "applied"),
        (f'<meter name="m" value="{"9" * 31}"/>', "invalid"),
        ('<meter name="m" value="1e5"/>', "invalid"),
        ('<followup title="t" minutes="2147483648">x</followup>', "invalid"),
        ("<note>\u202eevil\u2066 \U0001f600 \ufeff&#x85;</note>", "applied"),
        ("<note>&#xD;&#xA;.&#xA;level=error msg=x</note>", "applied"),
        ("<note>%s%n%p \\u0000 ' OR 1=1 -- $$</note>", "applied"),
        (f"<note>{'&#128512;' * 900}</note>", "applied"),
        (f"<note>{'x' * 8193}</note>", "invalid"),
        (f'<correction of="{str(uuid.uuid4()).upper()}"/>', "invalid"),
        (f'<correction of="{uuid.uuid4()}">'
         f'<correction of="{uuid.uuid4()}"/></correction>', "invalid"),
        ('<contact name="" phone="" email=""/>', "applied"),
        ("<evil/>", "invalid"),
    ]
    said = verdicts(device.send(*[device.mutation(c, visit)
                                  for c, _ in rows]))
    wrong = [(c[:80], w, v) for (c, w), v in zip(rows, said) if v[0] != w]
    equal(wrong, [])
    # The envelope: what cannot be told apart is refused as a whole.
    for mutation in (device.mutation("<note>x</note>", seq=99,
                                     uid=str(uuid.uuid4()).upper()),
                     device.mutation("<note>x</note>", seq=-1),
                     device.mutation("<note>x</note>", seq=2 ** 63),
                     device.mutation("<note>&#0;</note>", seq=99),
                     device.mutation("<note>&#xD800;</note>", seq=99),
                     device.mutation("<note>&#xFFFF;</note>", seq=99),
                     device.mutation("<note>&x;</note>", seq=99)):
        equal(device.send(mutation).status, 400, mutation)
    for raw in (b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\0"):
        body = (f'<push xmlns="{NS}" sent="{instant()}">'
                + device.mutation("<note>@</note>", visit, seq=99)
                + "</push>").encode().replace(b"@", raw)
        problem(device.peer.ask("POST", "/push", body,
                                Authorization=f"Bearer {device.token}"), 400)
    equal(device.push(device.note("still here", visit)), ["applied"])


@case
def bombs_cost_nothing(world):
    device = Device(world, ANN)
    token = f"Bearer {device.token}"
    zeros = gzip.compress(b" " * (64 << 20), 9)
    nested = gzip.compress(gzip.compress(b" " * (200 << 20), 9), 9)
    laughs = (b'<!DOCTYPE p [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10)
        for i in range(10)) + b"]><push>&k;</push>")
    places = ("<p at='2026-11-23T08:00:00Z' lat='1' lon='2'/>" * 5000)
    sent = [(zeros, "gzip", (413,)), (nested, "gzip", (400, 413)),
            (nested, "gzip, gzip", (400, 413, 415)), (laughs, None, (400,)),
            (b"\x1f\x8b" + b"\0" * 1000, "gzip", (400,)),
            (gzip.compress(laughs)[:-9], "gzip", (400,)),
            (gzip.compress((f'<push xmlns="{NS}" sent="{instant()}">'
                            + device.mutation(f"<positions>{places}"
                                              "</positions>", seq=1)
                            + "</push>").encode()), "gzip", (413,)),
            (b"<a " + b"b='' " * 50000 + b"/>", None, (400,)),
            (b"<a>" * 80000, None, (400,)), (b"x" * 300000, None, (413,))]
    for body, encoding, wanted in sent:
        before = cpu_s(world.mobile_sync)
        for _ in range(5):
            answer = Peer(world.mobile_sync.port).ask(
                "POST", "/push", body, Authorization=token,
                Content_Encoding=encoding)
            equal(answer.status in wanted, True,
                  (body[:20], encoding, answer))
        took = (cpu_s(world.mobile_sync) - before) / 5
        equal(took <= 0.03, True, (body[:20], encoding, took))


# --- connections ------------------------------------------------------------

@case
def floods_of_headers_are_refused(world):
    port = world.mobile_sync.port
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    for more in (b"A: " + b"x" * 100000, b"A: b\r\n" * 5000,
                 b"".join(b"H%d: x\r\n" % i for i in range(3000)),
                 b"Authorization: Bearer " + b"x" * 60000):
        got, _ = raw_exchange(port, head + more + b"\r\n\r\n")
        equal(got.split(b" ")[1] in (b"400", b"413", b"431"), True, got[:80])
    for bad in (b"Content-Length: 5\r\nContent-Length: 6\r\n",
                b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                b"Transfer-Encoding: xchunked\r\n", b"Host: y\r\n"):
        got, closed = raw_exchange(port, b"POST /push HTTP/1.1\r\nHost: x\r\n"
                                   + bad + b"\r\nhello")
        equal((got.split(b" ")[1], closed), (b"400", True), got[:80])


@case
def slow_pushes_hold_up_nobody(world):
    port = world.mobile_sync.port
    device = Device(world, ANN)
    slow = []
    for _ in range(200):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(b"POST /push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + device.token.encode() + b"\r\nContent-Type: "
                  b"application/xml\r\nContent-Length: 200000\r\n\r\n<push")
        slow.append(s)
    start = time.monotonic()
    device.pull()
    equal(time.monotonic() - start < 3, True, "a pull beside 200 slow pushes")
    for s in slow:
        s.close()


@case
def a_thousand_wrong_codes_at_once(world):
    good = Device(world, ANN)
    statuses = []

    def guess():
        peer = Peer(world.mobile_sync.port, timeout=60)
        for i in range(50):
            statuses.append(peer.ask(
                "POST", "/enrol", f'<enrol xmlns="{NS}" '
                f'code="AAAA-BBBB-{i:04}" name="x"/>').status)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    good.pull()
    for thread in threads:
        thread.join()
    equal(len(statuses), 1000)
    equal(set(statuses) <= {401, 429}, True, set(statuses))
    equal(statuses.count(401) <= 11, True, statuses.count(401))
    good.pull()


if __name__ == "__main__":
    main(make_world)
