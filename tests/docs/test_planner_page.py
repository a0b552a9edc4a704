#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/PLANNER.md: its examples run, and it names every key of the reader."""

import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pages import (ROOT, blocks, read, report, run_blocks,  # noqa: E402
                   sources)

PAGE = "docs/PLANNER.md"
SCHEMA = "share/plan.schema.json"
BUILD = os.environ.get("top_builddir") or os.getcwd()


def examples_faults(text):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "day.json"), "w",
                  encoding="utf-8") as file:
            file.write(blocks(text, "json")[0][1])
        examples = blocks(text, "sh")
        went, output = run_blocks(
            examples, folder, PATH=f"{BUILD}:{os.environ['PATH']}",
            SCHEMA=os.path.abspath(os.path.join(ROOT, SCHEMA)))
    lost = [f"{PAGE}:{line} failed: {output[-1500:]}"
            for line, _ in examples if line not in went]
    # What the page says of its examples.
    for said in ("\n[104]\n", "\nmoved: []\n", re.search(r"^    (callout plan: .*)$", text,
                                       re.M).group(1)):
        if said not in output:
            lost.append(f"no {said!r} in the output: {output[-1500:]}")
    return lost[:1]


# --- One example a key ---

def steps_of(answer, number, kind="job"):
    """[(vehicle, shift, begin, end, step)], by the time."""
    found = []
    for route in answer["routes"]:
        for step in route["steps"]:
            if (step["type"], step.get("id")) == (kind, number):
                begin = step["arrival"] + step["waiting_time"]
                found.append((route["vehicle"], route.get("shift"), begin,
                              begin + step["setup"] + step["service"], step))
    return sorted(found, key=lambda one: one[2])


def one(answer, number):
    found, = steps_of(answer, number)
    return found


def types(answer):
    return [[step["type"] for step in route["steps"]]
            for route in answer["routes"]]


def ids(answer):
    return [[step["id"] for step in route["steps"] if "id" in step]
            for route in answer["routes"]]


# What the page says of each, by the words of the heading.
SAID = {
    "`levels`, `certified`": lambda a: one(a, 1)[0] == one(a, 2)[0] == 2 and
    one(a, 2)[3] <= 3600 <= one(a, 1)[3],
    "`shifts`, `overtime`": lambda a: [
        (r["vehicle"], r["shift"]) for r in a["routes"]] == [(1, 0), (1, 1)]
    and a["summary"]["overtime"] == 260 == sum(
        r.get("overtime", 0) for r in a["routes"]),
    "`tools`, `parts`, `depot`": lambda a: types(a)[0].count("pickup") == 1 and
    types(a)[0].index("pickup") < [
        s.get("id") for s in a["routes"][0]["steps"]].index(2) and
    types(a)[0].index("pickup") < [
        s.get("id") for s in a["routes"][0]["steps"]].index(3),
    "`due`": lambda a: ids(a) == [[2, 1]],
    "`crew`": lambda a: [s[0] for s in sorted(
        steps_of(a, 1), key=lambda s: s[0])] == [1, 2] and len(
            {s[2] for s in steps_of(a, 1)} |
            {s[4]["begin"] for s in steps_of(a, 1)}) == 1 and
    {s[4]["part"] for s in steps_of(a, 1)} == {0, 1},
    "`after`": lambda a: 7200 <= one(a, 2)[2] - one(a, 1)[3] <= 10800,
    "`same_vehicle`": lambda a: one(a, 1)[0] == one(a, 2)[0],
    "`days`": lambda a: [(s[1], s[3] - s[2], s[4]["part"])
                         for s in steps_of(a, 1)] ==
    [(0, 25000, 0), (2, 25000, 1)] and one(a, 2)[1] == 1,
    "`required`, `preferred`, `excluded`": lambda a: one(a, 1)[0] in (2, 3)
    and one(a, 2)[0] == 3 and one(a, 3)[0] == 1,
    "`pinned`": lambda a: one(a, 1)[0] == 2 and one(a, 1)[2] == 10800,
    "`frozen_until`": lambda a: one(a, 1)[2] == 7200 and
    one(a, 2)[2] > 14400,
    "`stability`, and a plan to start from": lambda a: one(a, 1)[0] == 1 and
    one(a, 2)[0] == 1 and a["summary"]["moved"] == [],
    "`balance`": lambda a: {one(a, 1)[0], one(a, 2)[0]} == {1, 2},
    "`shipments`": lambda a: [s["type"] for s in a["routes"][0]["steps"]] ==
    ["start", "pickup", "delivery", "pickup", "delivery", "end"],
}


