# SPDX-License-Identifier: MIT
"""A technician's device for the tests: it enrols, pulls and pushes."""

import datetime
import hashlib
import http.client
import json
import secrets
import uuid
import xml.etree.ElementTree as ElementTree

from callout_test import NOW, Answer, equal, sha256

NS = "urn:callout:sync:1"
Q = "{" + NS + "}"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def instant(minutes=0):
    start = datetime.datetime.fromisoformat(NOW.replace("Z", "+00:00"))
    return (start + datetime.timedelta(minutes=minutes)).isoformat()


def make_code(world, technician=1, ttl_s=600):
    """An enrolment code as the dispatcher gives it."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(12))
    world.database.run(
        f"SELECT enrol_code_create(1, 'test', {technician}, "
        f"'\\x{sha256(code)}', {ttl_s}) \\g /dev/null")
    return world.secret("-".join((code[:4], code[4:8], code[8:])))


class Peer:
    """One keep-alive connection."""

    def __init__(self, port, timeout=30):
        self.port, self.timeout, self.connection = port, timeout, None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def ask(self, method, path, body=None, **headers):
        sent = {name.replace("_", "-"): value
                for name, value in headers.items() if value is not None}
        if isinstance(body, str):
            body = body.encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/xml")
        fresh = self.connection is None
        if fresh:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, body, sent)
            response = self.connection.getresponse()
            answer = Answer(response, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            if fresh:
                raise
            return self.ask(method, path, body, **headers)
        if response.will_close:
            self.close()
        return answer


def xml(answer):
    return ElementTree.fromstring(answer.text)


def problem(answer, status):
    """The problem document of a refusal."""
    equal(answer.status, status, answer)
    equal(answer.header("Content-Type"), "application/problem+json")
    body = json.loads(answer.text)
    equal(body["status"], status)
    return body


class Device:
    """Its sheets are what the deltas said; its outbox numbers mutations."""

    def __init__(self, world, technician=1, name="phone", contract=2):
        self.world = world
        self.contract = contract
        self.peer = Peer(world.mobile_sync.port)
        self.code = make_code(world, technician)
        answer = self.peer.ask(
            "POST", "/enrol",
            f'<enrol xmlns="{NS}" code="{self.code}" name="{name}"/>')
        equal(answer.status, 201, answer)
        self.enrolled = xml(answer).attrib
        self.id = int(self.enrolled["device"])
        self.token = world.secret(self.enrolled["token"])
        self.cursor = None
        self.sheets = {}
        self.van = None         # contract 2: the element, or none yet
        self.check = None       # of the last whole answer
        self.seq = 0

    def get(self, path, **headers):
        headers.setdefault("Callout_Contract", self.spoken())
        return self.peer.ask("GET", path,
                             Authorization=f"Bearer {self.token}", **headers)

    def spoken(self):
        """Its contract as the header has it; the first had none."""
        return str(self.contract) if self.contract > 1 else None

    def digest(self):
        """Of all that it holds, as the server's check."""
        held = {visit: sheet.get("version")
                for visit, sheet in self.sheets.items()}
        if self.van is not None:
            held[0] = self.van.get("version")
        lines = "".join(f"{visit} {version}\n"
                        for visit, version in sorted(held.items()))
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def apply(self, delta):
        """One answer; what it holds is then what the server says."""
        for element in delta:
            if element.tag == Q + "van":
                self.van = element
            elif element.tag == Q + "gone":
                self.sheets.pop(int(element.get("visit")), None)
            else:
                self.sheets[int(element.get("visit"))] = element
        self.cursor = f"{delta.get('epoch')}.{delta.get('version')}"
        self.check = delta.get("check")
        whole = delta.get("more") == "0" and self.contract >= 2
        equal(self.check, self.digest() if whole else None, "check")

    def pull(self, limit=None):
        """Fetch page by page; the number of pages."""
        pages = 0
        while True:
            query = [f"since={self.cursor}"] if self.cursor else []
            query += [f"limit={limit}"] if limit else []
            answer = self.get("/sync" + ("?" + "&".join(query)
                                         if query else ""))
            equal(answer.status, 200, answer)
            delta = xml(answer)
            versions = [int(e.get("version")) for e in delta]
            equal(versions, sorted(set(versions)), "order of versions")
            if limit and len(delta) > limit:
                raise AssertionError(f"{len(delta)} changes, limit {limit}")
            self.apply(delta)
            equal(answer.header("ETag"), f'"{self.cursor}"')
            pages += 1
            if delta.get("more") == "0":
                return pages

    # --- the outbox ---

    def mutation(self, content, visit=None, minutes=0, seq=None, uid=None,
                 at=None):
        if seq is None:
            self.seq += 1
            seq = self.seq
        where = f' visit="{visit}"' if visit else ""
        return (f'<m seq="{seq}" uid="{uid or uuid.uuid4()}"{where} '
                f'at="{at or instant(minutes)}">{content}</m>')

    def status(self, state, visit, minutes=0, **attributes):
        more = "".join(f' {k}="{v}"' for k, v in attributes.items())
        return self.mutation(f'<status state="{state}"{more}/>', visit,
                             minutes)

    def note(self, text, visit, minutes=0):
        return self.mutation(f"<note>{text}</note>", visit, minutes)

    def send(self, *mutations, sent=None, peer=None):
        body = (f'<push xmlns="{NS}" sent="{sent or instant()}">'
                + "".join(mutations) + "</push>")
        return (peer or self.peer).ask("POST", "/push", body,
                                       Authorization=f"Bearer {self.token}")

    def push(self, *mutations, **more):
        """The verdicts, in order."""
        answer = self.send(*mutations, **more)
        equal(answer.status, 200, answer)
        return [v.get("verdict") for v in xml(answer)]
