#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Make the demo organisation's files.

    demo_data.py --out DIR --today YYYY-MM-DD [--requests FILE.csv] [--seed N]

Writes territories.csv, job_types.csv, technicians.csv into DIR, and
requests.csv too when no --requests is given: a synthetic city whose file has
the same columns (and the same kinds of dirt) as a real one. Prints a JSON
object: the files, by how many days to shift the requests' stamps so that
"today" falls on a busy day of the file, and what was generated.

The requests are real where a file is given; technicians, their skills, homes
and shifts, and the durations of job types are always GENERATED, with a fixed
seed, so that the work that is open today fills about 90 % of the shifts.
"""
import argparse
import collections
import csv
import datetime
import json
import math
import pathlib
import random
import re
import sys

ZONE = "America/New_York"
UTILISATION = 0.90
TRAVEL_MIN = 2          # a visit's drive, as plans of this density come out
SHIFT_MIN = 450         # eight hours less a break of half an hour
BUSY_DAY = 3            # "today" is the file's fourth day: backlog and all

# A type's usual minutes on site, by words in its name; the first match wins.
DURATIONS = [
    (r"inspection|unsatisfactory|heat|complaint", 50),
    (r"tree|stump|planting", 75),
    (r"signal|street light|lighting|electric", 55),
    (r"sidewalk|pothole|pavement|highway|sink|crack", 60),
    (r"sign|marking|meter", 35),
    (r"graffiti|poster", 40),
    (r"rodent|pest|animal", 30),
    (r"pick|collection|bulk|litter|trash|cart|recycl|sticker|barrel", 20),
]
URGENT = r"emergenc|make safe|signal|heat|unsatisfactory|sewer|water|fire"
MILD = r"sticker|recycl|planting|general lighting|new tree|request for"


def place(row):
    """(lon, lat), None where it is no place on earth."""
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def stamp(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S") if text else None


def code_of(name):
    """A code that the database accepts, from a name that people gave."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper()[:64]


def trade_of(queue):
    """Queues of one trade share their prefix: BTDT_..., PWDx_..., ISD_..."""
    return re.split(r"[_ ]", queue, maxsplit=1)[0].upper() or "GENERAL"


