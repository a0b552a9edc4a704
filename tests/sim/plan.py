# SPDX-License-Identifier: MIT
"""What happens in a simulation, turn by turn, out of one number.

Each turn has a generator of its own, so that what became of one (which is a
matter of real time) never moves what is decided for the next. Jobs are told
by number: what stands behind a number is looked up when it is needed.
"""

import dataclasses
import random

TECHNICIANS = 4
PHONES = 8                  # callout-device, two of each technician
OLD = PHONES                # and one of contract 1
FIRST_JOBS = 20
SITES = 8                   # numbers 3 to 10, contacts as well, assets 1 to 8
STATES = ("accepted", "declined", "en_route", "on_site", "paused",
          "completed")
OUTCOMES = ("fixed", "partial", "no_access", "no_part", "not_done")

# kind of report, how often
REPORTS = (("status", 30), ("note", 22), ("time", 8), ("part", 10),
           ("task", 8), ("meter", 5), ("contact", 4), ("correct", 4),
           ("positions", 3), ("window", 2), ("address", 1), ("followup", 1),
           ("unknown", 1), ("photo", 2))
# what a dispatcher does, how often
DEEDS = (("assign", 30), ("edit", 20), ("create", 12), ("cancel", 3),
         ("unassign", 5), ("window", 6), ("contact", 6), ("settle", 14),
         ("asset", 4))
# what the network does to a request, how often
FAULTS = (("", 52), ("lost", 8), ("half", 3), ("noack", 10), ("cut", 9),
          ("twice", 8), ("late", 7), ("slow", 3))
# Much of what comes twice, and of what comes when it is over.
STORM = (("", 30), ("noack", 10), ("twice", 20), ("late", 40))


def pick(rng, table):
    names, weights = zip(*table)
    return rng.choices(names, weights)[0]


@dataclasses.dataclass
class Report:
    kind: str
    job: int
    which: float        # a choice within, from 0 up to 1
    number: int         # another one


@dataclasses.dataclass
class Fault:
    kind: str
    where: float        # of the answer's bytes
    pause_ms: int       # before the request goes on
    release: float      # what is held back goes on with this one, or after


@dataclasses.dataclass
class Deed:
    kind: str
    job: int
    technician: int
    which: float
    hold_ms: int        # its transaction stays open for so long


@dataclasses.dataclass
class Turn:
    reports: dict       # device: [Report]
    syncs: dict         # device: [Fault]
    clocks: dict        # device: seconds that its clock is wrong by
    deeds: list         # of each dispatcher: [Deed]
    crash: tuple        # (what, after ms) or None
    jump_s: int         # of the server's clock
    backup: bool
    restore: bool


@dataclasses.dataclass(frozen=True)
class Size:
    turns: int = 24
    burst: int = 8          # reports of one device in one turn, at most
    crashes: int = 4
    restores: int = 0
    jumps: int = 1
    dispatchers: int = 3
    crash_kinds: tuple = ("mobile-sync", "postgres", "device", "postmaster")
    faults: tuple = FAULTS


def spread(rng, turns, count):
    """So many different turns, not the first one."""
    return set(rng.sample(range(1, turns), min(count, turns - 1)))


class Plan:
    def __init__(self, seed, size):
        self.seed, self.size = seed, size
        rng = random.Random(f"{seed}")
        self.crashes = spread(rng, size.turns, size.crashes)
        self.jumps = spread(rng, size.turns, size.jumps)
        # Each restore has a backup some turns before it.
        self.backups, self.restores = set(), set()
        for part in range(size.restores):
            first = 1 + part * (size.turns - 1) // size.restores
            last = (part + 1) * (size.turns - 1) // size.restores
            made = rng.randrange(first, max(first + 1, last - 2))
            self.backups.add(made)
            self.restores.add(rng.randrange(made + 1, last + 1))

    def job_of(self, rng, jobs, technician, hers):
        """A job's number: technician t has mostly those of rest t."""
        number = rng.randrange(jobs)
        if rng.random() < hers:
            number += (technician - number) % TECHNICIANS
        return number % jobs

    def turn(self, number):
        rng = random.Random(f"{self.seed}/{number}")
        jobs = FIRST_JOBS + number  # some of them were never made
        turn = Turn({}, {}, {}, [], None, 0, number in self.backups,
                    number in self.restores)
        for device in range(PHONES + 1):
            technician = device % TECHNICIANS
            turn.reports[device] = [Report(
                pick(rng, REPORTS), self.job_of(rng, jobs, technician, 0.85),
                rng.random(), rng.randrange(1 << 30))
                for _ in range(rng.choice((0, 1, 2, self.size.burst)))]
            faults = [Fault(pick(rng, self.size.faults), rng.random(),
                            rng.choice((0, 0, 0, 5, 30)), rng.random())
                      for _ in range(8)]
            if rng.random() < 0.7:
                turn.syncs[device] = faults
            if rng.random() < 0.05:
                turn.clocks[device] = rng.choice(
                    (0, -86400, -3600, -400, -60, 60, 400, 3600, 90000))
        for _ in range(self.size.dispatchers):
            turn.deeds.append([self.deed(rng, jobs)
                               for _ in range(rng.randrange(4))])
        what = rng.choice(self.size.crash_kinds), rng.randrange(250)
        device = rng.randrange(PHONES)
        if number in self.crashes:
            turn.crash = (f"device {device}" if what[0] == "device"
                          else what[0], what[1])
        jump = rng.choice((-1800, -30, 30, 600, 7200))
        if number in self.jumps:
            turn.jump_s = jump
        return turn

    def deed(self, rng, jobs):
        technician = rng.randrange(TECHNICIANS)
        hers = rng.random() < 0.6
        job = self.job_of(rng, jobs, technician, 1.0 if hers else 0.0)
        return Deed(pick(rng, DEEDS), job, technician, rng.random(),
                    rng.choice((0, 0, 50, 150, 300)))
