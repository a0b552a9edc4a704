#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/OPERATING.md: its examples run, in order, on a cluster of their own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

from callout_test import (BUILD, Cluster, case, main, psql,  # noqa: E402
                          with_dbname)
from pages import blocks, read, run_blocks  # noqa: E402

PAGE = "docs/OPERATING.md"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Machine:
    """An empty database, a configuration, and the programs in PATH."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="callout-docs-", dir="/var/tmp")
        self.cluster = None
        try:
            self.cluster = Cluster(own=True)
            for name in ("callout", "callout_restored"):
                psql(self.cluster.url, f"CREATE DATABASE {name};")
            self.port = free_port()
            self.conf = os.path.join(self.folder, "callout.ini")
            url = with_dbname(self.cluster.url, "callout")
            with open(self.conf, "w", encoding="utf-8") as file:
                file.write("[database]\nurl = "
                           + url.replace("user=postgres", "")
                           + f"\n[dispatchd]\nport = {self.port}\n"
                           "[planner]\ntime_ms = 100\n")
        except BaseException:
            self.stop(1)
            raise

    def stop(self, failed=0):
        """What main() of callout_test wants: how much more went wrong."""
        del failed
        if self.cluster:
            self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        return 0


@case
def every_example_works(machine):
    url = machine.cluster.url
    examples = blocks(read(PAGE), "sh")
    assert len(examples) > 8, "the page has lost its examples"
    # Whatever happens, the daemon of the examples ends with them.
    first, text = examples[0]
    examples[0] = (first, "trap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n"
                   + text)
    went, output = run_blocks(
        examples, machine.folder, CONFIG=machine.conf,
        URL=f"http://127.0.0.1:{machine.port}",
        ADMIN=with_dbname(url, "callout"),
        NEW=with_dbname(url, "callout_restored"),
        PATH=f"{BUILD}:{BUILD}/dispatchd:{os.environ['PATH']}")
    for line, _ in examples:
        if line not in went:
            raise AssertionError(f"{PAGE}:{line} failed:\n{output[-4000:]}")
    for said in ("schema callout is current", "callout_jobs_planned 1"):
        assert said in output, f"no {said!r} in:\n{output[-4000:]}"


@case
def the_unit_is_sound(machine):
    if not shutil.which("systemd-analyze"):
        print("# systemd-analyze is not here")
        return
    unit = read(PAGE).split("<!-- unit -->", 1)[1].split("\nThe daemons", 1)[0]
    path = os.path.join(machine.folder, "dispatchd.service")
    with open(path, "w", encoding="utf-8") as file:
        for line in unit.strip("\n").split("\n"):
            file.write(line[4:].replace(
                "/usr/local/sbin/dispatchd",
                os.path.join(BUILD, "dispatchd/dispatchd")) + "\n")
    done = subprocess.run(["systemd-analyze", "verify", path], text=True,
                          capture_output=True, check=False)
    faults = [line for line in done.stderr.splitlines()
              if "dispatchd.service" in line
              and "callout-dispatchd" not in line]
    assert not faults, "\n".join(faults)


if __name__ == "__main__":
    main(Machine)
