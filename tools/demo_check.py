#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Walk the whole path on a running demo and print what was seen.

    demo_check.py DEMO.json --today YYYY-MM-DD

Exit 0 only if each step held. A step that must show within a second is asked
again until then.
"""
import argparse
import datetime
import json
import sys
import time
import urllib.error
import urllib.request
import uuid
import xml.etree.ElementTree as ElementTree

NS = "urn:callout:sync:1"
WITHIN_S = 1.0


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def xml(self):
        return ElementTree.fromstring(self.body)


def ask(method, url, body=None, kind="application/json", **headers):
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
    request = urllib.request.Request(
        url, method=method, data=body.encode() if body is not None else None)
    if body is not None:
        request.add_header("Content-Type", kind)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Reply(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.headers, error.read())


class Failed(Exception):
    pass


def step(text):
    print(f"  ok  {text}", flush=True)


def must(holds, what):
    if not holds:
        raise Failed(what)


def soon(what, probe):
    """probe() until it gives something true, for a second at most."""
    start = time.monotonic()
    while True:
        found = probe()
        took = time.monotonic() - start
        if found:
            return found, took
        must(took < WITHIN_S, f"{what}: not within {WITHIN_S} s")
        time.sleep(0.02)


class Path:
    def __init__(self, demo, today):
        self.demo, self.today = demo, today
        self.api = demo["dispatchd"] + "/api/v1"
        self.key = {"Authorization": "Bearer " + demo["api_key"]}

    def get(self, path):
        reply = ask("GET", self.api + path, **self.key)
        must(reply.status == 200,
             f"GET {path}: {reply.status} {reply.body[:300]!r}")
        return reply.json()

    def log_in(self):
        body = {"login": self.demo["login"], "password": "wrong password"}
        reply = ask("POST", self.api + "/session", body)
        must(reply.status == 401, f"a wrong password: {reply.status}, not 401")
        body["password"] = self.demo["password"]
        reply = ask("POST", self.api + "/session", body)
        must(reply.status in (200, 201), f"log-in: {reply.status} {reply.body!r}")
        cookie = reply.headers["Set-Cookie"].split(";")[0]
        reply = ask("GET", self.api + "/session", Cookie=cookie)
        must(reply.status == 200, f"GET session: {reply.status}")
        step("log-in: a wrong password is refused, the right one opens a session")

    def territories(self):
        found = self.get("/territories")
        return found.get("items", found) if isinstance(found, dict) else found

    def board(self, territory):
        return self.get(f"/board?territory={territory}"
                        f"&from={self.today}&to={self.today}")

    def visits(self, board):
        columns = board["visits"]["columns"]
        return [dict(zip(columns, row)) for row in board["visits"]["rows"]]

    def look_at_boards(self):
        planned = unplanned = 0
        self.mine = None
        for territory in self.territories():
            board = self.board(territory["id"])
            visits = self.visits(board)
            planned += len(visits)
            unplanned += board["unplanned"]["total"]
            for technician in board["technicians"]:
                if technician["code"] == self.demo["technician"]:
                    self.territory, self.technician = territory, technician
                    self.mine = [v for v in visits
                                 if v["technician"] == technician["id"]]
        must(planned > 0, "no visit on any board")
        must(self.mine, f"no visit for {self.demo['technician']}")
        step(f"boards: {planned} visits planned today, {unplanned} jobs"
             f" unplanned; {self.demo['technician']} has {len(self.mine)}")

    def look_at_job(self):
        self.mine.sort(key=lambda visit: visit["start"])
        self.visit = self.mine[0]
        job = self.get(f"/jobs/{self.visit['job']}")
        kinds = sorted(clock["kind"] for clock in job["sla"])
        must(kinds == ["resolve", "respond"], f"SLA clocks: {kinds}")
        due = {clock["kind"]: clock["due_at"] for clock in job["sla"]}
        step(f"job {job['id']} \"{job['title']}\": respond by {due['respond']},"
             f" resolve by {due['resolve']}; the source's own target"
             f" {job['source_target_at'] or 'is blank'}")

    def look_at_calendar(self):
        reply = ask("GET", self.demo["calendar_url"])
        must(reply.status == 200, f"calendar: {reply.status}")
        must(reply.body.startswith(b"BEGIN:VCALENDAR\r\n"), "calendar: no text")
        count = reply.body.count(b"BEGIN:VEVENT")
        must(count >= len(self.mine),
             f"calendar: {count} events for {len(self.mine)} visits")
        self.etag, self.text = reply.headers["ETag"], reply.body
        again = ask("GET", self.demo["calendar_url"], If_None_Match=self.etag)
        must(again.status == 304, f"calendar, unchanged: {again.status}")
        step(f"calendar: {count} events, {len(reply.body)} bytes,"
             " and 304 while nothing changes")

    def enrol(self):
        url = self.demo["mobile_sync"] + "/enrol"
        body = (f'<enrol xmlns="{NS}" code="{self.demo["enrol_code"]}"'
                ' name="check"/>')
        reply = ask("POST", url, body, "application/xml")
        must(reply.status == 201, f"enrol: {reply.status} {reply.body!r}")
        enrolled = reply.xml()
        self.token = {"Authorization": "Bearer " + enrolled.get("token")}
        again = ask("POST", url, body, "application/xml")
        must(again.status == 401, f"the code a second time: {again.status}")
        step(f"device enrolled for {enrolled.get('name')};"
             " the code works once only")

    def pull(self):
        since, sheets = None, {}
        while True:
            query = f"?since={since}" if since else ""
            reply = ask("GET", self.demo["mobile_sync"] + "/sync" + query,
                        **self.token)
            must(reply.status == 200, f"sync: {reply.status} {reply.body!r}")
            delta = reply.xml()
            for sheet in delta.findall(f"{{{NS}}}sheet"):
                sheets[int(sheet.get("visit"))] = sheet
            since = f"{delta.get('epoch')}.{delta.get('version')}"
            if delta.get("more") in (None, "0", "false"):
                break
        missing = [v["id"] for v in self.mine if v["id"] not in sheets]
        must(not missing, f"sync: no sheet for visits {missing}")
        step(f"sync: {len(sheets)} job sheets, all {len(self.mine)} of today"
             f" among them; cursor {since}")

    def push(self, *mutations):
        now = datetime.datetime.now(datetime.timezone.utc)
        body = (f'<push xmlns="{NS}" sent="{now.isoformat()}">'
                + "".join(mutations) + "</push>")
        reply = ask("POST", self.demo["mobile_sync"] + "/push", body,
                    "application/xml", **self.token)
        must(reply.status == 200, f"push: {reply.status} {reply.body!r}")
        return [v.get("verdict") for v in reply.xml().findall(f"{{{NS}}}v")]

    def mutation(self, seq, content):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        return (f'<m seq="{seq}" uid="{uuid.uuid4()}" at="{now}"'
                f' job="{self.visit["job"]}" visit="{self.visit["id"]}"'
                f'>{content}</m>')

    def report(self):
        note = "Replaced the part; tested with the caretaker"
        wanted = [
            ("en_route", '<status state="en_route"/>'),
            ("on_site", '<status state="on_site"/>'),
            ("completed", '<status state="completed" outcome="fixed">'
             f'<note>{note}</note></status>')]
        for seq, (state, content) in enumerate(wanted, 1):
            mutation = self.mutation(seq, content)
            must(self.push(mutation) == ["applied"], f"push of {state}")
            must(self.push(mutation) == ["duplicate"], f"{state} pushed twice")
            self.see_everywhere(state, note if state == "completed" else None)

    def see_everywhere(self, state, note):
        def on_board():
            found = [v["state"] for v in self.visits(
                self.board(self.territory["id"])) if v["id"] == self.visit["id"]]
            return found == [state]

        def in_calendar():
            reply = ask("GET", self.demo["calendar_url"],
                        If_None_Match=self.etag)
            return reply if reply.status == 200 else None

        def in_audit():
            entries = self.get(f"/jobs/{self.visit['job']}/audit")["items"]
            return [e for e in entries if e["actor_kind"] == "device"
                    and state in json.dumps(e["after"])]

        _, board_s = soon(f"{state} on the board", on_board)
        reply, calendar_s = soon(f"{state} in the calendar", in_calendar)
        must(reply.headers["ETag"] != self.etag, "calendar: the same ETag")
        must(reply.body != self.text, f"calendar: the same text at {state}")
        self.etag, self.text = reply.headers["ETag"], reply.body
        _, audit_s = soon(f"{state} in the audit trail", in_audit)
        if note:
            facts = json.dumps(self.get(f"/jobs/{self.visit['job']}/facts"))
            must(note in facts, "the note is not among the facts")
        step(f"{state}: on the board after {board_s * 1000:.0f} ms, in the"
             f" calendar {calendar_s * 1000:.0f} ms (new ETag, new text), in"
             f" the audit trail {audit_s * 1000:.0f} ms")

    def job_is_done(self):
        job = self.get(f"/jobs/{self.visit['job']}")
        must(job["state"] == "completed" and job["outcome"] == "fixed",
             f"the job is {job['state']}, {job['outcome']}")
        states = {c["kind"]: c["state"] for c in job["sla"]}
        must(set(states.values()) <= {"met", "missed"}, f"clocks: {states}")
        step(f"job completed, outcome fixed; clocks {states}")

    def walk(self):
        for probe in ("/healthz", "/readyz"):
            for daemon in ("dispatchd", "mobile_sync"):
                reply = ask("GET", self.demo[daemon] + probe)
                must(reply.status == 200, f"{daemon}{probe}: {reply.status}")
        step("both daemons are healthy and ready")
        self.log_in()
        self.look_at_boards()
        self.look_at_job()
        self.look_at_calendar()
        self.enrol()
        self.pull()
        self.report()
        self.job_is_done()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("demo")
    parser.add_argument("--today", required=True)
    options = parser.parse_args()
    with open(options.demo, encoding="utf-8") as source:
        demo = json.load(source)
    try:
        Path(demo, options.today).walk()
    except (Failed, OSError, KeyError, ValueError) as error:
        print(f"  FAILED  {type(error).__name__}: {error}")
        return 1
    print("The whole path holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