def read_requests(path):
    try:
        with open(path, encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            names = reader.fieldnames or []
            rows = [{name: row[name] or "" for name in names}
                    for row in reader]
    except UnicodeDecodeError as error:
        sys.exit(f"demo_data: {path}: {error.object[error.start]:#04x} is not"
                 " UTF-8; convert the file (iconv -t UTF-8)")
    except (OSError, csv.Error) as error:
        sys.exit(f"demo_data: {path}: {error}")
    needed = {"case_id", "opened_at", "closed_at", "type", "queue",
              "pwd_district", "lat", "lon"}
    if not names:
        sys.exit(f"demo_data: {path}: the file is empty")
    missing = needed - set(names)
    if missing:
        sys.exit(f"demo_data: {path}: no column {', '.join(sorted(missing))};"
                 " the file needs the columns of share/demo/boston311.map")
    if not rows:
        sys.exit(f"demo_data: {path}: no request, only a heading")
    return rows


def busy_noon(path, rows):
    """Noon of the day that becomes today. There must be work then."""
    days = set()
    for row in rows:
        try:
            days.add(stamp(row["opened_at"]).date())
        except (AttributeError, ValueError):
            continue
    if not days:
        sys.exit(f"demo_data: {path}: no row's opened_at is a time like"
                 " 2015-06-01 08:30:00")
    busy = sorted(days)[min(BUSY_DAY, len(days) - 1)]
    return datetime.datetime.combine(busy, datetime.time(12))


def open_at(rows, moment):
    """The requests that an import as of `moment` takes as open."""
    found = []
    for row in rows:
        try:
            opened, closed = stamp(row["opened_at"]), stamp(row["closed_at"])
        except ValueError:
            continue
        if not opened or opened > moment or not place(row):
            continue
        if not row["pwd_district"].strip() or not code_of(row["type"]):
            continue
        if closed and opened <= closed <= moment:
            continue
        found.append(row)
    return found


def minutes_of(kind, rng):
    for words, minutes in DURATIONS:
        if re.search(words, kind, re.I):
            break
    else:
        minutes = 45
    return max(10, 5 * round(minutes * rng.uniform(0.8, 1.3) / 5))


def priority_of(kind):
    if re.search(URGENT, kind, re.I):
        return 2
    return 4 if re.search(MILD, kind, re.I) else 3


def make_job_types(rows, seed):
    types = {}
    for kind in sorted(filter(code_of, {row["type"] for row in rows})):
        rng = random.Random(f"{seed}/{kind}")   # the same in every file
        types[kind] = {"code": code_of(kind), "name": kind,
                       "duration_min": minutes_of(kind, rng),
                       "priority": priority_of(kind)}
    return types


def hull(points):
    """Convex hull by Andrew's monotone chain, a little widened."""
    points = sorted(set(points))
    def half(sequence):
        chain = []
        for x, y in sequence:
            while len(chain) > 1 and (
                    (chain[-1][0] - chain[-2][0]) * (y - chain[-2][1])
                    - (chain[-1][1] - chain[-2][1]) * (x - chain[-2][0])) <= 0:
                chain.pop()
            chain.append((x, y))
        return chain[:-1]
    ring = half(points) + half(reversed(points))
    mid_x = sum(x for x, _ in ring) / len(ring)
    mid_y = sum(y for _, y in ring) / len(ring)
    return [(round(mid_x + (x - mid_x) * 1.02, 5),
             round(mid_y + (y - mid_y) * 1.02, 5)) for x, y in ring]


def make_territories(rows):
    places = collections.defaultdict(list)
    for row in rows:
        district = row["pwd_district"].strip()
        if code_of(district) and place(row):
            places[district].append(place(row))
    return {name: hull(points) for name, points in sorted(places.items())
            if len(set(points)) >= 3}


class Crew:
    """The technicians of one territory, made from the work that it has."""

    def __init__(self, territory, rows, work, rng):
        self.territory, self.rng = territory, rng
        self.load = collections.Counter()       # trade -> minutes
        self.queues = collections.defaultdict(set)
        self.homes = []
        for row in rows:        # skills serve the other days too
            self.queues[trade_of(row["queue"])].add(row["queue"])
        for row, minutes in work:
            self.load[trade_of(row["queue"])] += minutes + TRAVEL_MIN
            self.homes.append(place(row)[::-1])

    def size(self):
        return max(1, math.ceil(
            sum(self.load.values()) / (SHIFT_MIN * UTILISATION) - 0.3))

    def trades(self, count):
        """A main trade each, by largest remainder; the rest as second ones."""
        total = sum(self.load.values())
        share = {t: count * m / total for t, m in self.load.items()}
        given = {t: int(s) for t, s in share.items()}
        for trade in sorted(share, key=lambda t: (given[t] - share[t], t)):
            if sum(given.values()) < count:
                given[trade] += 1
        mains = [t for t in sorted(given) for _ in range(given[t])]
        skills = [{main} for main in mains]
        for index, trade in enumerate(sorted(self.load)):
            # everyone who works here knows two trades more; small trades are
            # known by every third
            for person in range(count):
                if given[trade] == 0 and (person + index) % 3 == 0:
                    skills[person].add(trade)
        common = [t for t, _ in self.load.most_common(4)]
        for person in range(count):
            skills[person].update(common[(person + i) % len(common)]
                                  for i in range(2))
        for index, trade in enumerate(sorted(self.load)):
            if not any(trade in known for known in skills):
                skills[index % count].add(trade)
        return skills

    def people(self, weekday):
        """On shift today: size() of them; two of seven days are free."""
        on_shift = self.size()
        total = max(on_shift, round(on_shift * 7 / 5))
        for index, known in enumerate(self.trades(total)):
            off = [weekday, weekday % 7 + 1] if index >= on_shift else \
                [(weekday + 1 + index % 5) % 7 + 1,
                 (weekday + 2 + index % 5) % 7 + 1]
            days = [d for d in range(1, 8)
                    if d not in off or (index < on_shift and d == weekday)]
            yield self.person(index, known, days)

    def person(self, index, known, days):
        rng = self.rng
        lat, lon = rng.choice(self.homes)
        start = rng.choice(["07:00", "07:30", "08:00"])
        end = f"{int(start[:2]) + 8:02d}{start[2:]}"
        skills = sorted({code_of(q) for t in known for q in self.queues[t]})
        return {
            "code": f"T{code_of(self.territory)}-{index + 1:02d}",
            "name": f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            "phone": f"+1 617 555 {rng.randrange(10000):04d}",
            "email": f"t{code_of(self.territory).lower()}-{index + 1:02d}"
                     "@field.example",
            "territory": code_of(self.territory),
            "start_lat": round(lat + rng.uniform(-.004, .004), 5),
            "start_lon": round(lon + rng.uniform(-.004, .004), 5),
            "skills": " ".join(f"{s}:{rng.randint(1, 3)}" for s in skills),
            "weekdays": "".join(map(str, days)),
            "shift_start": start, "shift_end": end,
            "break_from": "11:30", "break_to": "13:30", "break_min": 30,
        }


FIRST = ("Ada Ben Carla Dev Elena Femi Grace Hugo Ines Jonas Kemi Liam Mona "
         "Nils Olga Priya Quinn Rosa Sven Tara Umar Vera Wei Xenia Yara "
         "Zoltan").split()
LAST = ("Abbott Brandt Costa Diallo Evans Fischer Garcia Hughes Ito Jensen "
        "Kowalski Lopez Meyer Nguyen Okafor Patel Quist Romero Silva Tanaka "
        "Ueda Varga Walsh Xu Young Zhang").split()


def synthetic_city(seed, first_day):
    """Requests of a city that does not exist: 9 districts in a 3 x 3 grid,
    eight days, with rows of each kind of dirt that real files have."""
    rng = random.Random(f"{seed}/city")
    kinds = [("Street Light Outage", "LIGHT_Street Lights", 14),
             ("Pothole Repair", "ROAD_Potholes", 12),
             ("Sidewalk Repair (Make Safe)", "ROAD_Sidewalks", 9),
             ("Graffiti Removal", "CLEAN_Graffiti", 12),
             ("Bulk Item Pickup", "CLEAN_Bulk Items", 11),
             ("Building Inspection Request", "BUILD_Inspection", 12),
             ("Heat Complaint", "BUILD_Housing", 6),
             ("Tree Maintenance Request", "PARK_Trees", 8),
             ("Traffic Signal Repair", "SIGNAL_Traffic Signals", 7),
             ("Sign Repair", "SIGNAL_Signs", 8),
             ("Rodent Activity", "HEALTH_Rodents", 6)]
    weights = [weight for _, _, weight in kinds]
    rows = []
    for day in range(8):
        date = datetime.datetime.combine(
            first_day + datetime.timedelta(days=day), datetime.time())
        for _ in range(rng.randint(150, 190)):
            kind, queue, _ = rng.choices(kinds, weights)[0]
            rows.append(city_row(rng, date, kind, queue, len(rows)))
    rows.sort(key=lambda row: row["opened_at"])
    for index in (40, 140, 240):        # closed before it was opened
        rows[index]["closed_at"] = str(
            stamp(rows[index]["opened_at"]) - datetime.timedelta(hours=2))
        rows[index]["case_status"] = "Closed"
    for index in (60, 160):             # no district
        rows[index]["pwd_district"] = ""
    return rows


def city_row(rng, date, kind, queue, number):
    district = rng.randrange(9)
    opened = date + datetime.timedelta(
        seconds=int(rng.triangular(6 * 3600, 21 * 3600, 11 * 3600)))
    target = opened + datetime.timedelta(hours=rng.choice([8, 24, 48, 120]))
    closed = opened + datetime.timedelta(hours=rng.expovariate(1 / 60)) \
        if rng.random() < 0.8 else None
    lat = 42.30 + 0.03 * (district // 3) + rng.uniform(0.002, 0.028)
    lon = -71.12 + 0.04 * (district % 3) + rng.uniform(0.002, 0.038)
    number_and_street = (f"{rng.randint(1, 300)} "
                         f"{rng.choice(LAST)} {rng.choice(['St', 'Ave'])}")
    return {
        "case_id": f"S{number + 1:06d}", "opened_at": str(opened),
        "target_at": "" if rng.random() < 0.13 else str(target),
        "closed_at": str(closed.replace(microsecond=0)) if closed else "",
        "case_status": "Closed" if closed else "Open", "title": kind,
        "subject": "Synthetic city", "reason": kind, "type": kind,
        "queue": queue, "department": queue.split("_")[0],
        "location": number_and_street, "property_type": "Address",
        "property_id": str(10000 + int(lat * 1e4) * 7 + int(-lon * 1e4)),
        "neighborhood": f"Quarter {district + 1}", "ward": "",
        "pwd_district": f"D{district + 1}", "council_district": "",
        "zip": "", "lat": f"{lat:.4f}", "lon": f"{lon:.4f}",
        "source": rng.choice(["Call", "App", "Web"]), "is_duplicate": "0",
        "had_no_access": "0", "reported_ontime": "ONTIME"}


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def boundary_text(corners):
    return " ".join(f"{lat},{lon}" for lon, lat in corners)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--today", type=datetime.date.fromisoformat)
    parser.add_argument("--requests", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true",
                        help="only say whether --requests can be used")
    options = parser.parse_args()
    if not options.check and not (options.out and options.today):
        parser.error("--out and --today are needed")
    return options


def work_of_busy_day(path, rows, types, territories):
    """The busy day's noon, and the open work then by territory."""
    noon = busy_noon(path, rows)
    work = collections.defaultdict(list)
    for row in open_at(rows, noon):
        work[row["pwd_district"].strip()].append(
            (row, types[row["type"]]["duration_min"]))
    if not any(map(work.get, territories)):
        sys.exit(f"demo_data: {path}: no work to plan: at noon of"
                 f" {noon.date()} no request is open in a district with three"
                 " places or more")
    return noon.date(), work


def main():
    options = arguments()
    path = options.requests
    if path is None:
        path = options.out / "requests.csv"
        options.out.mkdir(parents=True, exist_ok=True)
        write_csv(path, synthetic_city(options.seed, options.today
                                       - datetime.timedelta(days=BUSY_DAY)))
    rows = read_requests(path)
    types = make_job_types(rows, options.seed)
    territories = make_territories(rows)
    busy, work = work_of_busy_day(path, rows, types, territories)
    if options.check:
        return
    options.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{options.seed}/people")
    people = []
    for name in filter(work.get, territories):
        all_rows = [r for r in rows if r["pwd_district"].strip() == name]
        people += Crew(name, all_rows, work[name], rng).people(
            options.today.isoweekday())
    write_csv(options.out / "territories.csv", [
        {"code": code_of(name), "name": f"District {name}", "zone": ZONE,
         "calendar": "OFFICE", "boundary": boundary_text(corners)}
        for name, corners in territories.items()])
    write_csv(options.out / "job_types.csv", [
        {**kind, "sla_policy": "DEMO"} for kind in types.values()])
    write_csv(options.out / "technicians.csv", people)
    print(json.dumps({
        "requests": str(path.resolve()),
        "synthetic": options.requests is None,
        "shift_days": (options.today - busy).days,
        "busy_day": str(busy), "rows": len(rows),
        "open_at_noon": sum(map(len, work.values())),
        "territories": len(territories), "job_types": len(types),
        "technicians": len(people),
        "note": "technicians, skills, shifts and durations are generated"
                f" (seed {options.seed})"}))


if __name__ == "__main__":
    main()
