# SPDX-License-Identifier: MIT
"""The checks of build-aux/ themselves: each finds the fault that is planted
in a small tree, and passes the same tree without it."""

import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("top_srcdir") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))
LICENCE = "/* SPDX-License-Identifier: MIT */\n/* A purpose. */\n"
GOOD = {
    "planner/walk.c": LICENCE + "#include <string.h>\n#include <callout/arena.h>"
                   "\nunsigned long f(const char *t) { return strlen(t); }\n",
    "dispatchd/feed/caltext.c": LICENCE + "#include <libical/ical.h>\n",
    "mobile-sync/sheet.c": LICENCE + "#include <libxml/parser.h>\n",
    "dispatchd/store/job_store.c": LICENCE + "#include <callout/pg.h>\n",
    "dispatchd/store/job_store.h": LICENCE,
    "dispatchd/api/jobs.c": LICENCE + "#include <callout/http.h>\n"
                            '#include "dispatchd/store/job_store.h"\n',
    "dispatchd/engine/replan.c": LICENCE + "#include <callout/plan.h>\n"
                                 "#include <callout/pg.h>\n",
}
LIBRARIES = {"libplanner.a": "planner/walk.c",
             "libcalendar.a": "dispatchd/feed/caltext.c",
             "libsheet.a": "mobile-sync/sheet.c"}
RAW_CALL = "long time(long *); long f(void) { return time(0); }\n"

# (check, the planted files, what its output must say)
FAULTS = [
    ("check-rooms", {"common/base/x.c": "#include <libpq-fe.h>\n"},
     "common/base/x.c:1: libpq-fe.h is of libpq"),
    ("check-rooms", {"planner/walk.c": "\n#include <callout/pg.h>\n"},
     "planner/walk.c:2: callout/pg.h is of room pg"),
    ("check-rooms", {"planner/walk.c": "#include <time.h>\n"},
     "time.h is not for a pure room"),
    ("check-rooms", {"planner/walk.c": "#include <callout/clk.h>\n"},
     "callout/clk.h is not for a pure room"),
    ("check-rooms", {"planner/walk.c": "#include <libxml/tree.h>\n"},
     "libxml/tree.h is of libxml2"),
    ("check-rooms", {"dispatchd/api/jobs.c": "#include <callout/pg.h>\n"},
     "is of room pg"),
    ("check-rooms", {"dispatchd/api/jobs.c": "#include <callout/plan.h>\n"},
     "is of room planner"),
    ("check-rooms",
     {"dispatchd/store/job_store.c": '#include "../api/jobs.h"\n',
      "dispatchd/api/jobs.h": ""}, "../api/jobs.h is of room api"),
    ("check-rooms",
     {"dispatchd/engine/replan.c": "#include <libical/ical.h>\n"},
     "is of libical"),
    ("check-rooms", {"planner/walk.c": "#include <callout/fresh.h>\n"},
     "has no owner"),
    ("check-rooms", {"planner/walk.c": RAW_CALL}, "libplanner_a-walk.o: time"),
    ("check-rooms", {"mobile-sync/sheet.c":
                     "int rand(void); int f(void) { return rand(); }\n"},
     "sheet.o: rand"),
    ("check-rooms", {"dispatchd/feed/caltext.c": "int open64(const char *, "
                     'int); int f(void) { return open64("x", 0); }\n'},
     "caltext.o: open64"),
    ("check-rooms", {"mobile-sync/sheet.c": "void *PQconnectdb(void); "
                     "void *f(void) { return PQconnectdb(); }\n"},
     "sheet.o: PQconnectdb"),
    ("check-rooms", {"planner/escaped.c": LICENCE},
     "planner/escaped.c is not in libplanner.a"),
    ("check-rooms", {"common/http/http.c": LICENCE},
     "libhttp.a is not built"),
    ("check-files", {"planner/walk.c": "int x;\n"}, "no SPDX line"),
    ("check-files", {"tools/x": "#!/bin/sh\necho\n"}, "tools/x: no SPDX"),
    ("check-files", {"planner/walk.c": LICENCE[:34] + "int x;\n"},
     "says its purpose"),
    ("check-files", {"planner/walk.c": LICENCE + "int x; \n"},
     "planner/walk.c:3: white space"),
    ("check-files", {"planner/walk.c": LICENCE + "int x;"}, "no newline"),
    ("check-docs", {"schema/ERRORS.md": "old\n"}, "check-docs --write"),
    ("check-docs", {"schema/api/f.sql": "\nSELECT fail('CO418', 'tea')\n"},
     "schema/api/f.sql:2: CO418"),
    ("check-docs", {"dispatchd/x.c": 'conf_int(conf, "dispatchd", "prot")'},
     "dispatchd/x.c:1: no option [dispatchd] prot"),
    ("check-docs", {"dispatchd/main.c": "", "mobile-sync/main.c": "",
                    "cli/main.c": 'conf_text(c, "log", "level")'},
     "[dispatchd] port: no program reads it"),
    ("check-docs",
     {"docs/API.md": "<!-- begin routes -->\n<!-- end routes -->\n",
      "dispatchd/api/routes.c": '{ROW(GET, API "/x", f), .summary = "X"}'},
     "not ok 7 - docs/API.md says what the tables say"),
    ("check-docs",
     {"dispatchd/api/openapi_problem.c":
      'rules[] = {\n    {"even", "422",\n "is " "even"},\n};',
      "schema/api/f.sql": "SELECT fail('CO422', f(1, '('), '/a', 'odd');"},
     "schema/api/f.sql: the rule odd is not in rules[]"),
]


