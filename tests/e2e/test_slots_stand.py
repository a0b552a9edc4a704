#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A held or booked slot never turns out to be impossible.

Several people at once hold, book and give back slots, while others change the
day by hand and plans are made and accepted. Then every slot that is held or
was booked still stands: within its window, on the technician's shift, upon
nothing else, and with the time for the drive to it and from it; and every day
has the time for all drives and breaks. Distances and days are computed here, by
other means than the product's. CALLOUT_SEED tries other chances.
"""

import datetime
import math
import os
import random
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (World, case, equal, main,  # noqa: E402
                          wait_for)

FULL = bool(os.environ.get("CALLOUT_FULL"))
CHANCE = int(os.environ.get("CALLOUT_SEED", "0")) * 1000
ROUNDS = 12 if FULL else 2
STEPS = 60 if FULL else 25      # of each person
SPEED_M_S = 35 / 3.6            # the defaults of the configuration
DETOUR = 1.35
DAYS = ["2026-11-23", "2026-11-24", "2026-11-25"]

MORE = """
INSERT INTO technician (code, name, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
SELECT 'x' || n, 'Extra ' || n, 1, '[2020-01-01,)', 42.30 + n * 0.02,
    -71.10 + n * 0.01, 42.30 + n * 0.02, -71.10 + n * 0.01
FROM generate_series(1, 4) n;
INSERT INTO technician_skill (technician_id, skill_id, level, certified)
SELECT id, 1, 3, '[2020-01-01,2030-01-01)' FROM technician
WHERE code LIKE 'x%';
INSERT INTO shift (technician_id, during)
SELECT t.id, tstzrange((d + time '08:00') AT TIME ZONE 'America/New_York',
    (d + time '17:00') AT TIME ZONE 'America/New_York')
FROM technician t,
    generate_series(timestamp '2026-11-23', '2026-11-25', '1 day') d
WHERE t.code LIKE 'x%';
INSERT INTO shift_break (shift_id, within, minutes)
SELECT s.id, tstzrange(lower(s.during) + interval '3 hours',
    lower(s.during) + interval '6 hours'), 30
FROM shift s JOIN technician t ON t.id = s.technician_id
WHERE t.code LIKE 'x%' AND t.id % 2 = 0;
"""


def make_world():
    world = World()
    world.database.run(MORE)
    return world


def place(rng):
    return {"lat": round(rng.uniform(42.28, 42.44), 4),
            "lon": round(rng.uniform(-71.16, -71.00), 4)}


class Person(threading.Thread):
    """Does one thing after the other, at random; refusals are no failure."""

    def __init__(self, world, seed, deeds):
        super().__init__()
        self.client = world.client("dora")
        self.rng = random.Random(seed)
        self.deeds = deeds
        self.failure = None
        self.holds, self.done = [], {}

    def run(self):
        try:
            for _ in range(STEPS):
                deed = self.rng.choice(self.deeds)
                status = getattr(self, deed)()
                key = (deed, status)
                self.done[key] = self.done.get(key, 0) + 1
                if status is not None and status >= 500:
                    raise AssertionError(f"{deed}: {status}")
        except Exception as error:  # pylint: disable=broad-except
            self.failure = error

    def offer(self):
        start = self.rng.choice(DAYS)
        found = self.client.post("/api/v1/slots", {
            "territory": 1, "type": "leak", "place": place(self.rng),
            "duration_min": self.rng.choice([20, 40, 60, 90]),
            "from": start + "T05:00:00Z", "to": start + "T23:59:00Z"})
        equal(found.status, 200, found.text)
        items = found.json["items"]
        return self.rng.choice(items[:6]) if items else None

    def hold(self):
        offer = self.offer()
        if not offer:
            return None
        answer = self.client.post(f"/api/v1/slots/{offer['id']}/hold")
        if answer.status == 201:
            self.holds.append(answer.json["id"])
        return answer.status

    def book(self):
        offer = self.offer()
        if not offer:
            return None
        return self.client.post(
            f"/api/v1/slots/{offer['id']}/book",
            {"title": "Booked", "site": {"name": "There"}}).status

    def book_held(self):
        if not self.holds:
            return None
        hold = self.holds.pop(self.rng.randrange(len(self.holds)))
        answer = self.client.post(f"/api/v1/slots/{hold}/book",
                                  {"title": "Was held",
                                   "site": {"name": "There"}})
        equal(answer.status, 201, "a held slot is booked: " + answer.text)
        return answer.status

    def release(self):
        if not self.holds:
            return None
        hold = self.holds.pop()
        return self.client.delete(f"/api/v1/slots/holds/{hold}").status

    def new_job(self):
        return self.client.post("/api/v1/jobs", {
            "territory": 1, "type": "leak", "title": "Work",
            "priority": self.rng.randint(1, 5),
            "duration_min": self.rng.choice([15, 30, 60]),
            "site": {"name": "Somewhere", **place(self.rng)}}).status

    def jobs(self, state):
        """Not those that are promised: a person may do as she likes."""
        return [j["id"] for j in self.client.get(
            f"/api/v1/jobs?territory=1&state={state}").json["items"]
            if j["title"] == "Work"]

    def assign(self):
        jobs = self.jobs(self.rng.choice(["open", "planned"]))
        if not jobs:
            return self.new_job()
        minute = self.rng.randrange(13 * 60, 21 * 60, 5)
        return self.client.post(
            f"/api/v1/jobs/{self.rng.choice(jobs)}/assign",
            {"technician": self.rng.choice([1, 2, 4, 5, 6, 7]),
             "start": f"{self.rng.choice(DAYS)}T{minute // 60:02}:"
                      f"{minute % 60:02}:00Z"}).status

    def cancel(self):
        jobs = self.jobs("planned")
        if len(jobs) < 20:
            return self.new_job()
        path = f"/api/v1/jobs/{self.rng.choice(jobs)}"
        tag = self.client.get(path).header("ETag")
        return self.client.post(path + "/cancel", {"why": "chance"},
                                {"If-Match": tag}).status

    def plan(self):
        answer = self.client.post("/api/v1/proposals", {
            "territory": 1, "day": self.rng.choice(DAYS)})
        if answer.status != 202:
            return answer.status
        path = answer.header("Location")
        wait_for(lambda: self.client.get(path).json["state"] != "running",
                 "a plan", 20)
        found = self.client.get(path).json
        if found["state"] != "ready":
            return None
        body = None
        if found["visits"] and self.rng.random() < 0.5:
            some = [v["position"] for v in found["visits"]
                    if self.rng.random() < 0.6]
            body = {"positions": some} if some else None
        return self.client.post(path + "/accept", body).status


STOPS = """
SELECT t.id, extract(epoch FROM lower(x.planned)),
    extract(epoch FROM upper(x.planned)), x.lat, x.lon,
    extract(epoch FROM lower(x.told)), extract(epoch FROM upper(x.told)),
    x.name, EXISTS (SELECT FROM shift h WHERE h.technician_id = t.id
        AND h.during @> lower(x.planned))
    AND NOT EXISTS (SELECT FROM absence a WHERE a.technician_id = t.id
        AND a.during && x.planned)
FROM technician t JOIN (
    SELECT v.technician_id, v.planned, s.lat, s.lon, v.arrival_window AS told,
        'visit ' || v.id AS name
    FROM visit v JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
    WHERE visit_live(v.state)
    UNION ALL
    SELECT h.technician_id, h.planned, h.lat, h.lon, h.arrival_window,
        'hold ' || h.id
    FROM slot_hold h WHERE hold_live(h.state, h.expires_at)
) x ON x.technician_id = t.id ORDER BY t.id, lower(x.planned);
"""


def drive_s(a, b):
    """Great circle by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = (math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2)
         * math.sin((lon2 - lon1) / 2) ** 2)
    return 2 * 6371008.8 * math.asin(math.sqrt(h)) * DETOUR / SPEED_M_S


