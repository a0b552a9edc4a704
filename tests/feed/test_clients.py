#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Sample feeds, read by the clients that people use.

The expected instants come from Python's zoneinfo, never from our own code:
wall clock and zone -> UTC seconds -> render_samples (C) -> .ics -> each
client -> UTC seconds again. A client that is not installed is a failure that
names its package. All that the clients keep lies in one scratch folder.
"""
import collections
import datetime as dt
import functools
import glob
import http.server
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
import zoneinfo

UTC = dt.timezone.utc
EPOCH_DAY = dt.date(1970, 1, 1)
STATUSES = ["TENTATIVE", "CONFIRMED", "CANCELLED"]
FULL, NO_PERSONAL, BUSY_ONLY = 0, 1, 2
SECRET = "Mrs Jones"

# Zone -> does its footer's rule hold in the years of the samples? If so, local
# time is written; if not, UTC; None: it depends on the day.
ZONES = {
    "America/New_York": True, "Europe/Berlin": True, "Asia/Kolkata": True,
    "Australia/Lord_Howe": True,   # half an hour of summer time
    "America/Sao_Paulo": True,     # gave summer time up in 2019
    "Africa/Casablanca": None,     # Ramadan has no rule
    "Europe/Dublin": True,         # winter is its "summer time"
    "Africa/Cairo": None,          # "last Thursday, 24:00": said a second early
    "Asia/Jerusalem": True,        # "Friday before the last Sunday"
    "America/Nuuk": True,          # changes on the day before, at 23:00
    "America/Santiago": True, "Pacific/Chatham": True, "UTC": False,
}

LONG = ("Störung am Heizkessel — 温水ボイラーの修理 🔥🔧 " * 6).strip()
# No backslash before an n here: icalendar reads that as a line break. The
# descriptions, which ical.js reads, have one.
SUMMARIES = ["Boiler service, Mrs Jones", "a;b,c\\d\\ \"q\" :e", LONG,
             "Ünïcödé", "BEGIN:VEVENT", "Line\nbreak"]

Feed = collections.namedtuple("Feed", "file tzid level events")


# --- cases -----------------------------------------------------------------

def transitions(tzid, first_year, last_year):
    """UTC seconds of each change of offset, found by asking each half hour."""
    zone = zoneinfo.ZoneInfo(tzid)
    at = int(dt.datetime(first_year, 1, 1, tzinfo=UTC).timestamp())
    stop = int(dt.datetime(last_year + 1, 1, 1, tzinfo=UTC).timestamp())
    offset = None
    while at < stop:
        now = dt.datetime.fromtimestamp(at, zone).utcoffset()
        if offset is not None and now != offset:
            yield at
        offset = now
        at += 1800


def wall(tzid, *fields):
    moment = dt.datetime(*fields, tzinfo=zoneinfo.ZoneInfo(tzid))
    return int(moment.timestamp())


def is_repeated(tzid, utc_s):
    """Does the wall clock of this instant come twice?"""
    local = dt.datetime.fromtimestamp(utc_s, zoneinfo.ZoneInfo(tzid))
    return (local.replace(fold=0).utcoffset() >
            local.replace(fold=1).utcoffset())


def timed(uid, start_s, end_s, number):
    return {"uid": uid, "all_day": False, "start_s": start_s, "end_s": end_s,
            "start_day": 0, "end_day": 0, "status": number % 3,
            "summary": SUMMARIES[number % len(SUMMARIES)],
            "impersonal": "Boiler service", "location": f"12 Elm St; {SECRET}",
            "description": f"Call {SECRET}.\nGate: 1,2;3\\4\\new"}


def all_day(uid, first, last):
    event = timed(uid, 0, 0, 1)
    event.update(all_day=True, start_day=(first - EPOCH_DAY).days,
                 end_day=(last - EPOCH_DAY).days + 1)
    return event


def events_of(tzid):
    spans = [(wall(tzid, 2026, 1, 15, 9, 0), 5400),
             (wall(tzid, 2026, 7, 15, 9, 30), 3600),
             (wall(tzid, 2026, 3, 1, 23, 0), 7200),
             (wall(tzid, 2026, 6, 30, 12, 0), 60),
             (wall(tzid, 2029, 12, 31, 23, 59), 3600),
             (wall(tzid, 2034, 7, 1, 8, 0), 3600)]
    for change in transitions(tzid, 2026, 2027):
        spans += [(change - 10800, 21600), (change - 5400, 3600),
                  (change - 3600, 1800), (change - 1800, 1800),
                  (change - 1, 3600), (change, 3600), (change + 1200, 900),
                  (change + 3600, 3600), (change - 43200, 3600),
                  (change + 43200, 3600)]
    slug = tzid.replace("/", "-")
    events = [timed(f"{slug}-{i}@callout", start, start + length, i)
              for i, (start, length) in enumerate(spans)]
    events.append(all_day(f"{slug}-day@callout", dt.date(2026, 3, 8),
                          dt.date(2026, 3, 8)))
    events.append(all_day(f"{slug}-days@callout", dt.date(2028, 2, 28),
                          dt.date(2028, 3, 1)))
    return events


def make_feeds():
    feeds = [Feed(tzid.replace("/", "-") + ".ics", tzid, FULL, events_of(tzid))
             for tzid in ZONES]
    for level, name in ((NO_PERSONAL, "impersonal"), (BUSY_ONLY, "busy")):
        feeds.append(Feed(name + ".ics", "America/New_York", level,
                          events_of("America/New_York")))
    feeds.append(Feed("empty.ics", "Europe/Berlin", FULL, []))
    return feeds


def expected_summary(event, level):
    return {FULL: event["summary"], NO_PERSONAL: event["impersonal"],
            BUSY_ONLY: "Busy"}[level]


def expected(feed):
    """What a client must read: uid -> (start, end, summary, status)."""
    read = {}
    for event in feed.events:
        if event["all_day"]:
            start, end = ((EPOCH_DAY + dt.timedelta(days=event[key]))
                          .isoformat() for key in ("start_day", "end_day"))
        else:
            start, end = event["start_s"], event["end_s"]
        read[event["uid"]] = (start, end, expected_summary(event, feed.level),
                              STATUSES[event["status"]])
    return read


# --- TAP -------------------------------------------------------------------

class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, name, wrong):
        """`wrong` says what is wrong; empty when all is well."""
        self.count += 1
        self.failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {self.count} - {name}")
        for line in str(wrong or "").splitlines()[:12]:
            print(f"# {line}")
        sys.stdout.flush()

    def finish(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def difference(feed, read):
    want = expected(feed)
    if read and not any(uid in want for uid in read):
        # A client that renames: tell the entries by what they say.
        uids = {content: uid for uid, content in want.items()}
        read = {uids.get(content, uid): content
                for uid, content in read.items()}
    wrong = [f"{uid}: {want[uid]} expected, not {read.get(uid)}"
             for uid in want if read.get(uid) != want[uid]]
    wrong += [f"{uid}: nobody wrote it" for uid in read if uid not in want]
    return "\n".join(wrong)


def instant(value):
    """A client's date or datetime, as in expected(). Floating is an error."""
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return f"floating {value}"
    return int(value.timestamp())


