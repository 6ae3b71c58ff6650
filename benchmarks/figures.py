# SPDX-License-Identifier: Apache-2.0
"""How are a benchmark's figures worked out and shown?"""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which ``share`` (0..1) of the values lie (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def p95_ms(seconds: Iterable[float]) -> float:
    """The 95th percentile in milliseconds, one decimal."""
    return round(percentile(seconds, 0.95) * 1000, 1)


def median_ms(seconds: Iterable[float]) -> float:
    """The median in milliseconds, one decimal."""
    return round(statistics.median(seconds) * 1000, 1)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print an aligned table."""
    lines = [list(map(str, header)), *(list(map(str, row)) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    print(f"\n{title}")
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())


def print_json(figures: Mapping[str, Mapping[str, object]]) -> None:
    """Print the last line: one object per database."""
    print(json.dumps(figures, ensure_ascii=False))