def trail(world, *names):
    """What was done to these: for the message of a failure."""
    rows = []
    for name in names:
        kind, number = name.split()
        kind = {"hold": "slot_hold"}.get(kind, kind)
        rows += [f"{name}: " + " ".join(r) for r in world.database.run(
            "SELECT id, action, instant_text(at), coalesce(after ->> "
            "'planned', ''), coalesce(why, '') FROM audit "
            f"WHERE object_kind = '{kind}' AND object_id = {number} "
            "ORDER BY id;")]
    return "\n".join(rows)


def check(world):
    """Every promise stands. Returns how many there are."""
    promises, last = 0, None
    for row in world.database.run(STOPS):
        start, end = float(row[1]), float(row[2])
        told = row[5] != ""
        stop = {"who": row[0], "start": start, "end": end, "told": told,
                "place": (float(row[3]), float(row[4])), "name": row[7]}
        if told:
            promises += 1
            equal(float(row[5]) <= start <= float(row[6]), True,
                  f"{row[7]} begins in its window")
            equal(row[8], "t", f"{row[7]} is on a shift")
        if last and last["who"] == stop["who"]:
            equal(last["end"] <= start, True,
                  f"{row[7]} lies upon {last['name']}")
            if told or last["told"]:
                need = drive_s(last["place"], stop["place"])
                if last["end"] + need > start + 2:
                    raise AssertionError(
                        f"the drive from {last['name']} to {row[7]} takes "
                        f"{need:.0f} s, there are {start - last['end']:.0f} "
                        f"s\n{trail(world, last['name'], row[7])}")
        last = stop
    return promises


SHIFTS = """
SELECT h.id, h.technician_id, extract(epoch FROM lower(h.during)),
    extract(epoch FROM upper(h.during)), t.start_lat, t.start_lon, t.end_lat,
    t.end_lon
FROM shift h JOIN technician t ON t.id = h.technician_id ORDER BY h.id;
"""
BREAKS = """
SELECT shift_id, extract(epoch FROM lower(within)),
    extract(epoch FROM upper(within)) - 60 * minutes, 60 * minutes
FROM shift_break ORDER BY shift_id, lower(within);
"""