# --- clients: each answers {file: {uid: (start, end, summary, status)}} ------

def need_module(name, package):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise RuntimeError(f"{name} is missing ({error}); install the Debian "
                           f"package {package}") from error


def need_program(name, package):
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is missing; install the Debian package "
                           f"{package}")
    return path


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def icalendar_events(calendar):
    return {str(event["uid"]): (instant(event["dtstart"].dt),
                                instant(event["dtend"].dt),
                                str(event["summary"]), str(event["status"]))
            for event in calendar.walk("VEVENT")}


def read_with_icalendar(scratch, files):
    icalendar = need_module("icalendar", "python3-icalendar")
    return {name: icalendar_events(
        icalendar.Calendar.from_ical(read_bytes(f"{scratch.feeds}/{name}")))
            for name in files}


def read_with_own_vtimezone(scratch, files):
    """icalendar, but each TZID is what the file's VTIMEZONE says it is."""
    icalendar = need_module("icalendar", "python3-icalendar")
    read = {}
    for name in files:
        text = read_bytes(f"{scratch.feeds}/{name}").decode()
        # A name that the client cannot know, or it takes its own data.
        text = re.sub(r"(TZID[:=])([A-Za-z_/]+)", r"\1X-\2", text)
        read[name] = icalendar_events(icalendar.Calendar.from_ical(text))
    return read


def vobject_events(calendar):
    return {event.uid.value: (instant(event.dtstart.value),
                              instant(event.dtend.value),
                              event.summary.value, event.status.value)
            for event in calendar.contents.get("vevent", [])}


def read_with_vobject(scratch, files):
    vobject = need_module("vobject", "python3-vobject")
    return {name: vobject_events(vobject.readOne(
        read_bytes(f"{scratch.feeds}/{name}").decode())) for name in files}


