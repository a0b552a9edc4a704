#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Some runs of the simulation, and that it catches each mutant. With
CALLOUT_FULL=1 many runs. How to replay one: docs/OPERATING.md."""

import collections
import os
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import mutants  # noqa: E402
from place import Place  # noqa: E402
from simulation import Simulation, Wrong, show  # noqa: E402

FULL = bool(os.environ.get("CALLOUT_FULL"))
SEEDS = range(1, 41) if FULL else (1, 2)


def good(world, seed, size, totals):
    run = Simulation(world, seed, mutants.size_of(size, seed))
    counts = run.run()
    print(f"# seed {seed}: {show(counts)}")
    totals.update(counts)


def caught(world, mutant):
    """By one of its seeds."""
    for seed in mutant.seeds:
        run = Simulation(world, seed, mutants.size_of(None, seed, mutant),
                         mutant)
        try:
            run.run()
        except Wrong as wrong:
            text = str(wrong).splitlines()[0][:150]
            if not any(word in str(wrong) for word in mutant.signs):
                raise AssertionError(f"caught for no reason: {wrong}") \
                    from wrong
            print(f"# seed {seed}: {text}")
            return
    raise AssertionError(f"the mutant {mutant.name} lives")


def main():
    totals = collections.Counter()
    cases = [(f"seed {seed}", lambda world, seed=seed: good(
        world, seed, mutants.SIZES["large" if FULL and seed % 4 == 0
                                   else "small"], totals))
             for seed in SEEDS]
    cases += [(f"{name} is caught", lambda world, m=m: caught(world, m))
              for name, m in mutants.MUTANTS.items()]
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    world = Place(mutants.SETTINGS)
    try:
        for number, (name, run) in enumerate(cases, 1):
            try:
                run(world)
                print(f"ok {number} - {name}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok {number} - {name}")
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
    finally:
        world.stop_all()
        world.remove()
    print(f"# {show(totals)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
