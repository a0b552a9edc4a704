# SPDX-License-Identifier: MIT
"""What the checks of build-aux/ share: our source files, and TAP."""

import os
import re
import sys

ROOT = os.environ.get("top_srcdir") or os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("top_builddir") or os.getcwd()

# Made by autotools, npm or a build: not ours to check.
GENERATED = re.compile(
    r"(^|/)(configure~?|aclocal\.m4|config\.h(\.in)?~?|Makefile(\.in)?|libtool"
    r"|compile|depcomp|install-sh|missing|ar-lib|config\.(guess|sub|status)"
    r"|tap-driver\.sh|test-driver|__pycache__|node_modules|autom4te\.cache)$")


def walk(root=None):
    """Yield every file below `root`, relative to it, except what is made."""
    root = root or ROOT
    for folder, folders, files in os.walk(root):
        here = os.path.relpath(folder, root)
        if here != "." and "config.status" in files:
            folders[:] = []  # a build folder inside the sources
            continue
        folders[:] = sorted(f for f in folders if not GENERATED.search(f)
                            and (f == ".ci" or not f.startswith(".")))
        for name in sorted(files):
            path = os.path.normpath(os.path.join(here, name))
            if not GENERATED.search(path):
                yield path


def read(path, root=None):
    with open(os.path.join(root or ROOT, path), encoding="utf-8") as file:
        return file.read()


def without_comments(text):
    """C text with comments as blanks, and string literals kept. Line numbers
    stay."""
    def blank(match):
        if match.group(0).startswith("/"):
            return re.sub(r"[^\n]", " ", match.group(0))
        return match.group(0)
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                  blank, text, flags=re.S)


class Tap:
    """One case a line; faults as diagnostics under it."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def case(self, name, faults):
        self.count += 1
        self.failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {self.count} - {name}")
        for fault in faults:
            print(f"# {fault}")

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}")

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)
