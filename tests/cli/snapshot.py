#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The schema as it stands after `callout migrate`, in plain text: compared with
schema/snapshot.sql by test_migrate.py, written by `make snapshot`.

Bodies of functions are left out: they are files of their own. Their signatures
and who may call them are here, as are all tables, constraints and triggers."""

import os
import re
import subprocess
import sys

from cli_test import ROOT, World

SNAPSHOT = os.path.join(ROOT, "schema/snapshot.sql")
NOISE = re.compile(r"^(--|SET |SELECT pg_catalog\.|\\(un)?restrict|$)")
BODY = re.compile(r"\n    AS (\$_*\$).*?\1;", re.DOTALL)


def take(database):
    """The normalised dump of a migrated database whose schema is callout."""
    dump = subprocess.run(
        ["pg_dump", "--schema-only", "--schema=callout", "-d", database.url],
        check=True, capture_output=True, text=True).stdout
    dump = BODY.sub(";", dump)
    lines = [line.rstrip() for line in dump.splitlines()
             if not NOISE.match(line)]
    return ("-- SPDX-License-Identifier: MIT\n"
            "-- Made by `make snapshot` from a fresh `callout migrate`; do not "
            "edit.\n" + "\n".join(lines) + "\n")


def write():
    world = World()
    try:
        text = take(world.database("callout").migrate())
    finally:
        world.stop(False)
    with open(SNAPSHOT, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{SNAPSHOT}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    sys.exit(write())
