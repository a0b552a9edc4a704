#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Following the day: what happens leads to a small repair by the policy, which
says why; what must not move does not; a quiet territory is quiet."""

import os
import signal
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from callout_test import (Daemon, World, case, equal,  # noqa: E402
                          main, wait_for)

ANN, BOB = 1, 2
LATE = 20       # seconds that anything may take here


def make_world():
    return World(options=("--dispatchd-loops=2",))


# --- what is asked again and again -------------------------------------------

def policy(world, **changes):
    answer = world.client("dora").patch("/api/v1/territories/1/policy", changes,
                                        {"If-Match": "*"})
    equal(answer.status, 200, answer)


def visit_of(world, job):
    """technician, start, end, state, pinned of the job's live visit."""
    rows = world.database.run(
        "SELECT id, technician_id, instant_text(lower(planned)), "
        "instant_text(upper(planned)), state, version FROM visit "
        f"WHERE job_id = {job} AND visit_live(state);")
    if not rows:
        return None
    row = rows[0]
    return {"id": int(row[0]), "technician": int(row[1]), "start": row[2],
            "end": row[3], "state": row[4], "version": int(row[5])}


def planned(world, job):
    return wait_for(lambda: visit_of(world, job), f"job {job} is planned",
                    LATE)


def assign(world, job, technician, start, **more):
    answer = world.client("dora").post(
        f"/api/v1/jobs/{job}/assign",
        {"technician": technician, "start": start, "override_reason": "test",
         **more})
    equal(answer.status, 200, answer)
    return answer.json


def notices(world, kind="follow"):
    return [row[0] for row in world.database.run(
        f"SELECT text FROM notice WHERE kind = '{kind}' ORDER BY id;")]


def metric(world, name):
    for line in world.client().get("/metrics").text.splitlines():
        if line.startswith(f"callout_follow_{name} "):
            return int(line.split()[1])
    raise AssertionError(f"no metric {name}")


def repairs(world):
    return metric(world, "repairs_total")


def trail(world, visit):
    return world.database.run(
        "SELECT action, actor_kind, cause, why FROM audit WHERE object_kind = "
        f"'visit' AND object_id = {visit} ORDER BY id;")


def clean(world):
    """Nobody follows, and nothing stands there."""
    policy(world, automatic="off", freeze_min=15, moves_max=6, promise_min=0,
           slide_min=30)
    world.database.run(
        "DELETE FROM absence; DELETE FROM slot_hold;"
        "UPDATE visit SET state = 'cancelled', ended_at = app_now() "
        "WHERE visit_live(state);"
        "UPDATE job SET state = 'cancelled' WHERE state IN "
        "('open', 'planned', 'in_progress', 'on_hold');"
        "DELETE FROM notice; DELETE FROM follow_told;")


def settled(world):
    """All that was to be done is done: no look for a while."""
    def still():
        before = metric(world, "looks_total")
        time.sleep(0.7)
        return metric(world, "looks_total") == before
    wait_for(still, "it comes to rest", LATE)


# --- cases -------------------------------------------------------------------

@case
def nothing_is_followed_unless_the_policy_says_so(world):
    job = world.database.job(title="Nobody's")
    time.sleep(1)
    equal(visit_of(world, job), None)
    equal(metric(world, "looks_total"), 0)


@case
def an_urgent_job_is_planned_and_says_why(world):
    clean(world)
    policy(world, automatic="on")
    answer = world.client("dora").post(
        "/api/v1/jobs", {"site": 1, "type": "leak", "title": "Water",
                         "priority": 1})
    equal(answer.status, 201, answer)
    visit = planned(world, answer.json["id"])
    equal(visit["technician"], BOB, "the nearest")
    (line,) = trail(world, visit["id"])
    equal(line[:3], ["visit.assigned", "system", "repair"])
    equal("nobody had it" in line[3], True, line)
    kind, state, cause = world.database.run(
        "SELECT kind, state, cause FROM proposal ORDER BY id DESC LIMIT 1;")[0]
    equal((kind, state), ("repair", "accepted"))
    equal("Water" in cause, True, cause)
    settled(world)


@case
def a_quiet_territory_is_quiet(world):
    job = world.database.job(kind="boiler", title="Nobody can", priority=1)
    wait_for(lambda: notices(world), "told that nobody can", LATE)
    settled(world)
    looks, written = metric(world, "looks_total"), repairs(world)
    time.sleep(1.5)
    equal((metric(world, "looks_total"), repairs(world)), (looks, written))
    (text,) = notices(world)
    equal(f"Job {job} " in text and "gas" in text, True, text)


