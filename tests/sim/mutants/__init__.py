# SPDX-License-Identifier: MIT
"""How the product could be wrong: each mutant is a patch in SQL (or a
setting) that the simulation must catch, or it proves nothing.

In the SQL pg_temp.mutate(NAME, FROM, TO) rewrites a function, and fails if FROM is
not in it: then somebody changed the function, and the mutant needs a look.
"""

import dataclasses
import os

from plan import STORM, Size

HERE = os.path.dirname(os.path.abspath(__file__))
MUTATE = """
CREATE FUNCTION pg_temp.mutate(p_name text, p_from text, p_to text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_text constant text := pg_get_functiondef(p_name::regproc);
BEGIN
    IF strpos(v_text, p_from) = 0 THEN
        RAISE 'mutant: % has no "%"', p_name, p_from;
    END IF;
    EXECUTE replace(v_text, p_from, p_to);
END
$$;
"""

SIZES = {
    "small": Size(turns=16),
    "large": Size(turns=150, burst=60, crashes=80, restores=2, jumps=10),
}


# What asynchronous commits can lose; all others wait for their commit, so it
# changes nothing for them.
SETTINGS = ("wal_writer_delay=10000ms",)
FEW = Size(turns=14, crashes=1, jumps=0, crash_kinds=("device",))


@dataclasses.dataclass
class Mutant:
    name: str
    seeds: tuple        # one of which must catch it: timing has its say
    signs: tuple        # by which it is known, one is enough
    size: Size = FEW

    def apply(self, world):
        path = os.path.join(HERE, self.name + ".sql")
        with open(path, encoding="utf-8") as file:
            world.database.run(MUTATE + file.read())


MUTANTS = {m.name: m for m in (
    Mutant("no_dedupe", (1, 2), ("is there 2 times",)),
    Mutant("sequence_cursor", (1, 2, 3, 4),
           ("fetched everything", "views_are_equal", "also after fetching")),
    Mutant("no_tombstone", (1, 2), ("views_are_equal",)),
    Mutant("no_device_lock", tuple(range(2, 12)),
           ("replayed", "POST /push", "are stored; there are"),
           dataclasses.replace(FEW, faults=STORM)),
    Mutant("asynchronous_commit", (1, 2), ("are stored; there are",),
           Size(turns=14, crashes=4, jumps=0, dispatchers=1,
                crash_kinds=("postgres",))),
)}


def size_of(size, seed, mutant=None):
    """Of the small runs every other one has a restore of an older backup."""
    if mutant:
        return mutant.size
    if size.restores == 0 and seed % 2 == 0:
        return dataclasses.replace(size, restores=1)
    return size
