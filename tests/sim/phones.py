# SPDX-License-Identifier: MIT
"""The devices of a simulation: callout-device, and one of contract 1."""

import http.client
import json
import os
import random
import subprocess
import threading
import uuid
import xml.etree.ElementTree as ElementTree

from blob_device import HEADS
from callout_test import equal, program
from plan import OUTCOMES, STATES, TECHNICIANS
from sync_device import Device, Peer, Q, make_code, xml


class Dead(Exception):
    """The device was killed."""


def content(report, sim):
    """A report as operands of callout-device, without the visit."""
    k, u = report.number, report.which
    if report.kind == "status":
        state = STATES[k % len(STATES)]
        more = ["--outcome=" + OUTCOMES[k // 8 % len(OUTCOMES)]] \
            if state == "completed" else []
        return ["status", state, *more]
    if report.kind == "note":
        whom = ("job", "job", "job", "site", "office")[k % 5]
        return ["note", f"\"note {k} it's <&>\"", f"--for={whom}"]
    if report.kind == "time":
        start = sim.instant(-600 - k % 3600)
        return ["time", ("work", "travel", "break", "other")[k % 4], start,
                sim.instant(0)]
    if report.kind == "part":
        use = ("used", "used", "returned", "broken", "taken")[k % 5]
        code = ("valve", "hose", "nothing")[min(int(u * 2.1), 2)]
        return ["part", code, str(1 + k % 3), f"--use={use}"]
    if report.kind == "meter":
        return ["meter", "hours", str(k % 10000)]
    if report.kind == "contact":
        return ["contact", f"--name=Name{k % 7}", f"--phone=+1555{k % 1000}"]
    if report.kind == "window":
        return ["window", sim.instant(86400), sim.instant(90000), "later"]
    if report.kind == "address":
        return ["address", f"\"{k % 100} Elm St\""]
    if report.kind == "followup":
        return ["followup", f"\"Again {k}\"", "words", "--minutes=30"]
    return ["raw", f"'<telepathy strength=\"{k}\"/>'"]


class Phone:
    """A process of callout-device, and what we know that it keeps."""

    def __init__(self, sim, number, network):
        self.sim, self.number, self.network = sim, number, network
        self.technician = number % TECHNICIANS + 1
        self.store = os.path.join(sim.folder, f"phone-{number}.db")
        self.clock_s = 0
        self.ledger = {}        # uid: kind, of all that it said is kept
        self.photos = {}        # uid of the blob's mutation: sha256
        self.acked = 0          # as it last said
        self.fetches = self.replays = 0
        self.trouble = []       # what it should never have said
        self.lock = threading.Lock()
        self.process = None
        self.start()
        self.ask(f"enrol http://127.0.0.1:{network.port} "
                 f"{make_code(sim.world, self.technician)}", must=True)
        self.id = self.ask("info", must=True)["device"]

    def start(self):
        self.process = subprocess.Popen(
            [program("callout-device"), "run", "--store", self.store,
             "--tries=2", "--backoff=5", "--timeout=20",
             f"--seed={self.sim.plan.seed * 100 + self.number}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=dict(os.environ, CALLOUT_NOW=self.sim.instant(0)))
        if self.clock_s:
            self.ask(f"clock -- {self.clock_s}", must=True)

    def kill(self):
        self.process.kill()

    def revive(self):
        if self.process.poll() is not None:
            self.process.wait()
            self.start()

    def stop(self):
        if self.process:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def ask(self, line, must=False):
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer.endswith(b"\n"):
            raise Dead
        answer = json.loads(answer)
        if must and "error" in answer:
            raise AssertionError((line, answer))
        return answer

    def set_clock(self, seconds):
        self.clock_s = seconds
        self.ask(f"clock -- {seconds}", must=True)

    # --- reports ---

    def report(self, report):
        visit = self.sim.visit_of(report.job)
        if visit is None:
            return
        line = self.line(report, visit)
        if line is None:
            return
        answer = self.ask(line)
        if "error" in answer:
            self.trouble.append((line, answer))
        else:
            self.ledger[answer["uid"]] = report.kind
            self.sim.count("mutations")

    def line(self, report, visit):
        if report.kind == "task":
            task = self.sim.task_of(report.job, report.which)
            return task and f"task {visit} {task} {report.number % 2}"
        if report.kind == "positions":
            return "positions " + " ".join(
                f"{self.sim.instant(n)},42.3{n},-71.0"
                for n in range(1 + report.number % 4))
        if report.kind == "correct":
            return self.correction(report, visit)
        if report.kind == "photo":
            return f"photo {visit} {self.picture(report)}"
        command, *rest = content(report, self.sim)
        return " ".join([command, str(visit), *rest])

    def correction(self, report, visit):
        """Of a note, hours, or parts; by another one, or by nothing."""
        mine = [(uid, kind) for uid, kind in self.ledger.items()
                if kind in ("note", "part", "time")]
        if not mine:
            return None
        uid, kind = mine[report.number % len(mine)]
        new = {"note": "'<note>better so</note>'",
               "part": "'<part code=\"hose\" quantity=\"1\" use=\"used\"/>'",
               "time": ""}[kind]
        return f"correct {visit} {uid} {new}"

    def picture(self, report):
        rng = random.Random(report.number)
        size = rng.choice((900, 70_000, 1_300_000))
        path = os.path.join(self.sim.folder, f"{report.number}.jpg")
        with open(path, "wb") as file:
            file.write(HEADS["image/jpeg"] + rng.randbytes(size))
        return path

    # --- the server ---

    def sync(self, quiet=False):
        """What it says of it, or None if the network did not let it."""
        answer = self.ask("sync")
        if "error" in answer:
            if answer["exit"] != 3 or quiet:
                self.trouble.append(("sync", answer))
            return None
        self.acked = answer["acked"]
        self.fetches += answer["fetches"]
        self.replays += answer["replays"]
        return answer

    def is_quiet(self, answer):
        return answer is not None and not (
            answer["pushed"] or answer["changes"] or answer["waiting"]
            or answer["uploaded"] or answer["replays"])

    def view(self):
        """{visit: (version, state, title)} of what it has."""
        return {s["visit"]: (s["version"], s["plan"]["state"],
                             s["job"]["title"])
                for s in self.ask("show", must=True)["sheets"]
                if not s.get("gone") and s["visit"]}

    def own_check(self):
        return self.ask("info", must=True)["check"]

    def outbox(self):
        """{uid: verdict} of all that it keeps, and what still waits."""
        box = self.ask("outbox", must=True)["outbox"]
        self.photos = {m["uid"]: ElementTree.fromstring(m["content"]).attrib
                       for m in box if m["content"].startswith("<photo")}
        return {m["uid"]: m.get("verdict") for m in box}


class OldPhone(Device):
    """A device of contract 1: no check, no base, notes and steps only."""

    def __init__(self, sim, number, network):
        self.sim, self.number, self.network = sim, number, network
        self.technician = number % TECHNICIANS + 1
        super().__init__(sim.world, self.technician, contract=1)
        self.peer = Peer(network.port, timeout=20)
        self.ledger, self.box = {}, []
        self.acked = 0
        self.fetches = self.replays = 0
        self.clock_s = 0
        self.trouble = []
        self.photos = {}

    def set_clock(self, seconds):
        self.clock_s = seconds

    def kill(self):
        pass

    revive = stop = kill

    def report(self, report):
        visit = self.sim.visit_of(report.job)
        if visit is None:
            return
        if report.kind == "status":
            state = STATES[report.number % len(STATES)]
            outcome = ' outcome="fixed"' if state == "completed" else ""
            body = f'<status state="{state}"{outcome}/>'
        else:
            body = f"<note>old {report.number}</note>"
        uid = str(uuid.UUID(int=random.Random(
            f"{self.sim.plan.seed} {len(self.box)}").getrandbits(128),
            version=4))
        self.ledger[uid] = report.kind if report.kind == "status" else "note"
        self.box.append(self.mutation(body, visit, uid=uid,
                                      at=self.sim.instant(self.clock_s)))
        self.sim.count("mutations")

    def sync(self, quiet=False):
        answer = {"pushed": 0, "changes": 0}
        try:
            if self.push_all(answer) and self.pull_all(answer):
                return answer
        except (OSError, http.client.HTTPException,
                ElementTree.ParseError) as error:
            if quiet:
                self.trouble.append(("sync", repr(error)))
        return None

    def push_all(self, answer):
        while self.acked < len(self.box):
            batch = self.box[self.acked:self.acked + 20]
            got = self.send(*batch, sent=self.sim.instant(self.clock_s))
            if got.status == 409:
                self.acked = json.loads(got.text)["acked"]
                self.replays += 1
                continue
            if got.status != 200:
                return False
            acked = int(xml(got).get("acked"))
            answer["pushed"] += acked - self.acked
            # A late copy may have brought more than this batch.
            self.acked = min(acked, self.acked + len(batch))
        return True

    def pull_all(self, answer):
        while True:
            got = self.get("/sync" + (f"?since={self.cursor}" if self.cursor
                                      else "") )
            if got.status == 410:
                # Another epoch: its last acknowledged one once more.
                self.acked = max(0, self.acked - 1)
                self.cursor, self.sheets = None, {}
                self.fetches += 1
                continue
            if got.status != 200:
                return False
            delta = xml(got)
            if {e.tag for e in delta} - {Q + "sheet", Q + "gone"}:
                self.trouble.append(("pull", "not of contract 1"))
            self.apply(delta)
            answer["changes"] += len(delta)
            if delta.get("more") == "0":
                return True

    def is_quiet(self, answer):
        return answer is not None and not (
            answer["pushed"] or answer["changes"]
            or self.acked < len(self.box))

    def view(self):
        return {visit: (int(e.get("version")), e.find(Q + "plan").get("state"),
                        e.find(Q + "job").findtext(Q + "title")
                        or e.find(Q + "job").get("title"))
                for visit, e in self.sheets.items()}

    def own_check(self):
        return None

    def outbox(self):
        equal(len(self.box), len(self.ledger), "the old device's outbox")
        return dict.fromkeys(self.ledger)
