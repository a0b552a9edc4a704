# SPDX-License-Identifier: MIT
"""What must hold when all is quiet. Each check yields what is wrong."""

import collections
import hashlib
import os

LEVELS = {"accepted": 1, "declined": 1, "en_route": 2, "on_site": 3,
          "paused": 3, "completed": 4}


def rows(sim, sql):
    return sim.world.session.run(sql)


def every_fact_once(sim):
    times = collections.Counter(
        (int(device), uid) for device, uid in
        rows(sim, "SELECT device_id, uid FROM fact;"))
    known = set()
    for device in sim.devices:
        kept = device.outbox()
        for uid in device.ledger.keys() - kept.keys():
            yield f"device {device.number} forgot {uid}"
        for uid in device.ledger.keys() | kept.keys():
            known.add((device.id, uid))
            count = times[device.id, uid]
            if count != 1:
                yield (f"device {device.number}: fact {uid} "
                       f"({device.ledger.get(uid)}) is there {count} times")
    for device, uid in times.keys() - known:
        yield f"fact {uid} of device {device} came from nowhere"


def device_is_done(sim):
    for device in sim.devices:
        for line, answer in device.trouble:
            yield f"device {device.number}: {line}: {answer}"
        # It heals itself by fetching everything; why did it have to?
        allowed = 2 * sim.restored
        if device.fetches > allowed:
            yield (f"device {device.number} fetched everything "
                   f"{device.fetches} times")
        if device.replays > allowed:
            yield f"device {device.number} replayed {device.replays} times"
    for office in sim.offices:
        for deed, state in office.trouble:
            yield f"a dispatcher was told {state}: {deed}"
    for device in sim.devices:
        for method, path, data in device.network.wrong:
            yield f"{method} {path}: {data}"


def views_are_equal(sim):
    """By the tables, not by the feed."""
    for device in sim.devices:
        wanted = {int(visit): (state, title) for visit, state, title in rows(
            sim, "SELECT v.id, v.state, j.title FROM visit v "
            "JOIN job j ON j.id = v.job_id "
            f"WHERE v.technician_id = {device.technician} AND (visit_live("
            "v.state) OR v.revised_at > app_now() - interval '168 hours');")}
        view = device.view()
        got = {visit: (state, title)
               for visit, (_, state, title) in view.items()}
        for visit in sorted(wanted.keys() | got.keys()):
            if wanted.get(visit) != got.get(visit):
                yield (f"device {device.number}, visit {visit}: has "
                       f"{got.get(visit)}, should {wanted.get(visit)}")
        versions = {int(visit): int(version) for visit, version in rows(
            sim, "SELECT f.object_id, f.version FROM feed f JOIN feed_scope "
            "s ON s.id = f.scope_id WHERE s.kind = 'technician' AND "
            f"s.object_id = {device.technician} AND f.op = 'U' AND "
            "f.kind = 'visit';")}
        if versions != {visit: v[0] for visit, v in view.items()}:
            yield f"device {device.number} has other versions"
        check = rows(sim, "SELECT sheet_check(id) FROM feed_scope WHERE kind "
                     "= 'technician' AND object_id = "
                     f"{device.technician};")[0][0]
        if device.own_check() not in (None, check):
            yield f"device {device.number}: check {device.own_check()}, {check}"


def nothing_is_discarded(sim):
    """What a person has to see has a review; the rest is on record."""
    for row in rows(
            sim, "SELECT f.device_id, f.seq, f.kind, f.verdict FROM fact f "
            "WHERE (f.verdict IN ('invalid', 'conflict') OR f.verdict = "
            "'out_of_scope' AND f.kind <> 'positions' AND NOT (f.kind = "
            "'status' AND coalesce(step_level(f.body ->> 'state'), 4) < 3)) "
            "AND NOT EXISTS (SELECT FROM review r WHERE r.facts @> "
            "jsonb_build_array(jsonb_build_object('device', f.device_id, "
            "'seq', f.seq))) AND NOT EXISTS (SELECT FROM review r WHERE "
            "jsonb_array_length(r.facts) >= 500);"):
        yield f"nobody sees fact {row}"
    verdicts = {(int(device), uid): verdict for device, uid, verdict in
                rows(sim, "SELECT device_id, uid, verdict FROM fact;")}
    for device in sim.devices:
        for uid, verdict in device.outbox().items():
            if verdict not in (None, verdicts.get((device.id, uid))) \
                    and not sim.restored:
                yield (f"device {device.number} was told {verdict} of {uid}, "
                       f"it is {verdicts.get((device.id, uid))}")


