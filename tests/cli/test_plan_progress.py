#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""callout plan with somebody watching: Ctrl-C, SIGTERM, the line of progress,
on a terminal (a pty) and without one."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from plan_support import CALLOUT, check, end  # noqa: E402

PROBLEM = {
    "vehicles": [{"id": i, "start_index": 0, "end_index": 0,
                  "time_window": [0, 9000]} for i in range(1, 4)],
    "jobs": [{"id": 10 + i, "location_index": i, "service": 600}
             for i in range(1, 41)],
    "matrices": {"car": {"durations": [
        [abs(a - b) * 37 % 500 for a in range(41)] for b in range(41)]}},
}
DEADLINE_S = 30


def usual_signals():
    """A shell that starts us in the background has SIGINT ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def ignore_int():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def start(path, *options, setup=usual_signals, **more):
    return subprocess.Popen([CALLOUT, "plan", path, *options],
                            stdout=subprocess.PIPE, preexec_fn=setup, **more)


def read_until(fd, wanted, deadline_s=DEADLINE_S):
    """What came until `wanted` is in it."""
    got, until = b"", time.monotonic() + deadline_s
    while wanted not in got and time.monotonic() < until:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                piece = os.read(fd, 4096)
            except OSError:  # the other end of the pty is closed
                break
            if not piece:
                break
            got += piece
    return got


def is_whole(out):
    """A plan in which each job is somewhere."""
    solution = json.loads(out)
    seen = [step["id"] for route in solution["routes"]
            for step in route["steps"] if step["type"] == "job"]
    seen += [job["id"] for job in solution["unassigned"]]
    return sorted(seen) == [job["id"] for job in PROBLEM["jobs"]]


def stops(path, number, name):
    run = start(path, "--time=600", "--progress", stderr=subprocess.PIPE)
    read_until(run.stderr.fileno(), b"iterations")
    begun = time.monotonic()
    run.send_signal(number)
    out, err = run.communicate(timeout=DEADLINE_S)
    check(run.returncode == 0, name + ": exit 0", run.returncode, err)
    check(is_whole(out), name + ": a whole plan on stdout", out[:200])
    check(b"callout plan: stopped; this is the best plan so far\n" in err,
          name + ": said on stderr", err)
    check(time.monotonic() - begun < 5, name + ": at once")


def second_one(path):
    """The first one is held up: nobody reads stdout, and it is more than a
    pipe holds."""
    big = dict(PROBLEM, jobs=[dict(PROBLEM["jobs"][0], id=i,
                                   description="x" * 500)
                              for i in range(1000)])
    with open(path + ".big", "w") as file:
        json.dump(big, file)
    run = start(path + ".big", "--time=600", "--progress",
                stderr=subprocess.PIPE)
    read_until(run.stderr.fileno(), b"iterations")
    run.send_signal(signal.SIGINT)
    said = read_until(run.stderr.fileno(), b"best plan so far\n")
    check(b"best plan so far" in said, "the first Ctrl-C is said", said)
    run.send_signal(signal.SIGINT)
    check(run.wait(timeout=DEADLINE_S) == -signal.SIGINT,
          "a second Ctrl-C ends it", run.returncode)
    run.communicate()


def while_reading():
    """Before there is a plan, Ctrl-C is what it always is."""
    run = start("-", "--time=600", stdin=subprocess.PIPE,
                stderr=subprocess.PIPE)
    time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=DEADLINE_S)
    check(run.returncode == -signal.SIGINT and out == b"",
          "Ctrl-C while reading ends it", run.returncode, out)


def ignored(path):
    run = start(path, "--time=0.7", "--progress", setup=ignore_int,
                stderr=subprocess.PIPE)
    read_until(run.stderr.fileno(), b"iterations")
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=DEADLINE_S)
    check(run.returncode == 0 and b"stopped" not in err and is_whole(out),
          "an ignored SIGINT stays ignored", err)


def on_terminal(path):
    master, slave = pty.openpty()
    run = start(path, "--time=1.2", stderr=slave)
    os.close(slave)
    shown = read_until(master, b"no such text")
    out, _ = run.communicate(timeout=DEADLINE_S)
    os.close(master)
    lines = shown.split(b"\r")
    check(run.returncode == 0 and is_whole(out), "a plan beside the progress")
    check(3 <= shown.count(b" left") <= 13,
          "at most 10 times a second", shown.count(b" left"), shown)
    check(shown.count(b"\n") == 1 and shown.endswith(b"\r\n"),
          "on one line, which is ended", shown[-200:])
    check(all(word in lines[-3] for word in (b"cost ", b" unassigned, ",
                                             b" iterations, ", b" s left")),
          "cost, unassigned, iterations, time left", lines[-3:])
    check(b"\033[K" in shown, "a longer line is erased")


def ctrl_c_on_terminal(path):
    """The key itself: the terminal's driver makes the signal."""
    master, slave = pty.openpty()

    def own_terminal():
        usual_signals()
        os.setsid()
        import fcntl
        import termios
        fcntl.ioctl(2, termios.TIOCSCTTY, 0)

    run = start(path, "--time=600", setup=own_terminal, stderr=slave)
    os.close(slave)
    read_until(master, b"iterations")
    os.write(master, b"\x03")
    said = read_until(master, b"best plan so far")
    out, _ = run.communicate(timeout=DEADLINE_S)
    os.close(master)
    check(run.returncode == 0 and is_whole(out) and
          b"best plan so far" in said, "the key Ctrl-C on a terminal", said)


def without_terminal(path):
    run = start(path, "--time=1.5", stderr=subprocess.PIPE)
    out, err = run.communicate(timeout=DEADLINE_S)
    check(err == b"" and is_whole(out), "no terminal: nothing is said", err)
    run = start(path, "--time=1.5", "--progress", stderr=subprocess.PIPE)
    out, err = run.communicate(timeout=DEADLINE_S)
    check(1 <= err.count(b"\n") <= 2 and b"\r" not in err and
          b"\033" not in err, "--progress: a line a second", err)
    run = start(path, "--iterations=500", "--progress",
                stderr=subprocess.PIPE)
    out, err = run.communicate(timeout=DEADLINE_S)
    check(b" of 500 iterations" in err and b" left" not in err,
          "by iterations: how many of them, no time", err)


with tempfile.TemporaryDirectory() as folder:
    PATH = os.path.join(folder, "problem.json")
    with open(PATH, "w") as problem_file:
        json.dump(PROBLEM, problem_file)
    stops(PATH, signal.SIGINT, "SIGINT")
    stops(PATH, signal.SIGTERM, "SIGTERM")
    second_one(PATH)
    while_reading()
    ignored(PATH)
    on_terminal(PATH)
    ctrl_c_on_terminal(PATH)
    without_terminal(PATH)
end()
