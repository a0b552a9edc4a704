# SPDX-License-Identifier: MIT
"""Where a simulation takes place: a PostgreSQL of its own with an
organisation in it, which begins anew for each run, and mobile-sync."""

import datetime
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

from callout_test import NOW, Daemon, World, psql, wait_for

SEED = """
INSERT INTO technician (code, name, phone, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
SELECT code, code, '+1 555 0101', 1, '[2020-01-01,)', 42.3, -71, 42.3, -71
FROM (VALUES ('dee'), ('eli')) v (code);
UPDATE technician SET territory_id = 1;
INSERT INTO part (code, name) VALUES ('valve', 'Valve'), ('hose', 'Hose');
INSERT INTO technician_part (technician_id, part_id, amount)
SELECT t.id, p.id, 20 FROM technician t, part p;
INSERT INTO job_type_task (job_type_id, position, text)
SELECT 1, n, 'Task ' || n FROM generate_series(1, 3) n;
INSERT INTO contact (customer_id, name, phone)
SELECT 1, 'Contact ' || n, '+1 555 0150' FROM generate_series(1, 8) n;
INSERT INTO site (customer_id, contact_id, territory_id, name, address, lat,
    lon)
SELECT 1, 2 + n, 1, 'Site ' || n, n || ' Oak St', 42.3 + 0.01 * n, -71
FROM generate_series(1, 8) n;
INSERT INTO asset (site_id, name)
SELECT id, 'Pump' FROM site WHERE id > 2 ORDER BY id;
"""


LOST = re.compile("^(psql:.*)?(FATAL:  |WARNING:  57P|server closed the |"
                  "The connection to the server was lost|no connection)")


class Refused(Exception):
    """The server's SQLSTATE."""


class Lost(Exception):
    """The server went away."""