def drive_with_breaks(leave, way, breaks):
    """When one arrives who takes these breaks under way, each as early as it
    may be; None: one of them cannot begin any more."""
    for first, last, length in breaks:
        begin = max(leave, first)
        if begin > last + 2:
            return None
        way -= min(begin - leave, way)
        leave = begin + length
    return leave + way


def check_day(shift, stops, breaks):
    """One can work as it is written: each drive, and all breaks."""
    leave, place = float(shift[2]), (float(shift[4]), float(shift[5]))
    name = "home"
    for stop in [*stops, {"start": float(shift[3]), "name": "home",
                          "place": (float(shift[6]), float(shift[7]))}]:
        way, taken = drive_s(place, stop["place"]), 0
        for count in range(len(breaks), -1, -1):
            there = drive_with_breaks(leave, way, breaks[:count])
            if there is not None and there <= stop["start"] + 2:
                taken = count
                break
        else:
            return (f"{name} to {stop['name']}: {way:.0f} s, there are "
                    f"{stop['start'] - leave:.0f} s")
        breaks = breaks[taken:]
        leave, place = stop.get("end"), stop["place"]
        name = stop["name"]
    return "no time for a break" if breaks else None


def clock(at):
    return datetime.datetime.fromtimestamp(
        at, datetime.timezone.utc).strftime("%H:%M:%S")


def tell_day(world, lack, stops, breaks):
    """A day that cannot be worked: for the message of a failure."""
    lines = [lack]
    lines += [f"{clock(s['start'])} to {clock(s['end'])} {s['name']} "
              f"{s['place']}{' told' if s['told'] else ''}" for s in stops]
    lines += [f"a break of {length / 60:.0f} min begins from {clock(first)} "
              f"to {clock(last)}" for first, last, length in breaks]
    return "\n".join([*lines, trail(world, *[s["name"] for s in stops])])


def check_days(world):
    """Every day can be worked as it is written, with its breaks: nobody here
    gave a reason to overrule that."""
    breaks, stops = {}, {}
    for row in world.database.run(BREAKS):
        breaks.setdefault(row[0], []).append(tuple(map(float, row[1:])))
    for row in world.database.run(STOPS):
        stops.setdefault(row[0], []).append({
            "start": float(row[1]), "end": float(row[2]),
            "place": (float(row[3]), float(row[4])), "name": row[7],
            "told": row[5] != ""})
    for shift in world.database.run(SHIFTS):
        day = [s for s in stops.get(shift[1], [])
               if s["start"] < float(shift[3]) and s["end"] > float(shift[2])]
        own = breaks.get(shift[0], [])
        lack = day and check_day(shift, day, own)
        if lack:
            raise AssertionError(tell_day(world, f"technician {shift[1]}: "
                                          + lack, day, own))


@case
def what_was_promised_stands(world):
    seen, done = 0, {}
    for round_ in range(ROUNDS):
        people = [
            Person(world, CHANCE + 10 * round_ + 1,
                   ["hold", "hold", "book_held", "book", "release"]),
            Person(world, CHANCE + 10 * round_ + 2,
                   ["hold", "book_held", "book", "book"]),
            Person(world, CHANCE + 10 * round_ + 3,
                   ["new_job", "new_job", "assign", "cancel"]),
            Person(world, CHANCE + 10 * round_ + 4, ["plan"]),
        ]
        people[3].deeds = ["plan", "new_job", "new_job", "assign", "new_job"]
        for person in people:
            person.start()
        for person in people:
            person.join()
        for person in people:
            if person.failure:
                raise person.failure
            for key, count in person.done.items():
                done[key] = done.get(key, 0) + count
        seen = check(world)
        check_days(world)
    for what in sorted(done, key=str):
        print(f"# {what[0]} -> {what[1]}: {done[what]}")
    print(f"# {seen} promises stand")
    equal(seen >= 20, True, "enough promises to say so")
    for deed in ("hold", "book", "book_held", "assign", "plan"):
        equal(any(k[0] == deed and k[1] in (200, 201) for k in done), True,
              f"{deed} went well at least once")


@case
def the_evaluator_says_so_too(world):
    """Each booked visit, asked for once more where it is, breaks nothing."""
    rows = world.database.run(
        "SELECT j.id, v.technician_id, instant_text(lower(v.planned)) "
        "FROM visit v JOIN job j ON j.id = v.job_id "
        "WHERE visit_live(v.state) AND v.arrival_window IS NOT NULL "
        "ORDER BY v.id LIMIT 40;")
    client = world.client("dora")
    for job, technician, start in rows:
        found = client.get(f"/api/v1/jobs/{job}/candidates?at={start}")
        equal(found.status, 200, found.text)
        own = next(c for c in found.json["candidates"]
                   if c["technician"] == int(technician))
        equal(own["broken"], [], f"job {job} at {start}")


if __name__ == "__main__":
    main(make_world)
