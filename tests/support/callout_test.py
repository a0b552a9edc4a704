# SPDX-License-Identifier: MIT
"""End-to-end tests: a cluster, a database with a small organisation, daemons.

    from callout_test import World, case, main

    @case
    def a_title(world): ...

    main(World)

World() starts what a test needs and stop() ends all of it, by pid, and keeps
nothing (but with CALLOUT_TEST_KEEP set). With CALLOUT_TEST_CLUSTER (the
conninfo of a superuser) the cluster is shared and the test has its own
database in it; otherwise, and with World(own_cluster=True), it starts one.

Time stands at NOW when a daemon starts, and runs on from there.
Each case is one line of TAP.
"""

import ctypes
import gzip
import hashlib
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.environ.get("top_builddir") or ROOT
NOW = "2026-11-23T12:00:00Z"    # a Monday: 07:00 in New York
DAY = "2026-11-23"
PASSWORD = "correct horse battery"

sys.dont_write_bytecode = True


# --- TAP -------------------------------------------------------------------

CASES = []


def case(function):
    """Mark a test; its name, with spaces, is the case's."""
    CASES.append(function)
    return function


def main(make_world, cases=None):
    """Run all cases in order on one world; exit 1 if one failed."""
    chosen = CASES if cases is None else cases
    print(f"1..{len(chosen)}", flush=True)
    failed = 0
    world = None
    try:
        world = make_world()
        for number, function in enumerate(chosen, 1):
            name = function.__name__.replace("_", " ")
            try:
                function(world)
                print(f"ok {number} - {name}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok {number} - {name}")
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}")
                sys.stdout.flush()
    finally:
        if world:
            failed += world.stop(failed)
    sys.exit(1 if failed else 0)


def equal(got, wanted, what=""):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r}, wanted {wanted!r}")


def wait_for(condition, what, seconds=10.0, step=0.02):
    """Ask until it is true; its last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(step)


# --- the database ----------------------------------------------------------

class Cluster:
    """A PostgreSQL of our own, or the shared one."""

    def __init__(self, own=False):
        shared = os.environ.get("CALLOUT_TEST_CLUSTER")
        self.folder = None
        if shared and not own:
            self.url = shared
            return
        self.scratch = tempfile.mkdtemp(prefix="callout-e2e-", dir="/var/tmp")
        os.chmod(self.scratch, 0o755)
        self.folder = os.path.join(self.scratch, "pg")
        self.url = self.tool("start").strip()

    def tool(self, command, *options):
        return subprocess.run(
            [os.path.join(ROOT, "tools/cluster"), command, self.folder,
             *options], check=True, capture_output=True, text=True).stdout

    def stop_server(self, immediate=False):
        self.tool("stop", *(["--immediate"] if immediate else []))

    def start_server(self):
        self.tool("start")

    def remove(self):
        if self.folder:
            self.tool("remove")
            shutil.rmtree(self.scratch, ignore_errors=True)


def with_dbname(url, name):
    """The same connection string for another database."""
    return re.sub(r"dbname=\S+", "", url) + f" dbname={name}"


def psql(url, sql, **variables):
    """Run SQL; the rows as lists of texts."""
    arguments = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", "\x1f"]
    for name, value in variables.items():
        arguments += ["-v", f"{name}={value}"]
    done = subprocess.run([*arguments, "-d", url], input=sql, text=True,
                          capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"psql: {done.stderr.strip()}\n{sql[:400]}")
    return [line.split("\x1f") for line in done.stdout.splitlines()]


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def quick_hash(password):
    """An argon2id hash with the least cost: tests log in often."""
    sodium = ctypes.CDLL("libsodium.so.23")
    sodium.sodium_init()
    out = ctypes.create_string_buffer(128)
    secret = password.encode()
    if sodium.crypto_pwhash_str_alg(
            out, secret, ctypes.c_ulonglong(len(secret)),
            ctypes.c_ulonglong(1), ctypes.c_size_t(8192), 2):
        raise AssertionError("crypto_pwhash_str_alg failed")
    return out.value.decode()


# Two territories; in N two plumbers, one of them an electrician too, in S one.
SEED = """
INSERT INTO organisation (name, epoch) VALUES ('Test', 1)
    ON CONFLICT DO NOTHING;
