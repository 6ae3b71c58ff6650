# SPDX-License-Identifier: Apache-2.0
"""How long does the draw of a large city take, and does the program that stands alone agree?"""

import json
import random
import time

from madoguchi.engines.booking.rules import rerun_draw
from madoguchi.engines.booking.rules.draw import (
    FORMAT,
    DrawEntry,
    DrawRules,
    DrawSlot,
    commitment_of,
    digest_of,
    draw,
    draw_key,
    root_of,
)

ENTRIES, WISHES, SLOTS = 20_000, 5, 3_000


def measure() -> dict[str, object]:
    """Seconds of the draw (ordering included), and whether both programs find the same winners."""
    chance = random.Random(20261121)
    slots = {f"s{n}": DrawSlot(n % 300 * 10, n % 300 * 10 + 10, (f"c{n}",)) for n in range(SLOTS)}
    cells = dict.fromkeys((f"c{n}" for n in range(SLOTS)), 1)
    names = list(slots)
    entries = []
    for n in range(ENTRIES):
        wishes = tuple((name,) for name in chance.sample(names, WISHES))
        digest = digest_of(round_key="r", nonce=f"{n}", party=f"p{n}", people=1, wishes=wishes)
        entries.append(DrawEntry(digest, f"p{n}", 1, n % 3, wishes))
    seed, rules = bytes(range(32)), DrawRules(wins_most=1, losses_counted=0)
    root = root_of((one.digest, one.losses) for one in entries)
    began = time.perf_counter()
    wins = draw(
        key=draw_key(seed, root, ""), entries=entries, slots=slots, cells=cells, rules=rules
    )
    took = time.perf_counter() - began
    file = {
        "format": FORMAT, "round": "r", "commitment": commitment_of(seed), "seed": seed.hex(),
        "entries_root": root, "public_value": "", "cells": cells,
        "rules": {"wins_most": 1, "losses_counted": 0, "overlap_allowed": False},
        "slots": {
            name: {"starts": one.starts, "ends": one.ends, "cells": list(one.cells),
                   "per_person": False} for name, one in slots.items()
        },
        "entries": [
            {"digest": one.digest, "nonce": one.party[1:], "party": one.party, "people": 1,
             "losses": one.losses, "wishes": [list(wish) for wish in one.wishes]}
            for one in entries
        ],
        "wins": [{"digest": w.digest, "rank": w.rank, "slots": list(w.slots)} for w in wins],
    }  # fmt: skip
    faults = rerun_draw.faults_of(json.loads(json.dumps(file)))
    return {"draw_s": round(took, 3), "draw_rerun_equal": not faults, "wins": len(wins)}