@case
def who_is_ill_is_relieved_within_the_slide(world):
    clean(world)
    first = world.database.job(title="First")
    second = world.database.job(title="Second")
    assign(world, first, ANN, "2026-11-23T14:00:00Z")
    assign(world, second, ANN, "2026-11-23T16:00:00Z")
    policy(world, automatic="on")
    settled(world)
    equal(visit_of(world, first)["technician"], ANN)
    answer = world.client("dora").post(
        f"/api/v1/technicians/{ANN}/absences",
        {"start": "2026-11-23T12:30:00Z", "end": "2026-11-23T22:00:00Z",
         "reason": "sick"})
    equal(answer.status, 201, answer)
    wait_for(lambda: visit_of(world, first)["technician"] == BOB
             and visit_of(world, second)["technician"] == BOB,
             "Bob has both", LATE)
    moved = visit_of(world, first)
    equal(moved["start"], "2026-11-23T14:00:00Z", "when it was promised")
    line = trail(world, moved["id"])[-1]
    equal(line[:3], ["visit.moved", "system", "repair"])
    equal(line[3].startswith("Ann Arbor is ill until 17:00"), True, line)
    settled(world)


@case
def one_that_fits_nowhere_about_then_goes_to_another_time(world):
    clean(world)
    busy = world.database.job(title="Bob's")
    own = world.database.job(title="Ann's")
    assign(world, busy, BOB, "2026-11-23T14:00:00Z", pinned=True)
    assign(world, own, ANN, "2026-11-23T14:00:00Z")
    policy(world, automatic="on")
    settled(world)
    equal(world.client("dora").post(
        f"/api/v1/technicians/{ANN}/absences",
        {"start": "2026-11-23T12:30:00Z", "end": "2026-11-23T22:00:00Z",
         "reason": "sick"}).status, 201)
    wait_for(lambda: visit_of(world, own)["technician"] == BOB, "Bob has it",
             LATE)
    here = visit_of(world, own)
    equal(here["end"] <= "2026-11-23T14:00:00Z"
          or here["start"] >= "2026-11-23T15:00:00Z", True, here)
    equal(visit_of(world, busy)["start"], "2026-11-23T14:00:00Z", "pinned")
    settled(world)


@case
def a_promise_is_kept_and_pinned_ones_stay_also_with_who_is_ill(world):
    clean(world)
    told = world.database.job(title="Promised")
    pinned = world.database.job(title="Pinned")
    assign(world, told, ANN, "2026-11-23T14:00:00Z")
    assign(world, pinned, ANN, "2026-11-23T16:00:00Z", pinned=True)
    bobs = world.database.job(title="Bob's")
    assign(world, bobs, BOB, "2026-11-23T14:00:00Z", pinned=True)
    world.database.run(
        "UPDATE visit SET arrival_window = tstzrange('2026-11-23T14:00:00Z',"
        f"'2026-11-23T14:30:00Z') WHERE job_id = {told} "
        "AND visit_live(state);")
    policy(world, automatic="on")
    settled(world)
    equal(world.client("dora").post(
        f"/api/v1/technicians/{ANN}/absences",
        {"start": "2026-11-23T12:30:00Z", "end": "2026-11-23T22:00:00Z",
         "reason": "sick"}).status, 201)
    wait_for(lambda: notices(world), "a person is told", LATE)
    settled(world)
    equal((visit_of(world, told)["technician"],
           visit_of(world, told)["start"]), (ANN, "2026-11-23T14:00:00Z"))
    equal((visit_of(world, pinned)["technician"],
           visit_of(world, pinned)["start"]), (ANN, "2026-11-23T16:00:00Z"))
    equal(len(notices(world)), 1, notices(world))


@case
def what_begins_soon_is_frozen(world):
    clean(world)
    policy(world, freeze_min=180)
    soon = world.database.job(title="Soon")
    later = world.database.job(title="Later")
    assign(world, soon, ANN, "2026-11-23T14:00:00Z")
    assign(world, later, ANN, "2026-11-23T17:00:00Z")
    policy(world, automatic="on")
    settled(world)
    equal(world.client("dora").post(
        f"/api/v1/technicians/{ANN}/absences",
        {"start": "2026-11-23T12:30:00Z", "end": "2026-11-23T22:00:00Z",
         "reason": "sick"}).status, 201)
    wait_for(lambda: visit_of(world, later)["technician"] == BOB,
             "the later one moves", LATE)
    settled(world)
    equal(visit_of(world, soon)["technician"], ANN, "frozen")


