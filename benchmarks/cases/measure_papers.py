# SPDX-License-Identifier: Apache-2.0
"""How long do an export and a letter take, and how much memory? Runs in a process of the office."""

import argparse
import json
import resource
import statistics
import sys
import time
from typing import Any

LETTERS = 50


def main() -> None:
    """Measure one thing and print it as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("csv", "xlsx", "letters"))
    parser.add_argument("--procedure", required=True)
    parser.add_argument("--cases", type=int, default=24_000)
    options = parser.parse_args()
    import django

    django.setup()
    measured = (
        measure_letters(options.procedure)
        if options.what == "letters"
        else measure_export(options.what, options.procedure, options.cases)
    )
    measured["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    json.dump(measured, sys.stdout)


def measure_export(kind: str, procedure: str, most: int) -> dict[str, Any]:
    """Write the table as the page does: with every answer, into nothing."""
    from madoguchi.engines.cases.api import start_export, write_csv, write_xlsx
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import now

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    sheet = start_export(
        cases=newest(procedure, most),
        answers=True,
        kind=kind,
        purpose="計測",
        actor=SYSTEM,
        at=now(),
    )
    if kind == "csv":
        size = lines = 0
        for piece in write_csv(sheet):
            size += len(piece)
            lines += piece.count(b"\r\n")
    else:
        with write_xlsx(sheet) as file:
            size, lines = file.seek(0, 2), -1
    seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 2), "bytes": size, "lines": lines, "before_mb": round(before, 1),
    }  # fmt: skip


def newest(procedure: str, most: int) -> Any:
    """The cases of a procedure from a day on, so that there are ``most`` of them (or all)."""
    from madoguchi.engines.cases.models import Case

    rows = Case.objects.filter(procedure_id=procedure)
    ids = rows.order_by("-id").values_list("id", flat=True)[most - 1 : most]
    first = next(iter(ids), None)
    return rows.filter(id__gte=first) if first else rows


def measure_letters(procedure: str) -> dict[str, Any]:
    """Draw letters of different cases in one warm process."""
    from madoguchi.engines.cases.models import Case
    from madoguchi.engines.cases.queries.editions import get_edition
    from madoguchi.engines.cases.queries.letters import LetterWords, draw, letter_data
    from madoguchi.kernel.clock import now, today

    rows = Case.objects.filter(procedure_id=procedure, outcome="approved")
    cases = list(rows.select_related("content").order_by("number")[: LETTERS + 3])
    seconds, sizes = [], []
    for serial, case in enumerate(cases, start=1):
        at = now()
        edition = get_edition(case.procedure_id, case.revision)
        outcome = edition.procedure.outcomes["approved"]
        began = time.perf_counter()
        words = LetterWords(number=f"灯第{serial}号", on=today(at))
        pdf = draw(edition, outcome, letter_data(case, edition, outcome, words), at=at)
        seconds.append(time.perf_counter() - began)
        sizes.append(len(pdf))
    warm = seconds[3:]
    return {
        "letters": len(warm), "median_ms": round(statistics.median(warm) * 1000, 1),
        "worst_ms": round(max(warm) * 1000, 1), "first_ms": round(seconds[0] * 1000, 1),
        "bytes": round(statistics.median(sizes)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