def read_with_caldav(scratch, files):
    caldav = need_module("caldav", "python3-caldav")
    read = {}
    for name in files:
        text = read_bytes(f"{scratch.feeds}/{name}").decode()
        event = caldav.Event(data=text)
        by_vobject = vobject_events(event.vobject_instance)
        read[name] = icalendar_events(caldav.Event(data=text)
                                      .icalendar_instance)
        if by_vobject != read[name]:
            read[name]["both parsers"] = "differ"
    return read


KHAL_CONFIG = """\
[calendars]
[[feed]]
path = {folder}/vdir
type = calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%S
longdatetimeformat = %Y-%m-%dT%H:%M:%S
[default]
default_calendar = feed
[sqlite]
path = {folder}/khal.db
"""
KHAL_FORMAT = "@<{uid}@|{start-long}@|{end-long}@|{status}@|{title}@>"


def khal_time(text, is_end):
    """khal's last day of an entry is inclusive."""
    if "T" in text:
        return int(dt.datetime.fromisoformat(text).replace(tzinfo=UTC)
                   .timestamp())
    day = dt.date.fromisoformat(text)
    return (day + dt.timedelta(days=is_end)).isoformat()


def read_with_khal(scratch, files):
    khal = need_program("khal", "khal")
    read = {}
    for name in files:
        folder = tempfile.mkdtemp(dir=scratch.root, prefix="khal-")
        os.mkdir(f"{folder}/vdir")
        config = f"{folder}/config"
        with open(config, "w") as file:
            file.write(KHAL_CONFIG.format(folder=folder))
        run = functools.partial(scratch.run, khal, "-c", config)
        run("import", "--batch", "-a", "feed", f"{scratch.feeds}/{name}")
        listed = run("list", "--once", "--day-format", "", "--format",
                     KHAL_FORMAT, "2025-12-01", "2035-01-01")
        read[name] = {}
        for match in re.finditer(r"@<(.*?)@>", listed, re.DOTALL):
            uid, start, end, status, title = match[1].split("@|")
            read[name][uid] = (khal_time(start, False), khal_time(end, True),
                               title, status.strip())
    return read


VDIRSYNCER_GENERAL = """\
[general]
status_path = "{folder}/status"
"""
VDIRSYNCER_PAIR = """\
[pair feed{i}]
a = "http{i}"
b = "files{i}"
collections = null
[storage http{i}]
type = "http"
url = "http://127.0.0.1:{port}/{name}"
[storage files{i}]
type = "filesystem"
path = "{folder}/{name}"
fileext = ".ics"
"""


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def read_with_vdirsyncer(scratch, files):
    """vdirsyncer gives each entry of a subscription a UID of its own."""
    program = need_program("vdirsyncer", "vdirsyncer")
    icalendar = need_module("icalendar", "python3-icalendar")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0),
        functools.partial(QuietHandler, directory=scratch.feeds))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tempfile.mkdtemp(dir=scratch.root, prefix="vdirsyncer-")
    with open(f"{folder}/config", "w") as file:
        file.write(VDIRSYNCER_GENERAL.format(folder=folder))
        for i, name in enumerate(files):
            os.mkdir(f"{folder}/{name}")
            file.write(VDIRSYNCER_PAIR.format(
                i=i, name=name, folder=folder, port=server.server_address[1]))
    try:
        for command in ("discover", "sync"):
            scratch.run(program, "-c", f"{folder}/config", command)
    finally:
        server.shutdown()
        server.server_close()
    read = {name: {} for name in files}
    for path in glob.glob(f"{folder}/*.ics/*.ics"):
        name = os.path.basename(os.path.dirname(path))
        read[name].update(icalendar_events(
            icalendar.Calendar.from_ical(read_bytes(path))))
    return read


def read_with_ical_js(scratch, files):
    """ical.js of the lock file, and the VTIMEZONE of each file itself."""
    node = need_program("node", "nodejs")
    npm = need_program("npm", "npm")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "..", "node")
    folder = f"{scratch.root}/node"
    os.mkdir(folder)
    for name in ("package.json", "package-lock.json", "read_ical.js"):
        shutil.copy(os.path.join(source, name), folder)
    try:
        scratch.run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                    cwd=folder)
    except RuntimeError as error:
        raise RuntimeError("the npm package ical.js could not be installed: "
                           f"{error}") from error
    answer = json.loads(scratch.run(
        node, "read_ical.js", *(f"{scratch.feeds}/{name}" for name in files),
        cwd=folder))
    read = {}
    for name, events in answer.items():
        read[name] = {e["uid"]: (e["start"], e["end"], e["summary"],
                                 e["status"]) for e in events}
    scratch.ical_js = answer
    return read