@case
def a_cancellation_makes_room(world):
    clean(world)
    full = [world.database.job(title=f"Full {n}") for n in range(2)]
    for job, who in zip(full, (ANN, BOB)):
        assign(world, job, who, "2026-11-23T13:30:00Z",
               end="2026-11-23T21:30:00Z")
    policy(world, automatic="on", moves_max=0)
    waits = world.database.job(title="Waits", priority=1)
    wait_for(lambda: notices(world), "told that nobody has time", LATE)
    settled(world)
    equal(visit_of(world, waits), None)
    answer = world.client("dora").post(f"/api/v1/jobs/{full[0]}/cancel",
                                       {"why": "they called"},
                                       {"If-Match": "*"})
    equal(answer.status, 200, answer)
    equal(planned(world, waits)["technician"], ANN)


@case
def what_is_lost_again_is_told_again(world):
    clean(world)
    policy(world, automatic="on", moves_max=0)
    dora = world.client("dora")

    def ill():
        answer = dora.post(
            f"/api/v1/technicians/{BOB}/absences",
            {"start": "2026-11-23T12:00:00Z", "end": "2026-11-23T22:00:00Z",
             "reason": "sick"})
        equal(answer.status, 201, answer)
        return answer.json["id"]

    absence = ill()
    lamp = world.database.job(kind="lamp", title="Lamp", priority=1)
    wait_for(lambda: len(notices(world)) == 1, "nobody can", LATE)
    settled(world)
    answer = dora.delete(f"/api/v1/absences/{absence}", {"If-Match": "*"})
    equal(answer.status in (200, 204), True, answer)
    equal(planned(world, lamp)["technician"], BOB)
    settled(world)
    equal(len(notices(world)), 1, "he can")
    ill()
    wait_for(lambda: len(notices(world)) == 2, "told again", LATE)
    settled(world)
    equal(len(notices(world)), 2, notices(world))


@case
def an_urgent_job_takes_the_place_of_a_less_urgent_one(world):
    clean(world)
    jobs = [world.database.job(title=f"Easy {n}", priority=5,
                               duration_min=480) for n in range(2)]
    for job, who in zip(jobs, (ANN, BOB)):
        assign(world, job, who, "2026-11-23T13:30:00Z")
    policy(world, automatic="on")
    settled(world)
    urgent = world.database.job(title="Gas", priority=1)
    planned(world, urgent)
    settled(world)
    left = [visit_of(world, job) for job in jobs]
    equal(sum(v is None for v in left), 1, "one gave way")


@case
def a_suggestion_waits_for_a_dispatcher(world):
    clean(world)
    policy(world, automatic="suggest")
    job = world.database.job(title="Suggested", priority=1)
    wait_for(lambda: notices(world, "suggestion"), "told", LATE)
    settled(world)
    equal(visit_of(world, job), None)
    ready = [r[0] for r in world.database.run(
        "SELECT id FROM proposal WHERE kind = 'repair' AND state = 'ready';")]
    equal(len(ready), 1, ready)
    other = world.database.job(title="Another", priority=1)
    wait_for(lambda: world.database.one(
        f"SELECT state FROM proposal WHERE id = {ready[0]};") == "stale",
        "the old one is stale", LATE)
    settled(world)
    (last,) = [r[0] for r in world.database.run(
        "SELECT id FROM proposal WHERE kind = 'repair' AND state = 'ready';")]
    answer = world.client("dora").post(f"/api/v1/proposals/{last}/accept")
    equal(answer.status, 200, answer)
    planned(world, job)
    planned(world, other)
    settled(world)
    equal(world.database.one("SELECT count(*) FROM proposal WHERE kind = "
                             "'repair' AND state = 'ready';"), "0")


@case
def no_access_puts_the_job_into_the_pool_and_back(world):
    clean(world)
    policy(world, automatic="on")
    job = world.database.job(title="Nobody home", priority=1)
    visit = planned(world, job)
    settled(world)
    world.database.run(
        "UPDATE visit SET state = 'en_route', en_route_at = app_now() "
        f"WHERE id = {visit['id']};"
        "UPDATE visit SET state = 'on_site', on_site_at = app_now() "
        f"WHERE id = {visit['id']};"
        "UPDATE visit SET state = 'completed', outcome = 'no_access', "
        f"ended_at = app_now() WHERE id = {visit['id']};"
        f"SELECT job_follow(ARRAY[{job}]) \\g /dev/null\n")
    again = wait_for(lambda: visit_of(world, job), "planned again", LATE)
    equal(again["id"] != visit["id"], True, again)
    settled(world)


