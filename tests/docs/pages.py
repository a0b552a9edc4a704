# SPDX-License-Identifier: MIT
"""What the tests of the pages share: reading them, running their examples."""

import glob
import os
import re
import subprocess

ROOT = os.environ.get("top_srcdir") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))


def read(page):
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        return file.read()


def sources(*patterns):
    """All that stands in these files."""
    return "\n".join(
        read(os.path.relpath(path, ROOT)) for pattern in patterns
        for path in sorted(glob.glob(os.path.join(ROOT, pattern),
                                     recursive=True)))


def blocks(text, language):
    """[(line, text)] of the page's ```language blocks."""
    return [(text.count("\n", 0, match.start()) + 2, match.group(1))
            for match in re.finditer(rf"^```{language}\n(.*?)^```$", text,
                                     re.M | re.S)]


def run_blocks(examples, folder, **variables):
    """Run shell blocks one after the other in one bash, each a failure if any
    command of it fails. Returns (lines of the blocks that went well, output).
    """
    script = "set -euo pipefail\n"
    for line, text in examples:
        script += f"echo '--- the example of line {line}'\n{text}"
        script += f"echo 'done {line}' >>.done\n"
    done = subprocess.run(["bash", "-c", script], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, timeout=300, check=False,
                          env={**os.environ, **variables})
    try:
        with open(os.path.join(folder, ".done"), encoding="ascii") as file:
            went = {int(row.split()[1]) for row in file}
    except FileNotFoundError:
        went = set()
    return went, done.stdout


def report(number, name, faults):
    """One line of TAP; True if it is a failure."""
    print(f"{'not ok' if faults else 'ok'} {number} - {name}", flush=True)
    for fault in faults:
        print(f"# {fault}")
    return bool(faults)
