#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What callout says to bad usage and bad input, and how it ends: 0 done, 1
failed, 2 bad usage or input."""

import os
import subprocess

from cli_test import World, callout, case, equal, main, program, refused

# Arguments, exit code, texts on stderr. FILE:name is a file of FILES.
FILES = {
    "empty.csv": "",
    "latin1.csv": b"code,name\nA,Stra\xdfe\n",
    "nul.csv": b"code,name\nA,x\0y\n",
    "stray.csv": "code,name\nA,5\" pipe\n",
    "cr.csv": "code,name\rA,a\r",
    "unknown.csv": "code,nmae\nA,a\n",
    "missing.csv": "name\na\n",
    "doubled.csv": "code,code\nA,B\n",
    "good.csv": "code,name\nA,a\n",
    "bad.ini": "[database]\nurl = x\nschmea = y\n",
    "bad1.map": "[import]\nkind = skills\n[colums]\ncode = x\n",
    "bad2.map": "[import]\nkind = requests\n",
    "bad3.map": "[columns]\nkode = x\n",
    "bad4.map": "[columns]\ncode = x\ncode = y\n",
    "bad5.map": "[columns]\njust words\n",
    "bad6.map": "[columns]\ncode = {open\n",
    "other.map": "[columns]\ncode = their_code\n",
    "partial.map": "[columns]\nname = name\n",
    "binary.map": b"\xff\xfe[\0",
}

TABLE = [
    ([], 2, ["usage: callout"]),
    (["fly"], 2, ["unknown command 'fly'", "--help"]),
    (["user"], 2, ["user add"]),
    (["user", "fly"], 2, ["user add"]),
    (["migrate", "--bogus"], 2, ["unknown option --bogus"]),
    (["migrate", "-x"], 2, ["unknown option -x"]),
    (["migrate", "now"], 2, ["too many arguments: 'now'"]),
    (["migrate", "--status=yes"], 2, ["--status takes no value"]),
    (["migrate", "--organisation"], 2, ["--organisation needs a value"]),
    (["migrate", "--no-such=1"], 2, ["no-such"]),
    (["migrate", "--database-schema=Bad;drop"], 2, ["no name for a schema"]),
    (["migrate", "--database-schema=pg_x"], 2, ["no name for a schema"]),
    (["migrate", "--config", "/nowhere/x.ini"], 2, ["/nowhere/x.ini"]),
    (["migrate", "--config", "FILE:bad.ini"], 2, ["bad.ini:3", "schmea"]),
    (["migrate", "--database-url=no such thing"], 2, ["connection string"]),
    (["migrate", "--database-url=host=/nowhere"], 1, ["/nowhere"]),
    (["import"], 2, ["usage: callout import KIND FILE"]),
    (["import", "birds", "x"], 2, ["no kind 'birds'"]),
    (["import", "skills"], 2, ["usage: callout import KIND FILE"]),
    (["import", "skills", "/nowhere.csv"], 2, ["/nowhere.csv", "No such"]),
    (["import", "skills", "/tmp"], 2, ["/tmp", "folder"]),
    (["import", "skills", "FILE:empty.csv"], 2, ["empty.csv", "is empty"]),
    (["import", "skills", "FILE:latin1.csv"], 2,
     ["latin1.csv: line 2, column 7", "not UTF-8"]),
    (["import", "skills", "FILE:nul.csv"], 2, ["line 2, column 4", "NUL"]),
    (["import", "skills", "FILE:stray.csv"], 2, ["line 2, column 4", "quote"]),
    (["import", "skills", "FILE:cr.csv"], 2, ["line 1", "carriage return"]),
    (["import", "skills", "FILE:unknown.csv"], 2,
     ["unknown column 'nmae'", "skills have: code, name"]),
    (["import", "skills", "FILE:missing.csv"], 2,
     ["column 'code'", "is needed", "the file has: name"]),
    (["import", "skills", "FILE:doubled.csv"], 2, ["'code' is there twice"]),
    (["import", "skills", "FILE:good.csv", "--delimiter", "::"], 2,
     ["--delimiter must be"]),
    (["import", "skills", "FILE:good.csv", "--as-of", "yesterday"], 2,
     ["--as-of must be an instant", "yesterday"]),
    (["import", "skills", "FILE:good.csv", "--as-of", "2026-02-30T00:00:00Z"],
     2, ["--as-of must be"]),
    (["import", "skills", "FILE:good.csv", "--shift-days", "1.5"], 2,
     ["--shift-days must be a whole number"]),
    (["import", "skills", "FILE:good.csv", "--map", "/nowhere.map"], 2,
     ["/nowhere.map"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:bad1.map"], 2,
     ["bad1.map:3", "colums"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:bad2.map"], 2,
     ["bad2.map:2", "requests"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:bad3.map"], 2,
     ["bad3.map:2", "kode"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:bad4.map"], 2,
     ["bad4.map:3", "two sources"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:bad5.map"], 2,
     ["bad5.map:2", "KEY = VALUE"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:bad6.map"], 2,
     ["bad6.map:2", "no }"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:binary.map"], 2,
     ["binary.map"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:other.map"], 2,
     ["no column 'their_code'", "it has: code, name"]),
    (["import", "skills", "FILE:good.csv", "--map", "FILE:partial.map"], 2,
     ["column 'code'", "the map has no source"]),
    (["import", "skills", "FILE:good.csv", "--database-url=host=/nowhere"], 1,
     ["/nowhere"]),
    (["user", "add"], 2, ["usage: callout user add LOGIN"]),
    (["user", "add", "x"], 2, ["--role is needed"]),
    (["key", "add", "x"], 2, ["--label is needed"]),
    (["key", "add", "x", "--label", "y", "--days", "0"], 2, ["--days must"]),
    (["key", "revoke", "x"], 2, ["'x' is no id"]),
    (["link", "add", "T1"], 2, ["--label is needed"]),
    (["device", "code"], 2, ["usage: callout device code TECHNICIAN"]),
    (["schedule"], 2, ["--date must be a day"]),
    (["schedule", "--date", "2026-02-29"], 2, ["--date", "2026-02-29"]),
    (["schedule", "--date", "2026-02-28", "--time", "-1"], 2, ["--time"]),
    ([b"migrate", b"\xff"], 2, ["argument 1 is not UTF-8"]),
]


@case
def every_mistake_is_said_and_ends_with_its_code(world):
    for name, content in FILES.items():
        world.write(name, content)
    wrong = []
    for arguments, status, texts in TABLE:
        given = [world.path(a[5:]) if isinstance(a, str)
                 and a.startswith("FILE:") else a for a in arguments]
        try:
            done = callout(*given)
            refused(done, status, *texts)
            equal(done.stdout, "", "standard output")
        except AssertionError as error:
            wrong.append(f"{arguments}: {error}")
    if wrong:
        raise AssertionError("\n".join(wrong))


@case
def every_command_has_help(_world):
    listing = callout("--help")
    equal(listing.returncode, 0)
    names = [line[2:18].strip() for line in listing.stdout.splitlines()
             if line.startswith("  ")]
    if len(names) < 15:
        raise AssertionError(f"only {names}")
    for name in names:
        done = callout(*name.split(), "--help")
        equal((done.returncode, done.stderr), (0, ""), name)
        for text in (f"usage: callout {name}", "--config FILE", "Exit codes"):
            if text not in done.stdout:
                raise AssertionError(f"{name}: no {text!r}")


@case
def version_and_lists(_world):
    equal(callout("--version").stdout.split()[0], "callout")
    done = callout("user", "--help")
    equal(done.returncode, 0)
    done = callout("import", "requests", "--columns")
    if "external_id" not in done.stdout:
        raise AssertionError(done.stdout)


@case
def the_manual_page_has_no_mistake(world):
    page = world.write("callout.1", callout("man").stdout)
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page],
                          capture_output=True, text=True, check=False)
    equal(done.returncode, 0, done.stdout)


@case
def a_full_disk_is_an_error(_world):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([program("callout"), "--help"], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False,
                              env=dict(os.environ))
        again = subprocess.run(
            [program("callout"), "migrate", "--print",
             "--database-schema=x"], stdout=full, stderr=subprocess.PIPE,
            text=True, check=False)
    equal(again.returncode, 1, again.stderr)
    equal(done.returncode, 1, done.stderr)


if __name__ == "__main__":
    main(World)
