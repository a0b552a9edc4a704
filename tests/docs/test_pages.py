#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""README.md and docs/: what they name is there: files, links, commands with
their options, options of the configuration, SQL functions, log events."""

import glob
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pages import ROOT, read, report, sources  # noqa: E402

BUILD = os.environ.get("top_builddir") or os.getcwd()
PAGES = ["README.md"] + sorted(
    os.path.relpath(path, ROOT)
    for path in glob.glob(os.path.join(ROOT, "docs/*.md")))
FOLDERS = {name for name in os.listdir(ROOT)
           if os.path.isdir(os.path.join(ROOT, name))}
ABSENT = "## Not there yet"
DAEMONS = {"dispatchd": "dispatchd/dispatchd",
           "mobile-sync": "mobile-sync/mobile-sync"}


def lines(page):
    """(line number, text), to the list of what is not there yet."""
    for number, line in enumerate(read(page).split("\n"), 1):
        if line.startswith(ABSENT):
            return
        yield number, line


def quoted(page):
    """(line number, text) of what stands between backticks."""
    for number, line in lines(page):
        for text in re.findall(r"`([^`]+)`", line):
            yield number, text


# --- files -----------------------------------------------------------------

def is_there(path):
    """In the sources, in the build, or in one of schema's folders."""
    if re.fullmatch(r"\d{4}_\w+\.sql", path):
        path = "schema/migrations/" + path
    return bool(glob.glob(os.path.join(ROOT, path))
                or glob.glob(os.path.join(BUILD, path)))


def looks_like_a_file(text):
    return (re.fullmatch(r"[\w./*-]+", text)
            and (text.split("/")[0] in FOLDERS and "/" in text
                 or re.fullmatch(r"\d{4}_\w+\.sql", text)))


def file_faults():
    for page in PAGES:
        for number, text in quoted(page):
            if looks_like_a_file(text) and not is_there(text):
                yield f"{page}:{number}: there is no {text}"


def anchors(page):
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
            for head in re.findall(r"^#+ (.*)$", read(page), re.M)}


