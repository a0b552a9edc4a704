#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""tools/demo --data FILE: a bad file is refused before anything is touched,
a dirty one is used as far as it goes."""

import os
import subprocess
import sys
import tempfile

ROOT = os.environ.get("top_srcdir") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))
HEAD = "case_id,opened_at,closed_at,type,queue,pwd_district,lat,lon\n"
ROW = "{n},2015-06-01 08:00:{n:02},,Pothole,PWD_roads,D1,42.3{n:02},-71.{n}\n"
GOOD = HEAD + "".join(ROW.format(n=n) for n in range(10, 40))
DIRTY = (GOOD + "40,2015-13-45 00:00:00,,Pothole,PWD_roads,D1,42.1,-71.1\n"
         "41,,,Pothole,PWD_roads,D1,42.1,-71.1\n"
         "42,2015-06-01 08:00:00,,***,PWD_roads,D1,42.1,-71.1\n"
         "43,2015-06-01 08:00:00,,Pothole,PWD_roads,!!,42.1,-71.1\n"
         "44,2015-06-01 08:00:00,,Pothole,PWD_roads,D1,abc,-71.1\n"
         "45,2015-06-01 08:00:00,,Pothole,PWD_roads,D1,42.1,999\n"
         "46,2015-06-01 08:00:00,x\n"
         "47,2015-06-01 08:00:00,,Pothole,PWD_roads,D1,42.1,-71.1,more\n")

# (what, the file's bytes or None for no file, what the message says)
BAD = [
    ("no file", None, "no file that can be read"),
    ("an empty file", b"", "the file is empty"),
    ("no needed column", b"a,b\n1,2\n", "no column case_id, closed_at"),
    ("only a heading", HEAD.encode(), "no request, only a heading"),
    ("not UTF-8", GOOD.replace("Pothole", "Caf\u00e9").encode("latin-1"),
     "0xe9 is not UTF-8"),
    ("bytes of no text", bytes(range(256)), "is not UTF-8"),
    ("no time", GOOD.replace("2015-06-01", "yesterday").encode(),
     "no row's opened_at is a time"),
    ("one request", (HEAD + ROW.format(n=10)).encode(), "no work to plan"),
]


def run(*words):
    return subprocess.run(words, text=True, capture_output=True, timeout=60,
                          check=False)


def refused(path, said):
    # Whatever it is, the demo ends before it builds or throws data away.
    ran = run(f"{ROOT}/tools/demo", "--reset", "--data", path)
    if ran.returncode != 2 or said not in ran.stderr \
            or path not in ran.stderr or "Traceback" in ran.stderr \
            or "Building" in ran.stdout:
        return f"exit {ran.returncode}: {ran.stdout}{ran.stderr}"
    return None


def used(path, folder):
    ran = run("/usr/bin/python3", f"{ROOT}/tools/demo_data.py", "--out",
              folder, "--today", "2026-03-02", "--requests", path)
    if ran.returncode != 0 or '"territories": 1, "job_types": 1' \
            not in ran.stdout:
        return f"exit {ran.returncode}: {ran.stdout}{ran.stderr}"
    return None


def main():
    print(f"1..{len(BAD) + 2}")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "requests.csv")
        cases = [(what, data, lambda said=said: refused(path, said))
                 for what, data, said in BAD]
        cases += [(what, data.encode(), lambda: used(path, folder))
                  for what, data in (("a good file", GOOD),
                                     ("dirty rows", DIRTY))]
        for number, (what, data, check) in enumerate(cases, 1):
            if data is not None:
                with open(path, "wb") as file:
                    file.write(data)
            fault = check()
            print(f"{'not ok' if fault else 'ok'} {number} - {what}")
            if fault:
                failures += 1
                print("# " + fault.replace("\n", "\n# "))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
