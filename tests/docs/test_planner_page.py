#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/PLANNER.md: its examples run, and it names every key of the reader."""

import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pages import (blocks, read, report, run_blocks,  # noqa: E402
                   sources)

PAGE = "docs/PLANNER.md"
BUILD = os.environ.get("top_builddir") or os.getcwd()


def examples_faults(text):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "day.json"), "w",
                  encoding="utf-8") as file:
            file.write(blocks(text, "json")[0][1])
        examples = blocks(text, "sh")
        went, output = run_blocks(
            examples, folder, PATH=f"{BUILD}:{os.environ['PATH']}")
    lost = [f"{PAGE}:{line} failed: {output[-1500:]}"
            for line, _ in examples if line not in went]
    # What the page says of its examples.
    for said in ("\n[104]\n", re.search(r"^    (callout plan: .*)$", text,
                                       re.M).group(1)):
        if said not in output:
            lost.append(f"no {said!r} in the output: {output[-1500:]}")
    return lost[:1]


def keys_faults(text):
    keys = re.findall(r'\{"(\w+)",\s*\w*KEY_\w+\}', sources("cli/plan_vroom*"))
    if len(keys) < 40:
        return ["cli/plan_vroom.c: its tables of keys look different now"]
    return [f"{PAGE} does not name the key `{key}`" for key in keys
            if f"`{key}`" not in text]


def rules_faults(text):
    rules = re.findall(r'\[VERIFY_\w+\] = \{"(\w+)"',
                       sources("cli/plan_verify.c"))
    if len(rules) < 10:
        return ["cli/plan_verify.c: its table of rules looks different now"]
    return [f"{PAGE} does not name the rule `{rule}`" for rule in rules
            if f"`{rule}`" not in text]


def limits_faults(text):
    """The figures that the page names are those of the code."""
    said = text.replace(",", "").replace("\n", " ")
    plan = sources("include/callout/plan*.h")
    faults = []
    for name, words in (("PLAN_JOBS_MAX", "{} jobs"),
                        ("PLAN_TECHNICIANS_MAX", "{} vehicles"),
                        ("PLAN_AMOUNTS_MAX", "up to {} numbers")):
        value = re.search(rf"#define {name} (\d+)", plan).group(1)
        if words.format(value) not in said:
            faults.append(f"{name} is {value}")
    if "size > 50000" not in sources("cli/plan_vroom*"):
        faults.append("50,000 rows")
    if "INPUT_MAX ((size_t)1 << 30)" not in sources("cli/plan_file.c"):
        faults.append("1 GiB")
    return faults


def main():
    text = read(PAGE)
    print("1..4")
    failed = report(1, "every example works", examples_faults(text))
    failed |= report(2, "every key is named", keys_faults(text))
    failed |= report(3, "the limits are the code's", limits_faults(text))
    failed |= report(4, "every rule of the check is named", rules_faults(text))
    sys.exit(failed)


main()