INSERT INTO business_calendar (code, name) VALUES ('week', 'All week');
INSERT INTO business_hours (calendar_id, weekday, minutes)
    SELECT 1, d, int4range(480, 1080) FROM generate_series(1, 7) d;
INSERT INTO territory (code, name, zone, calendar_id) VALUES
    ('N', 'North', 'America/New_York', 1), ('S', 'South', 'Europe/Berlin', 1);
INSERT INTO skill (code, name) VALUES
    ('plumbing', 'Plumbing'), ('electric', 'Electrics'), ('gas', 'Gas');
INSERT INTO technician (code, name, phone, territory_id, employed, start_lat,
    start_lon, end_lat, end_lon)
SELECT code, name, '+1 555 0100', t, '[2020-01-01,)', lat, lon, lat, lon
FROM (VALUES ('ann', 'Ann Arbor', 1, 42.36, -71.06),
    ('bob', 'Bob Boston', 1, 42.35, -71.10),
    ('cid', 'Cid Celle', 2, 52.52, 13.40)) v (code, name, t, lat, lon);
INSERT INTO technician_skill (technician_id, skill_id, level, certified)
VALUES (1, 1, 3, '[2020-01-01,2030-01-01)'),
    (2, 1, 2, '[2020-01-01,2030-01-01)'), (2, 2, 3, '[2020-01-01,)'),
    (3, 1, 3, '[2020-01-01,)');
INSERT INTO shift (technician_id, during)
SELECT t.id, tstzrange((d + time '08:00') AT TIME ZONE y.zone,
    (d + time '17:00') AT TIME ZONE y.zone)
FROM technician t JOIN territory y ON y.id = t.territory_id,
    generate_series(timestamp '2026-11-23', '2026-11-27', '1 day') d;
INSERT INTO sla_policy (code, name) VALUES ('gold', 'Gold');
INSERT INTO sla_target (policy_id, priority, kind, minutes)
SELECT 1, p, k, m * p FROM generate_series(1, 5) p,
    (VALUES ('respond', 120), ('resolve', 480)) v (k, m);
INSERT INTO job_type (code, name, duration_min, priority, sla_policy_id)
VALUES ('leak', 'Leak', 60, 2, 1), ('lamp', 'Lamp', 30, 4, NULL),
    ('boiler', 'Boiler', 90, 3, NULL);
INSERT INTO job_type_skill (job_type_id, skill_id, min_level)
VALUES (1, 1, 2), (2, 2, 1), (3, 3, 1);
INSERT INTO customer (name) VALUES ('Ada Quincy'), ('Otto Spree');
INSERT INTO contact (customer_id, name, phone)
VALUES (1, 'Ada', '+1 555 0199'), (2, 'Otto', '+49 30 5550');
INSERT INTO site (customer_id, contact_id, territory_id, name, address, lat,
    lon) VALUES
    (1, 1, 1, 'Quincy House', '1 Elm St, Boston', 42.34, -71.08),
    (2, 2, 2, 'Spree Office', 'Spreeweg 2, Berlin', 52.51, 13.38);