CLIENTS = [
    ("icalendar", read_with_icalendar),
    ("icalendar, zones of the file", read_with_own_vtimezone),
    ("vobject", read_with_vobject),
    ("caldav's parsers", read_with_caldav),
    ("khal", read_with_khal),
    ("vdirsyncer", read_with_vdirsyncer),
    ("ical.js", read_with_ical_js),
]


# --- our own promises -------------------------------------------------------

def unfold(text):
    return text.replace("\r\n ", "")


def wrong_forms(feed, text):
    """Local time where it is safe, UTC where it is not."""
    wrong = []
    for event in feed.events:
        if event["all_day"] or ZONES[feed.tzid] is None:
            continue
        ends = (event["start_s"], event["end_s"])
        local = (ZONES[feed.tzid] and
                 not any(is_repeated(feed.tzid, at) for at in ends))
        block = text.split(f"UID:{event['uid']}\r\n")[1].split("END:")[0]
        form = "DTSTART;TZID=" if local else "DTSTART:"
        if form not in block:
            wrong.append(f"{event['uid']}: {form} expected in\n{block}")
    return "\n".join(wrong)


def wrong_in_levels(scratch):
    wrong = []
    for name in ("impersonal.ics", "busy.ics"):
        text = unfold(read_bytes(f"{scratch.feeds}/{name}").decode())
        for word in (SECRET, "Elm St", "Gate", "GEO", "DESCRIPTION"):
            if word in text:
                wrong.append(f"{name} shows {word}")
    if "Boiler" in unfold(read_bytes(f"{scratch.feeds}/busy.ics").decode()):
        wrong.append("busy.ics shows the kind of work")
    return "\n".join(wrong)


def wrong_in_texts(scratch, feed):
    """Long texts and lists, as ical.js reads them."""
    read = getattr(scratch, "ical_js", {}).get(feed.file, [])
    if len(read) != len(feed.events):
        return "ical.js did not read this feed"
    return "\n".join(
        f"{got['uid']}: {got['description']!r}, {got['categories']!r}"
        for got, event in zip(read, feed.events)
        if got["description"] != event["description"]
        or got["categories"] != ["Boiler, gas", "P1"])


# --- the run ---------------------------------------------------------------

class Scratch:
    """One folder for all that the clients write, gone at the end."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="callout-clients-")
        self.feeds = f"{self.root}/feeds"
        self.home = f"{self.root}/home"
        os.mkdir(self.feeds)
        os.mkdir(self.home)
        self.environment = dict(os.environ, HOME=self.home, TZ="UTC",
                                LC_ALL="C.UTF-8", NO_COLOR="1")
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            self.environment[f"XDG_{name}_HOME"] = f"{self.home}/{name}"

    def run(self, *command, cwd=None):
        done = subprocess.run(command, cwd=cwd or self.root, timeout=300,
                              env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(
                f"{' '.join(command[:4])}: exit {done.returncode}: "
                + done.stderr.decode(errors="replace")[-2000:])
        return done.stdout.decode()

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


def render(scratch, feeds):
    cases = [{"file": f.file, "tzid": f.tzid, "level": f.level,
              "name": f"Ana; {f.tzid}", "events": f.events} for f in feeds]
    path = f"{scratch.root}/cases.json"
    with open(path, "w") as file:
        json.dump(cases, file)
    builddir = os.environ.get("top_builddir", ".")
    scratch.run(os.path.abspath(f"{builddir}/tests/feed/render_samples"),
                path, scratch.feeds)


def run_all(tap, scratch):
    feeds = make_feeds()
    render(scratch, feeds)
    tap.check("all sample feeds pass the lint", "")
    for feed in feeds:
        text = unfold(read_bytes(f"{scratch.feeds}/{feed.file}").decode())
        tap.check(f"{feed.file}: local time where it is safe, else UTC",
                  wrong_forms(feed, text))
    tap.check("levels of detail hide what they promise",
              wrong_in_levels(scratch))
    files = [feed.file for feed in feeds]
    for name, client in CLIENTS:
        try:
            read, failure = client(scratch, files), None
        except Exception as error:  # any failure of a client is a result
            read, failure = {}, f"{type(error).__name__}: {error}"
        for feed in feeds:
            tap.check(f"{name} reads {feed.file}", failure or difference(
                feed, read.get(feed.file, {})))
    tap.check("ical.js reads descriptions and categories",
              wrong_in_texts(scratch, feeds[0]))


def main():
    warnings.simplefilter("ignore")
    os.environ["TZ"] = "UTC"
    tap = Tap()
    scratch = Scratch()
    try:
        run_all(tap, scratch)
    except Exception as error:
        tap.check("the run", f"{type(error).__name__}: {error}")
    finally:
        scratch.remove()
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