def effects_are_counted_once(sim):
    for row in rows(
            sim, "SELECT k.id, p.code, coalesce(t.amount, 0) - 20 AS got, "
            "coalesce(u.sum, 0) FROM technician k CROSS JOIN part p LEFT "
            "JOIN technician_part t ON t.technician_id = k.id AND t.part_id "
            "= p.id LEFT JOIN (SELECT technician_id, part_id, "
            "sum(part_delta(use, quantity)) FROM part_use GROUP BY 1, 2) u "
            "ON u.technician_id = k.id AND u.part_id = p.id WHERE k.id <= 5 "
            "AND coalesce(t.amount, 0) - 20 <> coalesce(u.sum, 0);"):
        yield f"the stock (technician, part, moved, used): {row}"
    for kind, table, more in (
            ("part", "part_use", "AND f.body ->> 'code' <> 'nothing'"),
            ("time", "time_entry", ""),
            ("meter", "meter_reading", "AND f.verdict <> 'out_of_scope'")):
        for row in rows(
                sim, f"SELECT f.uid, f.verdict FROM fact f WHERE f.kind = "
                f"'{kind}' AND f.verdict NOT IN ('invalid', 'conflict') {more}"
                " AND NOT EXISTS (SELECT FROM fact c WHERE c.of = f.uid) AND "
                f"NOT EXISTS (SELECT FROM {table} t WHERE t.uid = f.uid);"):
            yield f"{kind} {row} came to nothing"
    wanted, got = (rows(sim, sql)[0][0] for sql in (
        "SELECT coalesce(sum((body ->> 'count')::integer), 0) FROM fact "
        "WHERE kind = 'positions' AND verdict NOT IN ('invalid', "
        "'conflict');",
        "SELECT count(*) FROM position;"))
    if wanted != got:
        yield f"{got} positions are kept of {wanted}"


def order_does_not_matter(sim):
    """The state is the furthest report's; of two as far on the later one's.
    Only visits that no dispatcher touched after she made them."""
    visits = {visit: (state, outcome) for visit, state, outcome in rows(
        sim, "SELECT v.id, v.state, v.outcome FROM visit v WHERE NOT EXISTS ("
        "SELECT FROM audit a WHERE a.object_kind = 'visit' AND a.object_id = "
        "v.id AND a.actor_kind <> 'device' OFFSET 1) AND NOT EXISTS (SELECT "
        "FROM fact f WHERE f.visit_id = v.id AND f.kind = 'status' AND "
        "(f.technician_id <> v.technician_id OR f.verdict NOT IN ('applied', "
        "'merged', 'superseded', 'invalid'))) AND NOT EXISTS (SELECT FROM "
        "visit o WHERE o.job_id = v.job_id AND o.id <> v.id) AND NOT EXISTS "
        "(SELECT FROM review r WHERE r.visit_id = v.id AND r.decision = "
        "'technician');")}
    facts = collections.defaultdict(list)
    for visit, device, seq, at, state, outcome in rows(
            sim, "SELECT visit_id, device_id, seq, extract(epoch FROM at), "
            "body ->> 'state', body ->> 'outcome' FROM fact WHERE kind = "
            "'status' AND verdict <> 'invalid' AND visit_id IS NOT NULL "
            "ORDER BY device_id, seq;"):
        facts[visit].append((int(device), int(seq), float(at), state,
                             outcome))
    for visit, (state, outcome) in visits.items():
        last, best = {}, None
        for device, seq, at, said, how in facts[visit]:
            last[device] = max(at, last.get(device, at))
            key = (LEVELS[said], last[device], device, seq)
            if best is None or key > best[0]:
                best = key, said, how
        sim.count("states judged", 1 if best else 0)
        if best and (best[1], best[2] or "") != (state, outcome):
            yield (f"visit {visit} is {state} {outcome}, its reports say "
                   f"{best[1]} {best[2]}: {facts[visit]}")


def blobs_are_whole(sim):
    stored = {uid: sha256 for uid, sha256 in rows(
        sim, "SELECT uid, encode(sha256, 'hex') FROM blob WHERE state = "
        "'stored';")}
    for device in sim.devices:
        device.outbox()
        for photo in device.photos.values():
            uid, sha256 = photo["blob"], photo["sha256"]
            sim.count("photos")
            if stored.get(uid) != sha256:
                yield f"device {device.number}: photo {uid} is not stored"
                continue
            path = os.path.join(sim.world.folder, "blobs", uid[:2], uid)
            try:
                with open(path, "rb") as file:
                    got = hashlib.sha256(file.read()).hexdigest()
            except FileNotFoundError:
                got = "no file"
            if got != sha256:
                yield f"photo {uid}: {got}"


ALL = (every_fact_once, device_is_done, views_are_equal,
       nothing_is_discarded, effects_are_counted_once, order_does_not_matter,
       blobs_are_whole)