@case
def a_dispatcher_at_the_same_time_wins_or_loses_cleanly(world):
    clean(world)
    policy(world, automatic="on")
    jobs = [world.database.job(title=f"Race {n}", priority=1)
            for n in range(6)]

    def by_hand(job):
        world.client("dora").post(
            f"/api/v1/jobs/{job}/assign",
            {"technician": ANN, "start": "2026-11-23T18:00:00Z",
             "override_reason": "race"})
    hands = [threading.Thread(target=by_hand, args=(job,)) for job in jobs]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    for job in jobs:
        planned(world, job)
    settled(world)
    equal(world.database.one(
        "SELECT count(*) FROM visit WHERE visit_live(state) AND job_id = ANY "
        f"('{{{','.join(map(str, jobs))}}}');"), str(len(jobs)), "once each")


@case
def one_that_is_refused_does_not_hold_up_the_others(world):
    clean(world)
    bad = world.database.job(title="Refused", priority=1)
    good = [world.database.job(title=f"Good {n}", priority=1)
            for n in range(3)]
    world.database.run(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE 'not this one' USING ERRCODE = 'CO409'; END$$;"
        "CREATE TRIGGER refuse BEFORE INSERT ON visit FOR EACH ROW WHEN "
        f"(NEW.job_id = {bad}) EXECUTE FUNCTION refuse();")
    refused = metric(world, "refused_total")
    policy(world, automatic="on")
    for job in good:
        planned(world, job)
    later = world.database.job(title="Good, too", priority=1)
    planned(world, later)
    settled(world)
    equal(visit_of(world, bad), None)
    # All together, then it alone: not with each thing that moves.
    equal(metric(world, "refused_total") - refused <= 3, True,
          metric(world, "refused_total") - refused)
    world.database.run("DROP TRIGGER refuse ON visit; DROP FUNCTION refuse;"
                       f"UPDATE job SET title = 'Mended' WHERE id = {bad};")
    planned(world, bad)
    settled(world)


@case
def a_killed_daemon_leaves_all_or_nothing(world):
    clean(world)
    policy(world, automatic="on")
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2):
        job = world.database.job(title=f"Kill {delay}", priority=1)
        time.sleep(delay)
        world.dispatchd.signal(signal.SIGKILL)
        world.dispatchd.process.wait()
        equal(world.database.one(
            "SELECT count(*) FROM proposal p WHERE p.kind = 'repair' AND "
            "p.state = 'accepted' AND EXISTS (SELECT FROM proposal_visit x "
            "WHERE x.proposal_id = p.id AND x.verdict <> 'accepted');"), "0")
        world.dispatchd = Daemon(world, "dispatchd")
        wait_for(world.dispatchd.ready, "ready")
        planned(world, job)
        equal(world.database.one("SELECT count(*) FROM visit WHERE "
                                 f"visit_live(state) AND job_id = {job};"),
              "1")
    settled(world)


@case
def who_is_late_loses_what_she_cannot_do(world):
    clean(world)
    long = world.database.job(title="Long")
    next_one = world.database.job(title="Next")
    after = world.database.job(title="After")
    assign(world, long, ANN, "2026-11-23T13:00:00Z")
    assign(world, next_one, ANN, "2026-11-23T14:30:00Z")
    assign(world, after, ANN, "2026-11-23T15:35:00Z")
    world.database.run(
        "UPDATE visit SET state = 'en_route', en_route_at = "
        "'2026-11-23T12:50:00Z' "
        f"WHERE job_id = {long} AND visit_live(state);"
        "UPDATE visit SET state = 'on_site', on_site_at = "
        "'2026-11-23T13:00:00Z' "
        f"WHERE job_id = {long} AND visit_live(state);")
    policy(world, automatic="on", freeze_min=0, slide_min=10)
    settled(world)
    equal(visit_of(world, after)["technician"], ANN)
    world.dispatchd.stop()
    # She is still there: the next one begins late, and frozen it is.
    world.dispatchd = Daemon(world, "dispatchd", now="2026-11-23T14:50:00Z")
    wait_for(world.dispatchd.ready, "ready")
    wait_for(lambda: visit_of(world, after)["technician"] == BOB,
             "somebody else does it", LATE)
    line = trail(world, visit_of(world, after)["id"])[-1]
    equal("Ann Arbor is late at job" in line[3], True, line)
    equal(visit_of(world, long)["technician"], ANN, "begun")
    equal((visit_of(world, next_one)["technician"],
           visit_of(world, next_one)["start"]),
          (ANN, "2026-11-23T14:30:00Z"), "about to begin")
    settled(world)