def link_faults():
    for page in PAGES:
        for number, line in enumerate(read(page).split("\n"), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if "://" in target:
                    continue
                path, _, anchor = target.partition("#")
                path = os.path.normpath(
                    os.path.join(os.path.dirname(page), path)) if path else page
                if not os.path.exists(os.path.join(ROOT, path)):
                    yield f"{page}:{number}: there is no {path}"
                elif anchor and anchor not in anchors(path):
                    yield f"{page}:{number}: {path} has no #{anchor}"


# --- programs --------------------------------------------------------------

def code(page):
    """(line number, text) of code: between backticks, and lines of blocks,
    put together where they end with a backslash."""
    fenced, carried = False, ""
    for number, line in lines(page):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            carried += line.strip()
            if carried.endswith("\\"):
                carried = carried[:-1]
                continue
            yield number, carried
            carried = ""
        else:
            for text in re.findall(r"`([^`]+)`", line):
                yield number, text


def help_of(*words):
    done = subprocess.run([*words, "--help"], capture_output=True, text=True,
                          check=False)
    return done.stdout


def callout_commands():
    program = os.path.join(BUILD, "callout")
    listed = help_of(program).split("\nCommands:\n")[1].split("\n\n")[0]
    names = re.findall(r"^  (\w+(?: \w+)?)  ", listed, re.M)
    return {name: help_of(program, *name.split()) for name in names}


def options_of(text):
    return re.findall(r"(?:^| )--([a-z][\w-]*)", text)


def command_faults():
    """callout COMMAND --option."""
    known = callout_commands()
    for page in PAGES:
        for number, text in code(page):
            call = re.search(r"(?:^|[\s(])callout ([a-z][^|<>;]*)", text)
            if not call or "callout --" in text:
                continue
            words = call.group(1).split()
            if words[0].endswith(":"):  # a message of it
                continue
            name = next((n for n in (" ".join(words[:2]), words[0])
                         if n in known), None)
            if name is None:
                yield f"{page}:{number}: there is no 'callout {words[0]}'"
                continue
            for option in options_of(call.group(1)):
                if (not re.search(rf"^  --{option}\b", known[name], re.M)
                        and not option_exists(option)):
                    yield f"{page}:{number}: callout {name} has no --{option}"


def tool_faults():
    """dispatchd --option, tools/demo --option, and an option by itself."""
    helps = {name: help_of(os.path.join(BUILD, path))
             for name, path in DAEMONS.items()
             if os.path.isfile(os.path.join(BUILD, path))}
    helps |= {name: help_of(os.path.join(ROOT, name))
              for name in ("tools/demo", "tools/test", "tools/cluster")}
    every = "\n".join([*helps.values(), *callout_commands().values()])
    for page in PAGES:
        for number, text in code(page):
            name = text.split()[0] if text.split() else ""
            if name not in helps and not name.startswith("--"):
                continue
            said = helps.get(name, every)
            for option in options_of(text):
                if (option != "help" and not re.search(
                        rf"--{option}(?![\w-])", said)):
                    yield f"{page}:{number}: {name} has no --{option}"


def options():
    """{section: {key}} of the configuration."""
    found = {}
    for section, key in re.findall(
            r'\.section = "([^"]+)",\s*\.key = "([^"]+)"',
            read("common/base/conf_table.c")):
        found.setdefault(section, set()).add(key)
    return found


def option_exists(text):
    """--SECTION-KEY, without the dashes in front."""
    return any(text == f"{section}-{key}".replace("_", "-")
               for section, keys in options().items() for key in keys)


def conf_faults():
    """`[section] key`, `section.key`, and lines of INI examples."""
    known = options()
    for page in PAGES:
        section = None
        for number, line in lines(page):
            head = re.fullmatch(r"\s*\[([a-z-]+)\]\s*", line)
            if head:
                section = head.group(1)
            elif not line.strip():
                section = None
            pairs = re.findall(r"`\[([a-z-]+)\] (\w+)`", line)
            pairs += [(s, k) for s, k in re.findall(
                r"`([a-z-]+)\.([a-z_]+)`", line) if s in known
                and k not in ("c", "h")]    # travel.c is a file
            plain = re.fullmatch(r"\s*(\w+) = .*", line)
            if plain and section in known:
                pairs.append((section, plain.group(1)))
            for name, key in pairs:
                if key not in known.get(name, ()):
                    yield f"{page}:{number}: no option [{name}] {key}"


# --- names in the code -----------------------------------------------------

def function_faults():
    """`name()`: in C or SQL."""
    text_of_all = sources(
        "include/callout/*.h", "dispatchd/**/*.[ch]", "mobile-sync/**/*.[ch]",
        "cli/*.[ch]", "device/**/*.[ch]", "planner/*.[ch]",
        "common/**/*.[ch]", "schema/*/*.sql")
    for page in PAGES:
        for number, text in quoted(page):
            name = re.fullmatch(r"(\w+)\(\)", text)
            if name and name.group(1) not in (
                    "main", "x_set_state") and not re.search(
                    rf"\b{name.group(1)}\(", text_of_all):
                yield f"{page}:{number}: there is no {text}"


def event_faults():
    """The table of log events in docs/OPERATING.md."""
    page = "docs/OPERATING.md"
    if page not in PAGES:
        return
    logging = sources("common/**/*.c", "dispatchd/**/*.c", "mobile-sync/**/*.c")
    for number, line in lines(page):
        event = re.match(r"\| `([a-z_]+)` \| (?:debug|info|warning|error)",
                         line)
        if event and f'"{event.group(1)}"' not in logging:
            yield f"{page}:{number}: nobody logs {event.group(1)}"


def metric_faults():
    """`callout_...`: a metric, or a role of the schema `callout`."""
    counting = sources("common/http/*.c", "*/api/*.c", "schema/api/*.sql",
                       "schema/grants.sql", "schema/bootstrap.sql")
    for page in PAGES:
        for number, text in quoted(page):
            for name in re.findall(r"^callout_([a-z_]+)$", text):
                if (name not in ("session", "restored", "ext")
                        and not re.search(rf"\b_?{name}\b|_{name}'"
                                          rf"|callout_{name}", counting)):
                    yield f"{page}:{number}: nobody knows callout_{name}"


def import_faults():
    """The table of odd rows in docs/OPERATING.md."""
    imports = sources("schema/*/import_*.sql")
    kinds = re.search(r"^\| kind \|.*\n\|.*\n((?:\| `.*\n)+)",
                      read("docs/OPERATING.md"), re.M).group(1)
    for kind in re.findall(r"^\| `(\w+)`", kinds, re.M):
        if f"'{kind}'" not in imports:
            yield f"docs/OPERATING.md: no import notes {kind}"


# What the table of limits says: (row begins, says, where, what stands there).
LIMITS = [
    ("request line", "16 kB", "http", "max_header_bytes 16384"),
    ("body of an API", "256 kB", "dispatchd/**/*.[ch]", "256 << 10"),
    ("connections", "4,096", "http", "max_connections 4096"),
    ("a header", "10 s,", "http", "header_timeout_s 10"),
    ("a header", "60 s", "http", "body_timeout_s 60"),
    ("a header", "120 s", "http", "request_timeout_s 120"),
    ("idle connection", "75 s", "common/http/*.[ch]", ".idle_ms = 75000"),
    ("a statement", "5 s", "database", "statement_timeout_ms 5000"),
    ("a statement", "8 s", "database", "call_timeout_ms 8000"),
    ("calls waiting", "1,000", "common/pg/*.[ch]", ".queue_limit = 1000"),
    ("a lease", "6 s,", "dispatchd/**/*.[ch]", "LEASE_TTL_S 6"),
    ("a lease", "every 2 s", "dispatchd/**/*.[ch]", "LEASE_RENEW_S 2"),
    ("passwords", "2 at once", "dispatchd/**/*.[ch]", "PASSWORDS_AT_ONCE 2"),
    ("passwords", "16 waiting", "dispatchd/**/*.[ch]", "PASSWORDS_WAITING 16"),
    ("planning runs", "32", "dispatchd/**/*.[ch]", "PLANNING_QUEUE_MAX 32"),
    ("a lease", "6 s", "dispatchd/engine/leases.h", "LEASE_TTL_S 6"),
    ("a lease", "2 s", "dispatchd/engine/leases.h", "LEASE_RENEW_S 2"),
    ("time of a", "2 s", "planner", "time_ms 2000"),
    ("a planning run", "200,000", "include/callout/plan*.h",
     "PLAN_JOBS_MAX 200000"),
    ("a planning run", "20,000", "include/callout/plan*.h",
     "PLAN_TECHNICIANS_MAX 20000"),
    ("a board", "31 days", "dispatchd/**/*.[ch]", "BOARD_DAYS_MAX 31"),
    ("a board", "2,000", "schema/internal/board_*.sql", "LIMIT 2000"),
    ("a description", "8,192", "schema/migrations/*.sql",
     "length(description) <= 8192"),
    ("a session", "12 h", "dispatchd", "session_idle_s 43200"),
    ("a session", "7 days", "dispatchd", "session_max_s 604800"),
    ("an enrolment", "10 minutes", "mobile-sync", "enrol_code_s 600"),
    ("a token |", "30 days", "mobile-sync", "token_days 30"),
    ("a token that", "24 h", "schema/api/*.sql", "interval '24 hours'"),
    ("what a revoked", "7 days", "schema/internal/*.sql",
     "app_now() - interval '168 hours'"),
    ("wrong enrolment", "10 from", "mobile-sync/**/*.[ch]",
     "THROTTLE_BURST = 10, THROTTLE_STEP_S = 60"),
    ("changes in one", "200", "mobile-sync", "sync_limit 200"),
    ("a push", "256 kB", "mobile-sync/**/*.[ch]",
     "PUSH_BYTES_MAX = 256 * 1024"),
    ("a push", "200", "mobile-sync/**/*.[ch]", "MUTATIONS_MAX = 200"),
    ("a photo; a piece", "25 MiB", "blob", "max_bytes 26214400"),
    ("a photo; a piece", "1 MiB", "mobile-sync/**/*.[ch]",
     "UPLOAD_PIECE_MAX = 1024 * 1024"),
    ("an upload that does not", "7 days", "blob", "open_days 7"),
    ("a photo that no report", "14 days", "blob", "orphan_days 14"),
    ("where devices were", "30 days", "dispatchd", "position_days 30"),
    ("unfinished uploads", "200", "schema/api/blob_make.sql", ">= 200"),
    ("calendar", "30 days back", "dispatchd/**/*.[ch]",
     "WINDOW_BACK_DAYS 30"),
    ("calendar", "120 ahead", "dispatchd/**/*.[ch]",
     "WINDOW_AHEAD_DAYS 120"),
]


def defaults():
    """{section: "key default, ..."}"""
    found = {}
    for section, key, value in re.findall(
            r'\.section = "([^"]+)",\s*\.key = "([^"]+)",.*?'
            r'(?:\.default_text = "([^"]*)"|\.help =)',
            read("common/base/conf_table.c"), re.S):
        found[section] = found.get(section, "") + f"{key} {value}, "
    return found


def limit_faults():
    page = "docs/OPERATING.md"
    rows = read(page).split("## Limits", 1)[1].split(ABSENT)[0].split("\n| ")
    known = defaults()
    for begin, says, where, stands in LIMITS:
        row = next((r for r in rows if r.startswith(begin)), "")
        text = known[where] if where in known else sources(where)
        if says not in row:
            yield f"{page}: the row '{begin}' does not say {says}"
        if not re.search(re.escape(stands) + r"(?!\d)",
                         text.replace("\n", " ")):
            yield f"{page}: the row '{begin}': {where} has no {stands}"
    for row in rows[2:]:
        if not any(row.startswith(begin) for begin, *_ in LIMITS):
            yield f"{page}: nothing holds the row '{row[:40]}'"


CHECKS = [
    ("the files that are named are there", file_faults),
    ("the links lead somewhere", link_faults),
    ("callout has the commands and options that are named", command_faults),
    ("the daemons and tools have the options that are named", tool_faults),
    ("the options of the configuration are real", conf_faults),
    ("the functions that are named are there", function_faults),
    ("the log events are logged", event_faults),
    ("the metrics are counted", metric_faults),
    ("the kinds of odd rows are noted", import_faults),
    ("the limits are the code's", limit_faults),
]


def main():
    print(f"1..{len(CHECKS)}")
    failed = False
    for number, (name, check) in enumerate(CHECKS, 1):
        failed |= report(number, name, list(check()))
    sys.exit(failed)


main()
