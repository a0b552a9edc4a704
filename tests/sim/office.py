# SPDX-License-Identifier: MIT
"""The dispatchers of a simulation: what they do, by the functions that
dispatchd calls."""

import datetime
import json

from callout_test import NOW
from place import Lost, Refused, Session
from plan import SITES

# What may be said to a dispatcher: she looks again. And what a server that
# is killed says.
EXPECTED = ("CO404", "CO409", "CO412", "CO422", "40P01", "40001", "57P01", "57P02",
            "57P03")


def literal(value):
    text = json.dumps(value) if isinstance(value, dict) else str(value)
    return "'" + text.replace("'", "''") + "'"


def slot(job):
    """Each job has an hour of its own."""
    start = datetime.datetime.fromisoformat(NOW.replace("Z", "+00:00"))
    return "timestamptz " + literal(
        start + datetime.timedelta(days=2, hours=job))


class Office:
    def __init__(self, sim):
        self.sim = sim
        self.session = Session(sim.world)
        self.trouble = []

    def close(self):
        self.session.close()

    def do(self, deed):
        sql = getattr(self, deed.kind)(deed, self.sim.jobs.get(deed.job))
        if not sql:
            return
        if deed.hold_ms:
            sql = (f"BEGIN;\n{sql}\nSELECT pg_sleep({deed.hold_ms / 1000})"
                   " \\g /dev/null\nCOMMIT;")
        try:
            rows = self.session.run(sql)
        except Lost:
            return
        except Refused as refusal:
            if str(refusal) not in EXPECTED:
                self.trouble.append((deed, str(refusal)))
            self.sim.count("refused deeds")
            try:    # of a transaction that was held open
                self.session.run("ROLLBACK;" if deed.hold_ms else "")
            except (Lost, Refused):
                pass
            return
        self.sim.count("deeds")
        if deed.kind == "create":
            self.sim.jobs[deed.job] = int(rows[0][0])

    def create(self, deed, job):
        if job:
            return None
        deed.hold_ms = 0
        body = {"site": 3 + deed.job % SITES, "type": "leak",
                "title": f"Job {deed.job}"}
        if deed.which < 0.3:
            body["asset"] = 1 + deed.job % SITES
        return ("SELECT (body ->> 'id')::bigint AS id, version FROM "
                f"job_create(1, 'sim', {literal(body)}) \\gset\n"
                f"SELECT :id;\n"
                f"SELECT FROM job_assign(1, 'sim', :id, "
                f"{deed.technician + 1}, {slot(deed.job)}, NULL, 600, false, "
                ":version, 'sim') \\g /dev/null")

    def assign(self, deed, job):
        return job and (
            "SELECT j.id FROM job j, job_assign(1, 'sim', j.id, "
            f"{deed.technician + 1}, {slot(deed.job)}, NULL, 600, "
            f"{deed.which < 0.1}, j.version, 'sim') WHERE j.id = {job} "
            "\\g /dev/null")

    def update(self, job, **body):
        return job and (
            f"SELECT FROM job_update(1, 'sim', {job}, NULL, "
            f"{literal(body)}) \\g /dev/null")

    def edit(self, deed, job):
        if deed.which < 0.3:
            return self.update(job, priority=1 + int(deed.which * 16))
        return self.update(job, title=f"Job {deed.job}, {deed.which:.6f}")

    def cancel(self, deed, job):
        return job and (f"SELECT FROM job_cancel(1, 'sim', {job}, NULL, "
                        "'sim') \\g /dev/null")

    def visit(self, job):
        return (f"(SELECT max(id) FROM visit WHERE job_id = {job})")

    def unassign(self, deed, job):
        return job and (
            f"SELECT FROM visit_unassign(1, 'sim', {self.visit(job)}, NULL, "
            "'sim') \\g /dev/null")

    def window(self, deed, job):
        return job and (
            f"SELECT FROM visit_update(1, 'sim', {self.visit(job)}, NULL, "
            f"{literal({'pinned': deed.which < 0.5})}) \\g /dev/null")

    def contact(self, deed, job):
        return ("SELECT FROM contact_put(1, 'sim', "
                f"{3 + deed.job % SITES}, NULL, "
                f"{literal({'phone': f'+1 555 {int(deed.which * 10000)}'})})"
                " \\g /dev/null")

    def asset(self, deed, job):
        return (f"UPDATE asset SET model = 'M{int(deed.which * 1e6)}' "
                f"WHERE id = {1 + deed.job % SITES};")

    def settle(self, deed, job):
        return ("SELECT FROM (SELECT id, (review_decisions(kind))["
                f"{1 + int(deed.which * 2)}] AS decision FROM review WHERE "
                "state = 'open' ORDER BY id OFFSET (SELECT count(*) * "
                f"{deed.which} FROM review WHERE state = 'open')::bigint "
                "LIMIT 1) r, review_put(1, 'sim', r.id, NULL, "
                "jsonb_build_object('decision', coalesce(r.decision, "
                "'seen'))) \\g /dev/null")