@case
def who_is_done_early_takes_more(world):
    clean(world)
    full = [world.database.job(title=f"Full {n}") for n in range(2)]
    for job, who in zip(full, (ANN, BOB)):
        assign(world, job, who, "2026-11-23T15:00:00Z",
               end="2026-11-23T21:30:00Z")
    policy(world, automatic="on", moves_max=0)
    waits = world.database.job(title="Waits", priority=1)
    wait_for(lambda: notices(world), "told that nobody has time", LATE)
    for step in ("state = 'en_route', en_route_at = '2026-11-23T14:40:00Z'",
                 "state = 'on_site', on_site_at = '2026-11-23T14:45:00Z'"):
        world.database.run(f"UPDATE visit SET {step} WHERE "
                           f"job_id = {full[1]} AND visit_live(state);")
    settled(world)
    equal(visit_of(world, waits), None, "he has only begun")
    world.database.run(
        "UPDATE visit SET state = 'completed', outcome = 'fixed', "
        "ended_at = '2026-11-23T14:49:00Z' "
        f"WHERE job_id = {full[1]} AND visit_live(state);")
    equal(planned(world, waits)["technician"], BOB)
    settled(world)


@case
def in_an_emergency_somebody_goes_at_once(world):
    world.dispatchd.stop()
    world.dispatchd = Daemon(world, "dispatchd", now="2026-11-23T14:00:00Z")
    wait_for(world.dispatchd.ready, "ready")
    clean(world)
    soon = [world.database.job(title=f"Soon {n}") for n in range(2)]
    for job, who in zip(soon, (ANN, BOB)):
        assign(world, job, who, "2026-11-23T14:10:00Z")
    job = world.database.job(title="Flood", priority=1)
    dora = world.client("dora")
    path = f"/api/v1/jobs/{job}/emergency"
    dry = dora.post(path, {"dry_run": True})
    equal(dry.status, 200, dry)
    equal((dry.json["visit"], len(dry.json["choices"])), (None, 2))
    equal(visit_of(world, job), None)
    best = dry.json["choices"][0]
    answer = dora.post(path, {"why": "the cellar fills"},
                       {"Idempotency-Key": "flood-1"})
    equal(answer.status, 200, answer)
    made = answer.json
    equal((made["visit"]["technician"], made["visit"]["job"]),
          (best["technician"], job))
    equal(made["visit"]["start"] < "2026-11-23T14:10:00Z", True, made)
    (other,) = made["others"]
    equal(other["why"] != "", True, other)
    equal(visit_of(world, soon[best["technician"] - 1]) is None
          or visit_of(world, soon[best["technician"] - 1])["start"]
          > "2026-11-23T14:10:00Z", True, "out of the way")
    line = trail(world, made["visit"]["id"])[-1]
    equal((line[1], line[2]), ("user", "hand"))
    kind, cause = world.database.run(
        "SELECT kind, cause FROM proposal WHERE id = "
        f"{made['proposal']};")[0]
    equal(kind, "hand")
    equal("the cellar fills" in cause, True, cause)
    again = dora.post(path, {"why": "the cellar fills"},
                      {"Idempotency-Key": "flood-1"})
    equal(again.json, made, "once")


@case
def an_emergency_that_nobody_can_take_is_refused(world):
    clean(world)
    job = world.database.job(kind="boiler", title="Gas")
    dora = world.client("dora")
    answer = dora.post(f"/api/v1/jobs/{job}/emergency")
    equal(answer.status, 409, answer)
    equal(answer.json["errors"][0]["rule"], "nobody", answer)
    leak = world.database.job(title="Leak")
    answer = dora.post(f"/api/v1/jobs/{leak}/emergency",
                       {"begin_by": "2026-11-23T13:00:00Z"})
    equal((answer.status, answer.json["errors"][0]["rule"]),
          (409, "nobody"), answer)
    equal(world.client("sam").post(f"/api/v1/jobs/{leak}/emergency").status,
          404)
    equal(world.client("mia").post(f"/api/v1/jobs/{leak}/emergency").status,
          403)


if __name__ == "__main__":
    main(make_world)
