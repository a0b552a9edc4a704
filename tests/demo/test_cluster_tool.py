#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""tools/cluster: interrupted starts, removals meanwhile, places too long for
a socket. Nothing of it may stay behind."""

import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.environ.get("top_srcdir") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))
TOOL = f"{ROOT}/tools/cluster"


def cluster(command, folder, expect=0):
    ran = subprocess.run([TOOL, command, folder], text=True, timeout=120,
                         capture_output=True, check=False)
    assert ran.returncode == expect, f"{command}: {ran.returncode} {ran.stderr}"
    return ran.stdout.strip()


def start_and_kill(folder):
    """Begin a start, kill it with its children while initdb works."""
    process = subprocess.Popen([TOOL, "start", folder],
                               stdout=subprocess.DEVNULL,
                               start_new_session=True)
    deadline = time.monotonic() + 60
    while not glob.glob(f"{folder}/data.new/base") and not any(
            glob.glob(f"{place}/data.new/base") for place in elsewhere(folder)):
        assert time.monotonic() < deadline, "initdb did not begin"
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def elsewhere(folder):
    try:
        with open(f"{folder}/location", encoding="utf-8") as file:
            return [file.read().strip()]
    except FileNotFoundError:
        return []


def case_killed_start(folder):
    start_and_kill(folder)
    cluster("start", folder)
    cluster("status", folder)


def case_removed_while_starting(folder):
    with subprocess.Popen([TOOL, "start", folder], text=True,
                          stdout=subprocess.DEVNULL) as process:
        while not os.path.exists(f"{folder}/lock"):
            time.sleep(0.01)
        cluster("remove", folder)
        assert process.wait(60) == 0, "the start failed"
    # Either came first: now there is no cluster, or one that works.
    if os.path.exists(folder):
        cluster("start", folder)
        cluster("status", folder)


def case_long_and_odd_path(folder):
    folder = f"{folder}/it's \"quoted\" {'x' * 100}"
    os.makedirs(folder)
    url = cluster("start", folder)
    asked = subprocess.run(["psql", "-XAtc", "SELECT 40 + 2", url], text=True,
                           capture_output=True, check=False)
    assert asked.stdout == "42\n", asked.stderr
    place = elsewhere(folder)[0]
    cluster("remove", folder)
    assert not os.path.exists(place), f"{place} stays"
    start_and_kill(folder)
    place = elsewhere(folder)[0]
    cluster("start", folder)
    assert elsewhere(folder) != [place] and not os.path.exists(place), \
        f"{place} stays"
    place = elsewhere(folder)[0]
    cluster("remove", folder)
    assert not os.path.exists(place), f"{place} stays"
    assert not os.path.exists(folder), f"{folder} stays"


CASES = [case_killed_start, case_removed_while_starting,
         case_long_and_odd_path]


def main():
    print(f"1..{len(CASES)}")
    failures = 0
    for number, case in enumerate(CASES, 1):
        scratch = tempfile.mkdtemp(prefix="callout-test-", dir="/var/tmp")
        os.chmod(scratch, 0o755)
        try:
            case(f"{scratch}/pg")
            print(f"ok {number} - {case.__name__}", flush=True)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failures += 1
            print(f"not ok {number} - {case.__name__}\n# {error}", flush=True)
        subprocess.run([TOOL, "remove", f"{scratch}/pg"], check=False)
        shutil.rmtree(scratch)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