"""

# login, role, territories
USERS = [("root", "admin", ()), ("dora", "dispatcher", (1,)),
         ("mia", "manager", (1,)), ("ina", "intake", (1,)),
         ("sam", "dispatcher", (2,)), ("pam", "dispatcher", (1,)),
         ("tom", "dispatcher", (1,)), ("gone", "dispatcher", (1,))]


class Database:
    """A database with a schema of its own and the organisation in it."""

    def __init__(self, cluster):
        mark = secrets.token_hex(4)
        self.cluster = cluster
        self.name = f"callout_test_{os.getpid()}_{mark}"
        self.schema = f"org_{mark}"
        psql(cluster.url, f"CREATE DATABASE {self.name};")
        self.url = with_dbname(cluster.url, self.name)
        self.keys = {}
        self.secrets = [PASSWORD]

    def run(self, sql):
        return psql(self.url, f'SET search_path = "{self.schema}", pg_temp;'
                    "SELECT set_config('callout.now_offset_us', (extract("
                    f"epoch FROM timestamptz '{NOW}' - now()) * 1000000)"
                    "::bigint::text, false) \\g /dev/null\n" + sql)

    def one(self, sql):
        rows = self.run(sql)
        return rows[0][0] if rows else None

    def seed(self):
        self.run(SEED)
        hashed = quick_hash(PASSWORD)
        for number, (login, role, territories) in enumerate(USERS, 1):
            key = "cak_" + secrets.token_hex(20)
            self.keys[login] = key
            self.secrets.append(key)
            self.run(
                "INSERT INTO app_user (login, name, role, password_hash, "
                f"created_at) VALUES ('{login}', '{login.title()}', '{role}', "
                f"'{hashed}', app_now());"
                "INSERT INTO api_key (user_id, label, key_hash, created_at) "
                f"VALUES ({number}, 'test', '\\x{sha256(key)}', app_now());"
                + "".join("INSERT INTO app_user_territory VALUES "
                          f"({number}, {t});" for t in territories))

    def job(self, site=1, kind="leak", title="A leak", **more):
        """Take in a job, past the API; its id."""
        body = json.dumps({"site": site, "type": kind, "title": title, **more})
        return int(self.one("SELECT body ->> 'id' FROM job_create(NULL, "
                            f"'test', $json${body}$json$);"))

    def drop(self):
        psql(self.cluster.url,
             f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE);")
        for role in ("dispatchd", "mobile", "admin", "owner"):
            try:
                psql(self.cluster.url,
                     f'DROP ROLE IF EXISTS "{self.schema}_{role}";')
            except AssertionError:
                pass


# --- programs --------------------------------------------------------------

def program(name):
    for path in (name, f"dispatchd/{name}", f"mobile-sync/{name}",
                 f"cli/{name}"):
        found = os.path.join(BUILD, path)
        if os.path.isfile(found) and os.access(found, os.X_OK):
            return found
    raise AssertionError(f"{name} is not built in {BUILD}")


class Daemon:
    """One process of dispatchd or mobile-sync."""

    def __init__(self, world, name, options=(), now=NOW):
        self.world, self.name = world, name
        number = len(world.daemons)
        self.log = os.path.join(world.folder, f"{name}-{number}.log")
        self.port_file = os.path.join(world.folder, f"{name}-{number}.port")
        environment = dict(os.environ, CALLOUT_NOW=now)
        arguments = [program(name), "--config", world.conf,
                     f"--{name}-port=0", f"--{name}-port-file={self.port_file}",
                     *options]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log,
                                            env=environment)
        world.daemons.append(self)
        self.port = int(wait_for(self.read_port, f"{name} listens"))

    def read_port(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} ended with "
                                 f"{self.process.returncode}: {self.text()}")
        try:
            with open(self.port_file, encoding="ascii") as file:
                return file.read().split()[1]
        except FileNotFoundError:
            return None

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, seconds=20):
        """SIGTERM; the exit status."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def ready(self):
        client = Client(self.port)
        try:
            return client.get("/readyz", check=False).status == 200
        except OSError:
            return False
        finally:
            client.close()


# --- HTTP ------------------------------------------------------------------

class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    def header(self, name):
        return self.headers.get(name)

    @property
    def text(self):
        body = self.body
        if self.header("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode()

    @property
    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return f"{self.status} {self.body[:600]!r}"


class Client:
    """A keep-alive client that acts as one user; checks what it sees against
    the API's description when it has one."""

    description = None      # an openapi_check.Description, set by a test
    seen = set()

    def __init__(self, port, key=None, cookie=None):
        self.port, self.key, self.cookie = port, key, cookie
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def request(self, method, path, body=None, headers=None, raw=None,
                check=True):
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        if self.cookie:
            sent["Cookie"] = f"callout_session={self.cookie}"
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        for name in [n for n, v in sent.items() if v is None]:
            del sent[name]
        for again in (True, False):
            if not self.connection:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, data, sent)
                response = self.connection.getresponse()
                answer = Answer(response, response.read())
                break
            except (http.client.RemoteDisconnected, BrokenPipeError,
                    ConnectionResetError):
                self.close()
                if not again:
                    raise
        if response.will_close:
            self.close()
        if check and Client.description:
            Client.description.check(method, path, answer)
        return answer

    def get(self, path, headers=None, **more):
        return self.request("GET", path, None, headers, **more)

    def post(self, path, body=None, headers=None, **more):
        return self.request("POST", path, body, headers, **more)

    def patch(self, path, body=None, headers=None, **more):
        return self.request("PATCH", path, body, headers, **more)

    def put(self, path, body=None, headers=None, **more):
        return self.request("PUT", path, body, headers, **more)

    def delete(self, path, headers=None, **more):
        return self.request("DELETE", path, None, headers, **more)


