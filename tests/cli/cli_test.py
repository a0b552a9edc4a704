# SPDX-License-Identifier: MIT
"""What the tests of the command line share: a cluster, databases of their own,
and `callout` itself. Each program prints TAP (tests/support/callout_test.py)."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../support"))
from callout_test import (  # noqa: E402,F401
    ROOT, Cluster, case, equal, main, program, psql, with_dbname)

DATA = os.environ.get("CALLOUT_REQUESTS") or os.path.join(
    ROOT, "../shared/data/boston311_2015-06_onsite.csv")


class World:
    """A cluster, a scratch folder, and the databases that tests made."""

    def __init__(self):
        self.cluster = Cluster()
        self.folder = tempfile.mkdtemp(prefix="callout-cli-")
        self.databases = []

    def database(self, schema=None):
        """An empty database; its schema is not there yet."""
        made = Db(self, schema)
        self.databases.append(made)
        return made

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        """A file in the scratch folder; its path."""
        data = content if isinstance(content, bytes) else content.encode()
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def stop(self, _failed):
        """End all of it; how many things went wrong on the way."""
        for database in self.databases:
            database.drop()
        self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        return 0


class Db:
    """One database and organisation."""

    def __init__(self, world, schema):
        mark = secrets.token_hex(4)
        self.world = world
        self.own_roles = schema is None
        self.schema = schema or f"cli_{mark}"
        self.name = f"callout_cli_{os.getpid()}_{mark}"
        psql(world.cluster.url, f"CREATE DATABASE {self.name};")
        self.url = with_dbname(world.cluster.url, self.name)

    def drop(self):
        psql(self.world.cluster.url,
             f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE);")
        for role in ("dispatchd", "mobile", "admin", "owner"):
            if self.own_roles:
                psql(self.world.cluster.url,
                     f'DROP ROLE IF EXISTS "{self.schema}_{role}";')

    def sql(self, text):
        return psql(self.url, f'SET search_path = "{self.schema}", pg_temp;'
                    + text)

    def one(self, text):
        rows = self.sql(text)
        return rows[0][0] if rows else None

    def options(self, as_admin=False):
        url = self.url
        if as_admin:
            url = " ".join(word for word in url.split()
                           if not word.startswith("user="))
        return [f"--database-url={url}", f"--database-schema={self.schema}"]

    def run(self, *arguments, **more):
        """callout, as the role of the command line (migrate: as superuser)."""
        as_admin = arguments[0] != "migrate"
        return callout(*arguments, *self.options(as_admin), **more)

    def good(self, *arguments, **more):
        """The same, and it must succeed; its standard output."""
        done = self.run(*arguments, **more)
        if done.returncode != 0:
            raise AssertionError(f"callout {' '.join(arguments)}: exit "
                                 f"{done.returncode}: {done.stderr}")
        return done.stdout

    def json(self, *arguments, **more):
        return json.loads(self.good(*arguments, "--json", **more))

    def migrate(self):
        self.good("migrate")
        return self


def start(*arguments, **more):
    """Start callout and leave it running."""
    return subprocess.Popen([program("callout"), *arguments],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, **more)


def callout(*arguments, now=None, **more):
    environment = dict(os.environ)
    environment.pop("CALLOUT_NOW", None)
    if now:
        environment["CALLOUT_NOW"] = now
    return subprocess.run([program("callout"), *arguments],
                          capture_output=True, text=True, timeout=120,
                          check=False, env=environment, **more)


def refused(done, status, *texts):
    """It ended with that exit code and said all of this on stderr."""
    equal(done.returncode, status, f"exit code; {done.stderr.strip()}")
    for text in texts:
        if text not in done.stderr:
            raise AssertionError(f"no {text!r} in {done.stderr!r}")
