#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout import: each kind of file, each kind of dirt, on a small synthetic
file always and on the real one where it is (../shared/data)."""

import collections
import csv
import datetime
import json
import os
import sys

from cli_test import DATA, ROOT, World, case, equal, main, refused

MAP = os.path.join(ROOT, "share/demo/boston311.map")
NOW = "2026-11-23T12:00:00Z"

CALENDARS = """code,name,hours,holidays
OFFICE,Office,1-5 08:00-12:00; 1-5 13:00-17:00; 6 09:00-12:00,\
2026-11-26 Thanksgiving; 2026-12-25
ALWAYS,,1-7 00:00-24:00,
"""
POLICIES = """code,calendar,priority,respond_min,resolve_min
GOLD,OFFICE,1,60,240
GOLD,OFFICE,2,120,
GOLD,,3,,480
"""
TERRITORIES = """code,name,zone,calendar,boundary
N,North,America/New_York,OFFICE,"42,-72 43,-72 43,-71 42,-71"
S,South,America/New_York,OFFICE,
"""
JOB_TYPES = """code,name,duration_min,priority,sla_policy,skills
LEAK,"Leak, water",60,1,GOLD,WATER:2 GAS
LAMP,Lamp,30,,,
"""
TECHNICIANS = """code,name,phone,territory,start_lat,start_lon,skills,weekdays,\
shift_start,shift_end,break_from,break_to,break_min
T1,Ann,+1 555,N,42.5,-71.5,WATER:3 GAS:1,12345,08:00,16:30,12:00,13:00,30
T2,Bob,,S,41.5,-71.5,WATER,67,22:00,06:00,,,
"""
REQUESTS = """external_id,opened_at,type,lat,lon,territory,skill,site_id,\
address,closed_at,target_at,on_time,priority,title
"""


def notes(report):
    """Bad rows as (line, column, kind)."""
    return [(n["line"], n["column"], n["kind"]) for n in report["bad_rows"]]


def figures(report):
    return tuple(report[k] for k in ("rows", "new", "already_there", "skipped",
                                     "bad"))


def organisation(world):
    """A database with all reference data."""
    database = world.database().migrate()
    for kind, text in (("calendars", CALENDARS), ("sla-policies", POLICIES),
                       ("territories", TERRITORIES),
                       ("job-types", JOB_TYPES), ("technicians", TECHNICIANS)):
        path = world.write(f"{kind}.csv", text)
        rows = text.count("\n") - 1
        options = ["--create-missing"] if kind == "job-types" else []
        equal(figures(database.json("import", kind, path, *options, now=NOW)),
              (rows, rows, 0, 0, 0), kind)
        equal(figures(database.json("import", kind, path, *options, now=NOW)),
              (rows, 0, rows, 0, 0), f"{kind} again")
    return database


def requests(world, database, rows, *options, now=NOW, name="requests.csv"):
    path = world.write(name, REQUESTS + "".join(r + "\n" for r in rows))
    return database.json("import", "requests", path, "--zone",
                         "America/New_York", *options, now=now)


@case
def reference_data_comes_in_once(world):
    database = organisation(world)
    equal(database.sql(
        "SELECT c.code, weekday, minutes FROM business_hours JOIN "
        "business_calendar c ON c.id = calendar_id WHERE weekday IN (1, 6) "
        "ORDER BY 1, 2, 3;"),
        [["ALWAYS", "1", "[0,1440)"], ["ALWAYS", "6", "[0,1440)"],
         ["OFFICE", "1", "[480,720)"], ["OFFICE", "1", "[780,1020)"],
         ["OFFICE", "6", "[540,720)"]])
    equal(database.sql("SELECT day, name FROM holiday ORDER BY day;"),
          [["2026-11-26", "Thanksgiving"], ["2026-12-25", "holiday"]])
    equal(database.sql("SELECT priority, kind, minutes FROM sla_target "
                       "ORDER BY 1, 2;"),
          [["1", "resolve", "240"], ["1", "respond", "60"],
           ["2", "respond", "120"], ["3", "resolve", "480"]])
    equal(database.one("SELECT boundary @> point(-71.5, 42.5) FROM territory "
                       "WHERE code = 'N';"), "t", "corners are lat,lon")
    equal(database.sql(
        "SELECT t.code, s.code, min_level FROM job_type_skill JOIN job_type t "
        "ON t.id = job_type_id JOIN skill s ON s.id = skill_id ORDER BY 2;"),
        [["LEAK", "GAS", "1"], ["LEAK", "WATER", "2"]])
    equal(database.one("SELECT priority FROM job_type WHERE code = 'LAMP';"),
          "3")
    equal(database.sql(
        "SELECT during, within FROM shift LEFT JOIN shift_break ON shift_id = "
        "shift.id JOIN technician t ON t.id = technician_id "
        "WHERE t.code = 'T1' AND during @> timestamptz "
        "'2026-11-24 15:00Z';"),
        [['["2026-11-24 13:00:00+00","2026-11-24 21:30:00+00")',
          '["2026-11-24 17:00:00+00","2026-11-24 18:00:00+00")']])


@case
def a_request_becomes_a_job_with_clocks(world):
    database = organisation(world)
    report = requests(world, database, [
        "r1,2026-11-20 10:00:00,LEAK,42.5,-71.5,N,,s1,1 Elm St,,"
        "2026-11-30 17:00:00,,,\"A \"\"big\"\" leak\nin two lines\"",
        "r2,2026-11-20T15:30:00Z,\"Leak, water\",42.5,-71.5,North,GAS,s1,"
        "ignored,,,,2,"])
    equal(figures(report), (2, 2, 0, 0, 0))
    equal(report["created"], {"customers": 1, "sites": 1})
    equal(database.sql(
        "SELECT external_id, source, title, priority, duration_min, state, "
        "opened_at, source_target_at FROM job ORDER BY id;"),
        [["r1", "import", 'A "big" leak'], ["in two lines", "1", "60", "open",
          "2026-11-20 15:00:00+00", "2026-11-30 22:00:00+00"],
         ["r2", "import", "Leak, water", "2", "60", "open",
          "2026-11-20 15:30:00+00", ""]])
    equal(database.sql(
        "SELECT j.external_id, s.code, k.min_level FROM job_skill k JOIN job "
        "j ON j.id = job_id JOIN skill s ON s.id = skill_id ORDER BY 1, 2;"),
        [["r1", "GAS", "1"], ["r1", "WATER", "2"], ["r2", "GAS", "1"],
         ["r2", "WATER", "2"]])
    equal(database.sql(
        "SELECT j.external_id, c.kind, c.state, c.due_at FROM sla_clock c "
        "JOIN job j ON j.id = job_id ORDER BY 1, 2;"),
        [["r1", "resolve", "running", "2026-11-20 20:00:00+00"],
         ["r1", "respond", "running", "2026-11-20 16:00:00+00"],
         ["r2", "respond", "running", "2026-11-20 18:30:00+00"]])
    equal(database.one("SELECT count(*) FROM feed WHERE kind = 'job';"), "2")
    equal(database.one("SELECT count(*) FROM import_row;"), "0")


@case
def bad_cells_name_line_column_and_what_is_right(world):
    database = organisation(world)
    good = "g,2026-11-20 10:00:00,LEAK,42.5,-71.5,N,,,,,,,,"
    table = [
        ("1,2026-02-30 10:00:00,LEAK,1,1,N,,,,,,,,", "opened_at", "bad_cell"),
        ("2,2026-11-20 24:00:00,LEAK,1,1,N,,,,,,,,", "opened_at", "bad_cell"),
        ("3,yesterday,LEAK,1,1,N,,,,,,,,", "opened_at", "bad_cell"),
        ("4,,LEAK,1,1,N,,,,,,,,", "opened_at", "empty"),
        # 02:30 did not exist on that day.
        ("5,2026-03-08 02:30:00,LEAK,1,1,N,,,,,,,,", "opened_at",
         "time_skipped"),
        ("6,2026-11-20 10:00:00,LEAK,97,1,N,,,,,,,,", "lat", "bad_cell"),
        ("7,2026-11-20 10:00:00,LEAK,1,-181,N,,,,,,,,", "lon", "bad_cell"),
        ("8,2026-11-20 10:00:00,LEAK,nan,1,N,,,,,,,,", "lat", "bad_cell"),
        ("9,2026-11-20 10:00:00,FLOOD,1,1,N,,,,,,,,", "type",
         "unknown_job_type"),
        ("10,2026-11-20 10:00:00,LEAK,1,1,X,,,,,,,,", "territory",
         "unknown_territory"),
        ("11,2026-11-20 10:00:00,LEAK,1,1,N,FIRE,,,,,,,", "skill",
         "unknown_skill"),
        ("12,2026-11-20 10:00:00,LEAK,1,1,N,,,,,,,7,", "priority", "bad_cell"),
        ("13,2026-11-20 10:00:00,LEAK,1,1,N,,,,,,maybe,,", "on_time",
         "bad_cell"),
        ("14,2026-11-20 10:00:00,LEAK,1,1,N,,,,,,,," + "x" * 201, "title",
         "bad_cell"),
        ("15,2026-11-20 10:00:00,LEAK,1,1", None, "field_count"),
        # No boundary holds it, nothing known is near.
        ("16,2026-11-20 10:00:00,LEAK,1,1,,,,,,,,,", "territory",
         "no_territory"),
        ("g,2026-11-20 10:00:00,LEAK,1,1,N,,,,,,,,", "external_id",
         "doubled_id"),
    ]
    report = requests(world, database, [good] + [row for row, _, _ in table])
    equal(notes(report), [(i, column, kind) for i, (_, column, kind)
                          in enumerate(table, 3)])
    equal(figures(report), (18, 1, 0, 0, 17))
    for note in report["bad_rows"]:
        if not note["wrong"] or not note["right"]:
            raise AssertionError(f"says too little: {note}")
    equal(database.sql("SELECT external_id FROM job;"), [["g"]])


@case
def strict_and_dry_run_store_nothing(world):
    database = organisation(world)
    path = world.write("mixed.csv", REQUESTS +
                       "a,2026-11-20 10:00:00,LEAK,42.5,-71.5,N,,,,,,,,\n"
                       "b,never,LEAK,42.5,-71.5,N,,,,,,,,\n")
    zone = ["--zone", "America/New_York"]
    before = database.one("SELECT count(*) FROM audit;")
    done = database.run("import", "requests", path, *zone, "--strict",
                        "--json", now=NOW)
    refused(done, 1, "--strict", "nothing went in")
    equal(json.loads(done.stdout)["stored"], False)
    report = database.json("import", "requests", path, *zone, "--dry-run",
                           now=NOW)
    equal((report["dry_run"], report["new"], report["bad"]), (True, 1, 1))
    equal(database.sql("SELECT count(*) FROM job; SELECT count(*) FROM site;"
                       "SELECT count(*) FROM audit;"),
          [["0"], ["0"], [before]])
    done = database.run("import", "requests", path, *zone, now=NOW)
    equal(done.returncode, 0, done.stderr)
    for text in ("mixed.csv:3: opened_at: 'never' is no date and time",
                 "right: a day that exists", "1 new", "1 bad"):
        if text not in done.stdout:
            raise AssertionError(f"no {text!r} in {done.stdout}")
    bad = world.write("bad.csv", REQUESTS + "b,never,LEAK,1,1,N,,,,,,,,\n")
    refused(database.run("import", "requests", bad, *zone), 1, "is the map")


@case
def a_file_that_breaks_off_leaves_nothing(world):
    database = organisation(world)
    row = "r{},2026-11-20 10:00:00,LEAK,42.5,-71.5,N,,,,,,,,\n"
    text = REQUESTS + "".join(row.format(i) for i in range(3000))
    for tail, message in (('x,"never closed', "never closed"),
                          ("x,\udcff", "not UTF-8")):
        path = world.write("torn.csv",
                           (text + tail).encode("utf-8", "surrogateescape"))
        refused(database.run("import", "requests", path, "--zone", "UTC",
                             now=NOW), 2, "torn.csv: line 3002", message)
    equal(database.sql("SELECT count(*) FROM job; SELECT count(*) FROM "
                       "import_row;"), [["0"], ["0"]])


@case
def dirt_is_decided_and_counted(world):
    database = organisation(world)
    day = "2026-11-{} {}:00:00"
    report = requests(world, database, [
        # closed before it was opened; its flag counts on that closing
        f"a,{day.format(20, 10)},LEAK,42.5,-71.5,N,,,,{day.format(20, '09')},"
        f"{day.format(20, 12)},yes,,",
        # history
        f"b,{day.format(20, 10)},LEAK,42.5,-71.5,N,,,,{day.format(20, 11)},"
        f"{day.format(20, 12)},no,,",
        # closed after now; no target
        f"c,{day.format(20, 10)},LEAK,42.5,-71.5,N,,,,{day.format(24, 11)},"
        ",,,",
        # not yet opened
        f"d,{day.format(24, 10)},LEAK,42.5,-71.5,N,,,,,,,,",
        # by the boundary; by the neighbour, 110 m away
        f"e,{day.format(20, 10)},LEAK,42.6,-71.6,,,,,,,,,",
        f"f,{day.format(20, 10)},LEAK,41.001,-73,,,,,,,,,",
        f"g,{day.format(20, 10)},LEAK,41,-73,S,,,,,,,,"])
    equal(figures(report), (7, 6, 0, 1, 0))
    equal(report["counts"], {
        "closed_before_opened": 1, "flag_contradicts": 2, "completed": 1,
        "closed_later": 1, "no_target": 4, "still_open": 3, "in_future": 1,
        "territory_by_boundary": 1, "territory_by_neighbour": 1})
    equal(database.sql(
        "SELECT j.external_id, t.code, state, completed_at, source_closed_at, "
        "(SELECT count(*) FROM sla_clock c WHERE c.job_id = j.id) FROM job j "
        "JOIN territory t ON t.id = j.territory_id ORDER BY 1;"),
        [["a", "N", "open", "", "", "2"],
         ["b", "N", "completed", "2026-11-20 16:00:00+00",
          "2026-11-20 16:00:00+00", "0"],
         ["c", "N", "open", "", "", "2"], ["e", "N", "open", "", "", "2"],
         ["f", "S", "open", "", "", "2"], ["g", "S", "open", "", "", "2"]])
    # Again, later: only the one that was in the future is new.
    path = world.path("requests.csv")
    report = database.json("import", "requests", path, "--zone",
                           "America/New_York", now="2026-12-01T12:00:00Z")
    equal(figures(report), (7, 1, 6, 0, 0))


@case
def days_are_shifted_in_local_time(world):
    database = organisation(world)
    requests(world, database,
             ["a,2026-10-31 08:00:00,LEAK,42.5,-71.5,N,,,,,,,,",
              "b,2026-10-31T12:00:00Z,LEAK,42.5,-71.5,N,,,,,,,,"],
             "--shift-days", "2")
    equal(database.sql("SELECT opened_at FROM job ORDER BY id;"),
          [["2026-11-02 13:00:00+00"], ["2026-11-02 13:00:00+00"]],
          "eight o'clock on both sides of the change of clocks")


@case
def missing_things_are_made_if_asked_for(world):
    database = world.database().migrate()
    report = requests(world, database, [
        "a,2026-11-20 10:00:00,Big leak (roof),1,1,District 3,Ünïcode!,,,,,,,",
        "b,2026-11-20 10:00:00,big-LEAK roof,1,1,district-3,,,,,,,,",
        "c,2026-11-20 10:00:00,???,1,1,District 3,,,,,,,,"],
        "--create-missing")
    equal(figures(report), (3, 2, 0, 0, 1))
    equal(database.sql("SELECT code, name FROM job_type; "
                       "SELECT code, name FROM territory; "
                       "SELECT code, name FROM skill;"),
          [["BIG_LEAK_ROOF", "Big leak (roof)"], ["DISTRICT_3", "District 3"],
           ["N_CODE", "Ünïcode!"]])
    equal(report["created"]["business calendars"], 1)


@case
def technicians_are_checked(world):
    database = organisation(world)
    head = TECHNICIANS.splitlines()[0] + ",end_lat,end_lon,employed_from," \
        "employed_to\n"
    row = "{},X,,N,1,1,{},{},{},{},{},{},{},{},{},{},{}\n"
    table = [
        (("A", "FIRE", *[""] * 10), "skills", "unknown_skill"),
        (("B", "WATER:11", *[""] * 10), "skills", "bad_cell"),
        (("C", "", "135", "08:00", *[""] * 8), "weekdays", "half_shift"),
        (("D", "", "321", "08:00", "16:00", *[""] * 7), "weekdays",
         "bad_cell"),
        (("E", "", "1", "08:00", "16:00", "12:00", "12:20", "30",
          *[""] * 4), "break_to", "break_too_short"),
        (("F", "", "1", "08:00", "16:00", "07:00", "12:20", "30",
          *[""] * 4), "break_from", "break_outside"),
        (("G", *[""] * 7, "1", *[""] * 3), "end_lat", "half_place"),
        (("H", *[""] * 9, "2026-02-01", "2026-01-01"), "employed_to",
         "empty_employment"),
        (("I", "", "1", "8:00", "16:00", *[""] * 7), "shift_start",
         "bad_cell"),
    ]
    path = world.write("t.csv", head + "".join(row.format(*values)
                                               for values, _, _ in table))
    done = database.run("import", "technicians", path, "--json", now=NOW)
    refused(done, 1, "no row could be taken")
    equal(notes(json.loads(done.stdout)),
          [(i, column, kind) for i, (_, column, kind) in enumerate(table, 2)])


@case
def an_unknown_zone_is_an_error_of_the_file(world):
    database = organisation(world)
    path = world.write("z.csv", REQUESTS +
                       "a,2026-11-20 10:00:00,LEAK,42.5,-71.5,N,,,,,,,,\n")
    refused(database.run("import", "requests", path, "--zone", "Mars/Olympus"),
            2, "Mars/Olympus", "IANA")


@case
def standard_input_and_other_delimiters(world):
    database = organisation(world)
    equal(figures(database.json("import", "skills", "-", "--delimiter", ";",
                                input="code;name\nA;one, two\nB;b\n")),
          (2, 2, 0, 0, 0))
    equal(figures(database.json("import", "skills", "-", "--delimiter", "tab",
                                input="\ufeffcode\tname\r\nC\tc\r\n")),
          (1, 1, 0, 0, 0))
    equal(database.one("SELECT name FROM skill WHERE code = 'A';"),
          "one, two")


@case
def the_role_of_the_command_line_sees_no_table(world):
    database = organisation(world)
    for table in ("job", "import_row", "app_user"):
        equal(database.one(
            f"SELECT has_table_privilege('{database.schema}_admin', '{table}',"
            "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE');"), "f", table)


# --- the real file ---------------------------------------------------------

def stamp(text):
    return datetime.datetime.fromisoformat(text) if text else None


def expected_counts(as_of):
    """The kinds of dirt, counted by other means than the product's."""
    counts = collections.Counter()
    with open(DATA, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        opened, closed = stamp(row["opened_at"]), stamp(row["closed_at"])
        if as_of and opened > as_of:
            counts["in_future"] += 1
            continue
        counts["no_target"] += not row["target_at"]
        counts["territory_by_neighbour"] += not row["pwd_district"].strip()
        if not closed:
            counts["still_open"] += 1
        elif closed < opened:
            counts["closed_before_opened"] += 1
        elif as_of and closed > as_of:
            counts["closed_later"] += 1
        else:
            counts["completed"] += 1
    return len(rows), +counts


@case
def the_real_file_all_of_it(world):
    if not os.path.exists(DATA):
        print(f"# NO REAL DATA: {DATA} is missing; only the synthetic files "
              "were tested", file=sys.stderr)
        return
    database = world.database().migrate()
    rows, wanted = expected_counts(None)
    report = database.json("import", "requests", DATA, "--map", MAP)
    equal(figures(report), (rows, rows, 0, 0, 0))
    counts = dict(report["counts"])
    equal(counts.pop("flag_contradicts"), 28, "flags")
    equal(counts, dict(wanted))
    equal((counts["closed_before_opened"], counts["no_target"],
           counts["still_open"], counts["territory_by_neighbour"]),
          (54, 1108, 654, 2))
    equal([report["created"][k] for k in ("job types", "skills",
                                          "territories")], [116, 103, 13])
    if report["seconds"] > 30:
        raise AssertionError(f"took {report['seconds']} s")
    again = database.json("import", "requests", DATA, "--map", MAP)
    equal(figures(again), (rows, 0, rows, 0, 0))
    equal(again["counts"], {})


@case
def the_real_file_on_a_day_in_its_midst(world):
    if not os.path.exists(DATA):
        print(f"# NO REAL DATA: {DATA} is missing", file=sys.stderr)
        return
    database = world.database().migrate()
    rows, wanted = expected_counts(datetime.datetime(2015, 6, 15, 8))
    report = database.json("import", "requests", DATA, "--map", MAP, "--as-of",
                           "2015-06-15T12:00:00Z")
    counts = dict(report["counts"])
    counts.pop("flag_contradicts", None)
    equal(counts, dict(wanted))
    equal(report["new"], rows - wanted["in_future"])
    equal(database.one("SELECT count(*) FROM job WHERE state = 'open';"),
          str(wanted["still_open"] + wanted["closed_before_opened"]
              + wanted["closed_later"]))
    equal(database.one("SELECT count(*) FROM job WHERE source_closed_at > "
                       "'2015-06-15 12:00Z';"), "0", "nothing of the future")


if __name__ == "__main__":
    main(World)