def raw_exchange(port, data, seconds=5):
    """Send bytes, read to the end of the connection or of patience."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as s:
        s.sendall(data)
        got = b""
        try:
            while True:
                chunk = s.recv(65536)
                if not chunk:
                    return got, True
                got += chunk
        except socket.timeout:
            return got, False


# --- the world -------------------------------------------------------------

class World:
    """A seeded database and, by default, one dispatchd."""

    def __init__(self, own_cluster=False, start=("dispatchd",), options=()):
        self.folder = tempfile.mkdtemp(prefix="callout-e2e-", dir="/var/tmp")
        os.chmod(self.folder, 0o755)
        self.daemons = []
        self.secrets = []
        self.cluster = self.database = None
        try:
            self.cluster = Cluster(own_cluster)
            self.database = Database(self.cluster)
            self.write_conf()
            self.migrate()
            self.database.seed()
            for name in start:
                setattr(self, name.replace("-", "_"),
                        Daemon(self, name, options))
            for daemon in self.daemons:
                wait_for(daemon.ready, f"{daemon.name} is ready")
        except BaseException:
            self.stop(1)
            raise

    def write_conf(self):
        self.conf = os.path.join(self.folder, "callout.ini")
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(
                f"[database]\nurl = {self.role_url()}\n"
                f"schema = {self.database.schema}\n"
                f"[blob]\ndir = {self.folder}/blobs\n"
                "[planner]\ntime_ms = 200\n")

    def role_url(self):
        """Without a user: each program takes its own role."""
        if not os.path.exists(os.path.join(ROOT, "schema/grants.sql")):
            return self.database.url
        return re.sub(r"\buser=\S+\s*", "", self.database.url)

    def migrate(self):
        subprocess.run(
            [program("callout"), "migrate", "--config", self.conf,
             f"--database-url={self.database.url}"],
            check=True, capture_output=True, text=True)

    def callout(self, *arguments, stdin=None, check=True):
        return subprocess.run(
            [program("callout"), *arguments, "--config", self.conf],
            check=check, capture_output=True, text=True, input=stdin,
            env=dict(os.environ, CALLOUT_NOW=NOW))

    def client(self, login=None):
        """A client with that user's API key, or without any."""
        key = self.database.keys[login] if login else None
        return Client(self.dispatchd.port, key)

    def secret(self, text):
        """Remember what must not be in a log."""
        self.secrets.append(text)
        return text

    def stop_daemons(self):
        """How many did not end as they should: a crash, a sanitizer."""
        wrong = 0
        for daemon in self.daemons:
            try:
                status = daemon.stop()
            except subprocess.TimeoutExpired:
                status = "too late"
            if status not in (0, -signal.SIGKILL):
                print(f"# {daemon.log} ended with status {status}")
                wrong += 1
        return wrong

    def show_logs(self):
        for daemon in self.daemons:
            print(f"# --- log of {daemon.name} (its end)")
            lines = daemon.text().splitlines()
            odd = [line for line in lines if not line.startswith("ts=")
                   or " level=error " in line]
            for line in odd[:60] + lines[-10:]:
                print(f"# {line}")

    def stop(self, failed=0):
        """End everything; 1 if a daemon did not end well."""
        wrong = self.stop_daemons()
        if failed or wrong:
            self.show_logs()
        self.remove()
        return min(wrong, 1)

    def remove(self):
        if os.environ.get("CALLOUT_TEST_KEEP"):
            print(f"# kept: {self.folder}")
            return
        if self.database:
            try:
                self.database.drop()
            except AssertionError:
                pass    # its server is gone: a cluster of our own
        if self.cluster:
            self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
