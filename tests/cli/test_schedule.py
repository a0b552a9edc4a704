#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout schedule: from imported files to dispatched visits."""

import json
import random

from cli_test import World, case, equal, main, refused

DAY = "2026-11-23"
MORNING = "2026-11-23T11:00:00Z"   # 06:00 in New York


def organisation(world, jobs=40, territories="NS"):
    """Two people a territory, who can do all but FIRE; a day's work."""
    rng = random.Random(7)
    database = world.database().migrate()
    files = {
        "calendars": "code,hours\nWEEK,1-5 08:00-17:00\n",
        "sla-policies": "code,priority,resolve_min\nP,3,600\n",
        "territories": "code,zone,calendar\n" + "".join(
            f"{t},America/New_York,WEEK\n" for t in territories),
        "skills": "code\nGAS\nFIRE\n",
        "job-types": "code,duration_min,sla_policy\nFIX,30,P\n",
        "technicians": "code,name,territory,start_lat,start_lon,skills,"
        "weekdays,shift_start,shift_end,break_from,break_to,break_min\n"
        + "".join(f"{t}{i},{t}{i},{t},42.3,-71.1,GAS,12345,08:00,16:00,11:30,"
                  "13:30,30\n" for t in territories for i in range(2)),
        "requests": "external_id,opened_at,type,lat,lon,territory,skill\n"
        + "".join(f"r{i},2026-11-20T12:00:00Z,FIX,"
                  f"{42.3 + rng.uniform(-.03, .03):.4f},"
                  f"{-71.1 + rng.uniform(-.03, .03):.4f},"
                  f"{territories[i % len(territories)]},"
                  f"{'FIRE' if i == 0 else 'GAS'}\n" for i in range(jobs)),
    }
    for kind, text in files.items():
        path = world.write("x.csv", text)
        report = database.json("import", kind, path, now=MORNING)
        equal(report["bad"], 0, report)
    return database


def schedule(database, *options, now=MORNING):
    return database.json("schedule", "--date", DAY, "--time", "0", *options,
                         now=now)


@case
def a_day_is_planned_and_accepted(world):
    database = organisation(world)
    plan = schedule(database, "--accept")
    total = plan["total"]
    equal([t["code"] for t in plan["territories"]], ["N", "S"])
    equal((total["jobs"], total["technicians"]), (40, 4))
    equal(total["planned"] + total["unplanned"], 40)
    equal(total["accepted"], total["planned"])
    equal(int(database.one("SELECT count(*) FROM visit WHERE state = "
                           "'dispatched';")), total["planned"])
    equal(database.sql("SELECT count(*) FROM visit v JOIN shift s ON "
                       "s.technician_id = v.technician_id AND "
                       "s.during @> v.planned;"), [[str(total["planned"])]],
          "every visit lies in a shift")
    if not 0.5 < total["utilisation"] <= 1 or not 0 < total["travel_share"]:
        raise AssertionError(total)
    # Nobody can put out a fire: said in the dispatcher's words.
    left = json.loads(database.one("SELECT summary FROM proposal ORDER BY id "
                                   "LIMIT 1;"))["unassigned"]
    equal([(u["rule"], u["text"]) for u in left if u["rule"] == "skill"],
          [("skill", "lacks FIRE")])


@case
def a_second_plan_moves_nothing_without_need(world):
    # A second finds the best plan of sixteen jobs many times over: only then
    # is there no need to move anything.
    database = organisation(world, jobs=16)
    schedule(database, "--accept", "--time", "1")
    before = database.sql("SELECT job_id, technician_id FROM visit "
                          "WHERE state = 'dispatched' ORDER BY 1;")
    again = schedule(database, "--accept", "--time", "1")
    equal(again["total"]["planned"], 15)
    equal(database.sql("SELECT job_id, technician_id FROM visit "
                       "WHERE state = 'dispatched' ORDER BY 1;"), before)


@case
def nothing_begins_in_the_past(world):
    database = organisation(world)
    noon = "2026-11-23T17:00:00Z"
    schedule(database, "--accept", "--territory", "N", now=noon)
    equal(database.one("SELECT count(*) > 0 AND min(lower(planned)) >= "
                       f"'{noon}' FROM visit;"), "t")
    whole = schedule(database, "--whole-day", "--territory", "S", now=noon)
    equal([t["code"] for t in whole["territories"]], ["S"])
    equal(database.one("SELECT min(lower(planned)) < "
                       f"'{noon}' FROM proposal_visit WHERE proposal_id = "
                       f"{whole['territories'][0]['proposal']};"), "t")


@case
def a_proposal_alone_changes_nothing(world):
    database = organisation(world, territories="N")
    plan = schedule(database)
    equal(database.one("SELECT count(*) FROM visit;"), "0")
    equal(plan["territories"][0]["state"], "ready")
    equal(database.one("SELECT state FROM proposal;"), "ready")
    text = database.good("schedule", "--date", DAY, "--time", "0", now=MORNING)
    equal(text.splitlines()[0].split()[0], "territory")


@case
def what_cannot_be_planned(world):
    database = organisation(world, jobs=1)
    refused(database.run("schedule", "--date", DAY, "--territory", "X"), 1,
            "no territory 'X'")
    equal(schedule(database)["total"]["planned"], 0)
    # A Saturday: nobody works.
    weekend = database.json("schedule", "--date", "2026-11-28", "--time", "0",
                            now=MORNING)
    equal(weekend["total"]["technicians"], 0)
    empty = world.database().migrate()
    refused(empty.run("schedule", "--date", DAY), 1, "no territories")


if __name__ == "__main__":
    main(World)
