# SPDX-License-Identifier: Apache-2.0
"""How is the statutory clock drawn? Days used, days that do not count, days left, in one bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Part = Literal["used", "paused"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row that are alike: ``used`` by the city, or ``paused`` (not counted)."""

    part: Part
    days: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch as drawn: start and width in percent."""

    part: Part
    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class ClockBar:
    """What components/clock_bar.html draws."""

    key: str
    pieces: tuple[Piece, ...]
    used: int
    paused: int
    left: int
    start_label: str
    end_label: str
    summary: str


def draw_clock(
    key: str,
    stretches: Sequence[Stretch],
    *,
    standard_days: int,
    start_label: str,
    end_label: str,
    summary: str,
) -> ClockBar:
    """Lay out the bar. ``summary`` is the same in one sentence, read aloud in its place.

    Days beyond the standard keep the bar full: nothing is left, and nothing is cut off.
    """
    used = sum(one.days for one in stretches if one.part == "used")
    paused = sum(one.days for one in stretches if one.part == "paused")
    left = max(standard_days - used, 0)
    whole = max(used + paused + left, 1)
    pieces, at = [], 0.0
    for one in stretches:
        width = 100 * one.days / whole
        if width:
            pieces.append(Piece(one.part, round(at, 2), round(width, 2), one.label))
        at += width
    return ClockBar(key, tuple(pieces), used, paused, left, start_label, end_label, summary)
