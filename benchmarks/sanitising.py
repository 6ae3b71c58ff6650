# SPDX-License-Identifier: Apache-2.0
"""How long does it take to make a file harmless, and does the hostile corpus come out inert?

The last line is one JSON object. ``--quick`` leaves the corpus at its honest level out.
"""

import argparse
import json
import statistics
import sys
import time

from benchmarks.figures import print_table
from madoguchi.platform.files.sanitising.results import Level, Outcome
from madoguchi.platform.files.sanitising.sanitise import sanitise
from madoguchi.platform.files.sanitising.tests import good_files as good
from madoguchi.platform.files.sanitising.tests.hostile_files import hostile_files
from madoguchi.platform.files.sanitising.tests.inertness import why_not_inert

PAGES = 20
ROUNDS = 3
LEVELS: tuple[Level, ...] = ("structural", "pixels", "text")


def main() -> int:
    """Measure, print, and fail where something harmful came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, structural level only")
    quick = parser.parse_args().quick
    figures = measure_speed(1 if quick else ROUNDS)
    figures |= try_corpus(("structural",) if quick else LEVELS)
    print(json.dumps({"sanitising": figures}, ensure_ascii=False))
    return 0 if figures["hostile_tried"] == figures["hostile_inert"] else 1


def measure_speed(rounds: int) -> dict[str, object]:
    """Seconds for honest files, each a median of some rounds, with the start of the cage in it."""
    files: list[tuple[str, bytes, int, tuple[Level, ...]]] = [
        (f"pdf_{PAGES}_pages.pdf", good.pdf(PAGES), PAGES, LEVELS),
        ("photo_12mp.jpg", good.photo(12), 1, ("structural",)),
        ("letter.docx", good.docx(body="<w:p><w:r><w:t>あ</w:t></w:r></w:p>" * 400), 1,
         ("structural", "text")),
        ("budget.xlsx", good.xlsx(), 1, ("structural", "text")),
    ]  # fmt: skip
    rows, figures = [], dict[str, object]()
    for name, content, pages, levels in files:
        for level in levels:
            seconds, outcome = _time(content, name, level, rounds)
            if outcome.level != level:
                raise RuntimeError(f"{name} came out at {outcome.level}: {outcome.tried}")
            peak = max(spent.peak_bytes for spent in outcome.spent) / 1e6
            rows.append((name, level, f"{seconds:.3f}", f"{seconds / pages:.4f}", f"{peak:.0f}",
                         len(content) // 1000, len(outcome.content) // 1000))  # fmt: skip
            key = f"{name.partition('.')[0]}_{level}"
            figures[f"{key}_s_per_page"] = round(seconds / pages, 4)
    header = ("file", "level", "seconds", "s/page", "peak MB", "KB in", "KB out")
    print_table("Making files harmless (median; one process per file)", header, rows)
    return figures


def _time(content: bytes, name: str, level: Level, rounds: int) -> tuple[float, Outcome]:
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        outcome = sanitise(content, name, level=level)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), outcome


def try_corpus(levels: tuple[Level, ...]) -> dict[str, object]:
    """Every hostile and broken file at each level: how many came out inert, what the worst took."""
    tried = inert = 0
    ends: dict[str, int] = {}
    peak = cpu = wall = 0.0
    for name, content in hostile_files().items():
        for level in levels:
            outcome = sanitise(content, name, level=level)
            fault = why_not_inert(outcome.content, outcome.ending) if outcome.level else ""
            tried, inert = tried + 1, inert + (not fault)
            if fault:
                print(f"NOT INERT {name} at {level}: {fault}", file=sys.stderr)
            ends[outcome.level or "unopenable"] = ends.get(outcome.level or "unopenable", 0) + 1
            for spent in outcome.spent:
                peak, cpu = max(peak, spent.peak_bytes), max(cpu, spent.cpu_seconds)
                wall = max(wall, spent.wall_seconds)
    rows = [(end, count) for end, count in sorted(ends.items())]
    print_table("The hostile corpus", ("came out as", "runs"), rows)
    return {
        "hostile_files": tried // len(levels),
        "hostile_tried": tried,
        "hostile_inert": inert,
        "hostile_peak_mb": round(peak / 1e6),
        "hostile_cpu_s": round(cpu, 2),
        "hostile_wall_s": round(wall, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