def make_tree(folder, planted):
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("build-aux", "common/base", "include/callout"):
        shutil.copytree(os.path.join(SOURCE, part),
                        os.path.join(folder, part))
    os.makedirs(os.path.join(folder, "schema"))
    shutil.copy(os.path.join(SOURCE, "schema/ERRORS.md"),
                os.path.join(folder, "schema"))
    for path, text in {**GOOD, **planted}.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def make_library(folder, library, source):
    """The includes may name what this machine does not have: drop them."""
    with open(os.path.join(folder, source), encoding="utf-8") as file:
        text = "".join(line for line in file if "#include" not in line)
    # The prototype that <string.h> would have given.
    text = "unsigned long strlen(const char *);\n" + text
    stem = os.path.basename(source)[:-2]
    member = f"{library[:-2]}_a-{stem}.o"
    subprocess.run(["cc", "-fno-builtin", "-x", "c", "-c", "-", "-o", member],
                   input=text, text=True, check=True, cwd=folder)
    subprocess.run(["ar", "rc", library, member], check=True, cwd=folder)


def make_libraries(folder, planted, good):
    """Compile what has a fault; copy the others from `good`."""
    for library, source in LIBRARIES.items():
        if source in planted or folder == good:
            make_library(folder, library, source)
        else:
            shutil.copy(os.path.join(good, library), folder)
    with open(os.path.join(folder, "libbase.a"), "wb") as file:
        file.write(b"!<arch>\n")


def run(folder, check):
    environment = {**os.environ, "top_srcdir": folder, "top_builddir": folder}
    done = subprocess.run([os.path.join(folder, "build-aux", check)],
                          env=environment, cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    return done.returncode, done.stdout


def main():
    cases = [(check, {}, None) for check in
             ("check-rooms", "check-files", "check-docs")] + FAULTS
    print(f"1..{len(cases)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        good = os.path.join(folder, "good")
        make_tree(good, {})
        make_libraries(good, {}, good)
        for number, (check, planted, says) in enumerate(cases, 1):
            tree = os.path.join(folder, "tree")
            make_tree(tree, planted)
            if check == "check-rooms":
                make_libraries(tree, planted, good)
            status, output = run(tree, check)
            fine = (status == 0 if says is None
                    else status == 1 and says in output)
            failed |= not fine
            print(f"{'ok' if fine else 'not ok'} {number} - {check} "
                  f"{'passes a good tree' if says is None else 'says: ' + says}")
            if not fine:
                print("\n".join("# " + line for line in output.split("\n")))
    sys.exit(failed)


main()
