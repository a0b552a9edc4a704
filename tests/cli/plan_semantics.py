# SPDX-License-Identifier: MIT
"""What the keys beyond VROOM's mean, read from the problem's JSON and the
answer's JSON alone: beside `callout check`, which shares the reading of
problems with the planner."""


def visits_of(answer):
    """[(kind, id, vehicle, shift, part, begin, end, place in the route)]."""
    found = []
    for route in answer["routes"]:
        for place, step in enumerate(route["steps"]):
            if step["type"] in ("job", "pickup", "delivery") and "id" in step:
                begin = step["arrival"] + step["waiting_time"]
                found.append((step["type"], step["id"], route["vehicle"],
                              route.get("shift", 0), step.get("part"), begin,
                              begin + step["setup"] + step["service"], place))
    return found


def who_faults(job, vehicle, begin, end):
    """The rules of one visit by one vehicle."""
    number = vehicle["id"]
    faults = []
    if job.get("required") and number not in job["required"]:
        faults.append("is not done by one of %s" % job["required"])
    if number in job.get("excluded", []):
        faults.append("is done by excluded %d" % number)
    levels = {int(key): value
              for key, value in vehicle.get("levels", {}).items()}
    for skill in vehicle.get("skills", []):
        levels[skill] = max(levels.get(skill, 1), 1)
    has = set(levels)
    certified = {int(key): value
                 for key, value in vehicle.get("certified", {}).items()}
    has |= set(certified)
    needs = {int(key): value for key, value in job.get("levels", {}).items()}
    for skill in set(job.get("skills", [])) | set(needs):
        if skill not in has:
            faults.append("%d lacks skill %d" % (number, skill))
        elif levels.get(skill, 1) < needs.get(skill, 0):
            faults.append("%d has too low a level of %d" % (number, skill))
        elif skill in certified and not (certified[skill][0] <= begin and
                                         end <= certified[skill][1]):
            faults.append("%d is not certified for %d" % (number, skill))
    return faults


def visit_faults(job, own, vehicles):
    faults = []
    for _, _, number, _, _, begin, end, _ in own:
        windows = job.get("time_windows")
        if "pinned" in job:
            if number != job["pinned"]["vehicle"]:
                faults.append("is not on the vehicle where it is pinned")
            if job["pinned"].get("start", begin) != begin:
                faults.append("does not begin when it is pinned")
            continue
        if windows and not any(a <= begin <= b for a, b in windows):
            faults.append("begins at %d" % begin)
        faults += who_faults(job, vehicles[number], begin, end)
    return faults


def group_faults(job, own):
    """All of a crew at once, by different vehicles; days one after another."""
    crew, days = job.get("crew", 1), job.get("days", 1)
    faults = []
    if own and len(own) != crew * days:
        return ["has %d visits of %d" % (len(own), crew * days)]
    if own and days == 1 and crew > 1:
        if len({visit[2] for visit in own}) != crew:
            faults.append("the crew is not of different vehicles")
        if len({visit[5] for visit in own}) != 1:
            faults.append("the crew begins at different times")
    if own and crew == 1 and days > 1:
        shifts = [visit[3] for visit in sorted(own, key=lambda v: v[5])]
        if len({visit[2] for visit in own}) != 1:
            faults.append("the days are of different vehicles")
        if sorted(set(shifts)) != shifts:
            faults.append("the days are in shifts %s" % shifts)
    return faults


def link_faults(job, own, by_id, pinned):
    """Two pinned jobs may contradict one another."""
    faults = []
    for link in job.get("after", []):
        first = by_id.get(link["job"], [])
        if own and not first and "pinned" not in job:
            faults.append("is served, job %d is not" % link["job"])
        if not own or not first or "pinned" in job:
            continue
        gap = min(visit[5] for visit in own) - max(visit[6] for visit in first)
        if not link.get("min", 0) <= gap <= link.get("max", gap):
            faults.append("comes %d after job %d" % (gap, link["job"]))
    other = by_id.get(job.get("same_vehicle"), [])
    if {job["id"], job.get("same_vehicle")} <= pinned:
        return faults
    if own and other and not {v[2] for v in own} & {v[2] for v in other}:
        faults.append("is not with job %d" % job["same_vehicle"])
    return faults


def shipment_faults(shipments, visits):
    faults = []
    for shipment in shipments:
        ends = [[v for v in visits if v[:2] == (kind, shipment[kind]["id"])]
                for kind in ("pickup", "delivery")]
        if len(ends[0]) != len(ends[1]) or len(ends[0]) > 1:
            faults.append("half of shipment %s" % shipment)
        elif ends[0] and (ends[0][0][2:4] != ends[1][0][2:4] or
                          ends[0][0][7] > ends[1][0][7]):
            faults.append("shipment %s is delivered elsewhere or before" %
                          shipment)
    return faults


def count_faults(document, answer, by_id):
    """Each job is served or unassigned; the summary counts them."""
    left = {one["id"] for one in answer["unassigned"]
            if one.get("type", "job") == "job"}
    faults = ["job %d is %s" % (job["id"], "both" if by_id.get(job["id"])
                                else "nowhere")
              for job in document["jobs"]
              if bool(by_id.get(job["id"])) == (job["id"] in left)]
    served = sum(job.get("priority", 0) for job in document["jobs"]
                 if by_id.get(job["id"]))
    for kind in ("pickup", "delivery"):
        gone = {one["id"] for one in answer["unassigned"]
                if one.get("type") == kind}
        served += sum(shipment.get("priority", 0)
                      for shipment in document.get("shipments", [])
                      if shipment[kind]["id"] not in gone)
    if served != answer["summary"]["priority"]:
        faults.append("priority %s, by the steps %s" % (
            answer["summary"]["priority"], served))
    return faults


def faults_of(document, answer):
    """What is wrong, in words."""
    vehicles = {vehicle["id"]: vehicle for vehicle in document["vehicles"]}
    visits = visits_of(answer)
    by_id = {}
    for visit in visits:
        if visit[0] == "job":
            by_id.setdefault(visit[1], []).append(visit)
    pinned = {job["id"] for job in document["jobs"] if "pinned" in job}
    faults = count_faults(document, answer, by_id)
    for job in document["jobs"]:
        own = by_id.get(job["id"], [])
        for text in (visit_faults(job, own, vehicles) +
                     group_faults(job, own) +
                     link_faults(job, own, by_id, pinned)):
            faults.append("job %d %s" % (job["id"], text))
    return faults + shipment_faults(document.get("shipments", []), visits)