class Session:
    """A psql that stays, as a dispatcher's connection."""

    def __init__(self, place):
        self.place, self.process, self.clock = place, None, None
        self.lock = threading.Lock()

    def close(self):
        if self.process:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def open(self):
        self.process = subprocess.Popen(
            ["psql", "-XAtq", "-F", "\x1f", "-d",
             self.place.database.url], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.clock = None
        self.send("\\set VERBOSITY sqlstate\n"
                  f'SET search_path = "{self.place.database.schema}", '
                  "pg_temp;")

    def send(self, sql):
        """The lines of the answers; raises what went wrong."""
        try:
            self.process.stdin.write(sql + "\n\\echo END-OF-IT\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        lines = []
        for line in self.process.stdout:
            line = line.rstrip("\n")
            if line == "END-OF-IT":
                break
            lines.append(line)
        else:
            self.close()
            raise Lost(lines)
        for line in lines:
            if LOST.search(line):
                self.close()
                raise Lost(lines)
            if "ERROR:  " in line:
                raise Refused(line.split()[-1])
        return [line.split("\x1f") for line in lines]

    def run(self, sql):
        with self.lock:
            if not self.process:
                self.open()
            if self.clock != self.place.offset_us():
                self.clock = self.place.offset_us()
                self.send("SELECT set_config('callout.now_offset_us', "
                          f"'{self.clock}', false) \\g /dev/null")
            return self.send(sql)

    def one(self, sql):
        rows = self.run(sql)
        return rows[0][0] if rows else None


class Place(World):
    """As World; fresh() makes it as it was in the beginning."""

    def __init__(self, settings=()):
        self.settings = settings
        self.started = time.time()
        self.jump_s = 0
        self.session = Session(self)
        self.pristine = self.saved = None
        super().__init__(own_cluster=True, start=())
        self.database.run(SEED)
        self.home = os.path.dirname(self.postmaster_file())
        self.pristine = self.home + ".pristine"
        self.cluster.stop_server()
        self.copy(self.home, self.pristine)

    def postmaster_file(self):
        location = os.path.join(self.cluster.folder, "location")
        folder = self.cluster.folder
        if os.path.exists(location):
            folder = pathlib.Path(location).read_text(
                encoding="utf-8").strip()
        return os.path.join(folder, "data", "postmaster.pid")

    def copy(self, source, target):
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["cp", "-a", source, target], check=True)

    # --- the clock of the server ---

    def offset_us(self):
        start = datetime.datetime.fromisoformat(NOW.replace("Z", "+00:00"))
        return int((start.timestamp() - self.started + self.jump_s) * 1e6)

    def instant(self, seconds=0):
        now = datetime.datetime.fromtimestamp(
            time.time() + self.offset_us() / 1e6 + seconds,
            datetime.timezone.utc)
        return now.strftime("%Y-%m-%dT%H:%M:%SZ")

    # --- its programs ---

    def fresh(self):
        self.stop_all()
        self.copy(self.pristine, self.home)
        for name in ("blobs", "saved"):
            shutil.rmtree(os.path.join(self.folder, name),
                          ignore_errors=True)
        self.saved = None
        self.jump_s = 0
        self.start_postgres()

    def stop_all(self):
        self.session.close()
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                daemon.process.kill()
                daemon.process.wait()
        self.stop_postgres()

    def start_postgres(self):
        self.session.close()
        # After a kill -9 its children may hold its memory for a moment.
        for last in (False,) * 20 + (True,):
            try:
                self.cluster.tool("start", *(word for setting in self.settings
                                             for word in ("--set", setting)))
                break
            except subprocess.CalledProcessError:
                if last:
                    raise
                time.sleep(0.1)
        wait_for(self.postgres_answers, "PostgreSQL answers", 30)

    def postgres_answers(self):
        try:
            return psql(self.database.url, "SELECT 1;")
        except AssertionError:
            return False

    def stop_postgres(self):
        self.cluster.stop_server(immediate=True)

    def kill_postmaster(self):
        """The postmaster alone; the others notice and go. Its file goes when
        they are gone: where nobody reaps the dead it would seem to live."""
        path = self.postmaster_file()
        with open(path, encoding="ascii") as file:
            postmaster = int(file.readline())
        others = children(postmaster)
        os.kill(postmaster, signal.SIGKILL)
        wait_for(lambda: not any(is_alive(pid)
                                 for pid in (postmaster, *others)),
                 "the server's processes are gone", 30)
        os.unlink(path)

    def start_daemon(self):
        self.mobile_sync = Daemon(self, "mobile-sync", now=self.instant())
        wait_for(self.mobile_sync.ready, "mobile-sync is ready", 30)

    def kill_daemon(self):
        self.mobile_sync.process.kill()
        self.mobile_sync.process.wait()

    # --- a backup ---

    def callout_as_owner(self, *arguments):
        done = self.callout(*arguments, f"--database-url={self.database.url}",
                            check=False)
        if done.returncode:
            raise AssertionError((arguments, done.stderr))

    def save(self):
        """While all else goes on."""
        if self.saved:
            shutil.rmtree(self.saved)
        self.saved = os.path.join(self.folder, "saved")
        self.callout_as_owner("backup", self.saved)

    def restore(self):
        """Under a daemon that runs: it is cut, and finds another epoch."""
        self.session.close()
        self.callout_as_owner("restore", self.saved, "--replace", "--force")
        wait_for(self.mobile_sync.ready, "mobile-sync is ready again", 30)

    def remove(self):
        if self.pristine:
            shutil.rmtree(self.pristine, ignore_errors=True)
        super().remove()


def stat_of(pid):
    """Its state and its parent, or nothing."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, parent = text.rpartition(")")[2].split()[:2]
    return state, int(parent)


def is_alive(pid):
    stat = stat_of(pid)
    return stat is not None and stat[0] not in "ZX"


def children(parent):
    return [int(name) for name in os.listdir("/proc") if name.isdigit()
            and (stat_of(name) or ("", 0))[1] == parent]
