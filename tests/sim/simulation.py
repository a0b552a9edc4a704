# SPDX-License-Identifier: MIT
"""Devices and dispatchers against mobile-sync and PostgreSQL, by turns.

All of one turn happens at the same time, a thread for each device and each
dispatcher; the next one begins when all are done and what was killed is up
again. At the end the network is good, and when three rounds of all devices
brought nothing new, everything must be as it should (checks.py).
"""

import collections
import os
import shutil
import tempfile
import threading
import time

import checks
from network import Network
from office import Office
from phones import Dead, OldPhone, Phone
from place import Lost, Refused
from plan import FIRST_JOBS, OLD, PHONES, TECHNICIANS, Deed, Plan, Size

QUIET_ROUNDS = 3
ROUNDS = 15     # a device that is not quiet by then is stuck


class Wrong(Exception):
    """What did not hold."""


def show(counts):
    return ", ".join(f"{counts[name]} {name}" for name in sorted(counts))


class Simulation:
    def __init__(self, world, seed, size=None, mutant=None, say=None):
        self.world, self.plan = world, Plan(seed, size or Size())
        self.mutant, self.say = mutant, say or (lambda text: None)
        self.counts = collections.Counter()
        self.lock = threading.Lock()
        self.folder = tempfile.mkdtemp(
            prefix="callout-sim-",
            dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.devices, self.offices, self.failures = [], [], []
        self.jobs, self.visits, self.tasks = {}, {}, {}
        self.restored, self.saved = 0, None

    def count(self, name, more=1):
        with self.lock:
            self.counts[name] += more

    def instant(self, seconds=0):
        return self.world.instant(seconds)

    def visit_of(self, job):
        return self.visits.get(self.jobs.get(job))

    def task_of(self, job, which):
        tasks = self.tasks.get(self.jobs.get(job))
        return tasks and tasks[int(which * len(tasks))]

    # --- the run ---

    def run(self):
        try:
            self.begin()
            for number in range(self.plan.size.turns):
                turn = self.plan.turn(number)
                begun = time.monotonic()
                self.turn(turn)
                self.say(f"turn {number}: {time.monotonic() - begun:.2f} s"
                         + (f", crash of {turn.crash[0]}" if turn.crash
                            else "") + (", restore" if turn.restore else ""))
            self.settle()
            self.judge()
        finally:
            self.end()
        return self.counts

    def begin(self):
        self.world.fresh()
        if self.mutant:
            self.mutant.apply(self.world)
        self.world.start_daemon()
        for number in range(PHONES + 1):
            network = Network(self.world.mobile_sync.port, self.counts,
                              self.lock)
            kind = OldPhone if number == OLD else Phone
            self.devices.append(kind(self, number, network))
        self.offices = [Office(self)
                        for _ in range(self.plan.size.dispatchers)]
        for number in range(FIRST_JOBS):
            self.offices[0].do(Deed("create", number, number % TECHNICIANS,
                                    number / FIRST_JOBS, 0))
        if len(self.jobs) != FIRST_JOBS:
            raise Wrong(f"no jobs: {self.offices[0].trouble}")
        for device in self.devices:
            device.sync()

    def end(self):
        for device in self.devices:
            device.stop()
            device.network.close()
        for office in self.offices:
            office.close()
        if os.environ.get("CALLOUT_TEST_KEEP"):
            print(f"# kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- a turn ---

    def turn(self, turn):
        if turn.backup:
            self.world.save()
            self.saved = dict(self.jobs)
        if turn.restore and self.saved is not None:
            self.restore()
        if turn.jump_s:
            self.world.jump_s += turn.jump_s
            self.count("clock jumps")
            self.restart_daemon()
        self.look()
        threads = [threading.Thread(target=self.guard, args=(
            self.act, device, turn)) for device in self.devices]
        threads += [threading.Thread(target=self.guard, args=(
            self.dispatch, office, deeds))
            for office, deeds in zip(self.offices, turn.deeds)]
        if turn.crash:
            threads.append(threading.Thread(target=self.guard, args=(
                self.crash, turn.crash)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for device in self.devices:
            device.revive()
        if self.failures:
            raise Wrong("\n".join(self.failures))
        self.nothing_acknowledged_is_lost()

    def guard(self, act, *arguments):
        try:
            act(*arguments)
        except Dead:
            pass
        except Exception as error:  # pylint: disable=broad-except
            with self.lock:
                self.failures.append(f"{act.__name__}: {error!r}")

    def act(self, device, turn):
        for report in turn.reports[device.number]:
            device.report(report)
        if device.number in turn.clocks:
            device.set_clock(turn.clocks[device.number])
            self.count("clock jumps")
        if device.number in turn.syncs:
            device.network.begin(turn.syncs[device.number])
            device.sync()

    def dispatch(self, office, deeds):
        for deed in deeds:
            office.do(deed)

    def look(self):
        """What stands behind the jobs' numbers now."""
        self.visits, self.tasks = {}, collections.defaultdict(list)
        for job, visit in self.world.session.run(
                "SELECT job_id, max(id) FROM visit GROUP BY 1;"):
            self.visits[int(job)] = int(visit)
        for job, task in self.world.session.run(
                "SELECT job_id, id FROM job_task ORDER BY 1, position;"):
            self.tasks[int(job)].append(int(task))

    # --- what goes wrong ---

    def crash(self, crash):
        what, after_ms = crash
        time.sleep(after_ms / 1000)
        self.count("crashes")
        if what == "mobile-sync":
            self.restart_daemon()
        elif what == "postgres":
            self.world.stop_postgres()
            self.world.start_postgres()
        elif what == "postmaster":
            self.world.kill_postmaster()
            self.world.start_postgres()
        else:
            self.devices[int(what.split()[1])].kill()

    def restart_daemon(self):
        self.world.kill_daemon()
        self.world.start_daemon()
        for device in self.devices:
            device.network.upstream = self.world.mobile_sync.port

    def restore(self):
        for office in self.offices:
            office.close()
        self.world.restore()
        self.jobs = dict(self.saved)
        self.restored += 1
        self.count("restores")

    def nothing_acknowledged_is_lost(self):
        """The server has at least what it has told a device that it has."""
        acked = {int(device): int(seq) for device, seq in
                 self.world.session.run("SELECT id, acked_seq FROM device;")}
        for device in self.devices:
            if device.acked > acked[device.id] and not self.restored:
                self.failures.append(
                    f"device {device.number} was told that {device.acked} "
                    f"are stored; there are {acked[device.id]}")
        if self.failures:
            raise Wrong("\n".join(self.failures))

    # --- the end ---

    def settle(self):
        for device in self.devices:
            device.network.begin([])
            device.network.release()
        quiet = 0
        for number in range(ROUNDS):
            busy = []
            for device in self.devices:
                answer = device.sync(quiet=number > 3)
                if not device.is_quiet(answer):
                    busy.append((device.number, answer))
            quiet = 0 if busy else quiet + 1
            if quiet == QUIET_ROUNDS:
                self.count("rounds", number + 1)
                return
        trouble = [line for device in self.devices
                   for line in device.trouble]
        raise Wrong(f"stuck: {busy} {trouble}")

    def judge(self):
        wrong = []
        try:
            for check in checks.ALL:
                wrong += [f"{check.__name__}: {text}" for text in check(self)]
        except (Refused, Lost) as error:
            wrong.append(f"{check.__name__}: {error!r}")
        if wrong:
            raise Wrong("\n".join(wrong[:40]))