def callout(*arguments, text):
    done = subprocess.run([os.path.join(BUILD, "callout"), *arguments],
                          input=text, capture_output=True, text=True,
                          timeout=60)
    return done.returncode, done.stdout, done.stderr


def field_service_faults(text):
    """Each example fits the schema, its plan is valid and is as it says."""
    examples = re.findall(r"^### (.*)\n((?:.|\n)*?)(?=^##)", text, re.M)
    schema = jsonschema.Draft202012Validator(json.loads(read(SCHEMA)))
    faults = [f"{PAGE} has no example of {name}"
              for name in sorted(set(SAID) - {name for name, _ in examples})]
    for name, body in examples:
        problem = blocks(body, "json")[0][1]
        faults += [f"{name}: {error.message}"
                   for error in schema.iter_errors(json.loads(problem))]
        code, plan, err = callout("plan", "--iterations=500", "-",
                                  text=problem)
        if code != 0 or err or name not in SAID:
            faults.append(f"{name}: {err or 'what does it say?'}")
            continue
        answer = json.loads(plan)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(plan)
            file.flush()
            code, verdict, _ = callout("check", "-", file.name, text=problem)
        if code != 0 or answer["unassigned"]:
            faults.append(f"{name}: {verdict}")
        try:
            said = SAID[name](answer)
        except (IndexError, KeyError, ValueError) as error:
            said = False
            faults.append(f"{name}: {error!r}")
        if not said:
            faults.append(f"{name}: not as the page says: {plan}")
    return faults


def keys_faults(text):
    keys = re.findall(r'\{"(\w+)",\s*VROOM_KEY_\w+\}',
                      sources("cli/plan_vroom*"))
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


def reasons_faults(text):
    """--explain names rules and changes; the page has all of them."""
    rules = re.findall(r'\[PLAN_RULE_\w+\] = \{\{"(\w+)", true',
                       sources("planner/rules.c"))
    changes = re.findall(r'\[PLAN_CHANGE_\w+\] = \{+"(\w+)"',
                         sources("planner/*.c"))
    part = text[text.index("- `reasons`"):text.index("- `alternative`")]
    if len(rules) < 15 or len(changes) < 10:
        return ["planner/: its tables of rules look different now"]
    return [f"{PAGE} does not explain `{name}`" for name in rules + changes
            if f"`{name}`" not in part]


def limits_faults(text):
    """The figures that the page names are those of the code."""
    said = text.replace(",", "").replace("\n", " ")
    plan = sources("include/callout/plan*.h")
    faults = []
    for name, words in (("PLAN_JOBS_MAX", "{} jobs"),
                        ("PLAN_TECHNICIANS_MAX", "{} vehicles"),
                        ("PLAN_LINKED_MAX", "{} visits that hang together"),
                        ("PLAN_AMOUNTS_MAX", "up to {} numbers")):
        value = re.search(rf"#define {name} (\d+)", plan).group(1)
        if words.format(value) not in said:
            faults.append(f"{name} is {value}")
    if "more than 50000 numbers in a row" not in sources("cli/plan_matrix.c"):
        faults.append("50,000 rows")
    if "INPUT_MAX ((size_t)1 << 30)" not in sources("cli/plan_file.c"):
        faults.append("1 GiB")
    return faults


def main():
    text = read(PAGE)
    print("1..6")
    failed = report(1, "every example works", examples_faults(text))
    failed |= report(2, "every key is named", keys_faults(text))
    failed |= report(3, "the limits are the code's", limits_faults(text))
    failed |= report(4, "every rule of the check is named", rules_faults(text))
    failed |= report(5, "the example of each key is as the page says",
                     field_service_faults(text))
    failed |= report(6, "every reason is named", reasons_faults(text))
    sys.exit(failed)


main()
