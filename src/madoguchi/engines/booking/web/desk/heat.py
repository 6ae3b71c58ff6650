# SPDX-License-Identifier: Apache-2.0
"""How does the use of each weekday and hour become a picture and a table? x in %, y in px."""

from dataclasses import dataclass

from madoguchi.engines.booking.queries.usage import Usage
from madoguchi.platform.screens.wording import say

LEFT, ROW, TOP, WEEK = 10.0, 34, 24, 7
STEPS = (1, 20, 40, 60, 80)
DARK = 4


@dataclass(frozen=True, slots=True)
class Square:
    """One weekday and hour: where, how dark (0 to 5), and what it says."""

    x: float
    y: int
    width: float
    heat: int
    words: str

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return round(self.x + self.width / 2, 2)

    @property
    def base(self) -> int:
        """The y of its words."""
        return self.y + 22

    @property
    def is_dark(self) -> bool:
        """Whether its words must be white."""
        return self.heat >= DARK


@dataclass(frozen=True, slots=True)
class Heat:
    """The picture with its words and the same as rows."""

    hours: tuple[tuple[float, int], ...]
    days: tuple[tuple[int, str], ...]
    squares: tuple[Square, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    height: int

    @property
    def heads(self) -> list[int]:
        """The hours of the table."""
        return [hour for _, hour in self.hours]


def heat_of(rate: int | None) -> int:
    """How dark a rate is: 0 for none, 5 for 80 % and more."""
    return sum((rate or 0) >= step for step in STEPS)


def draw_heat(usage: Usage, lang: str) -> Heat | None:
    """Lay the map out over the hours that are ever open; None where nothing is."""
    hours = sorted({hour for _, hour in usage.open})
    if not hours:
        return None
    listed = list(range(hours[0], hours[-1] + 1))
    width = round((100 - LEFT) / len(listed), 3)
    squares, rows, days = [], [], []
    for weekday in range(WEEK):
        name, y = say(f"booking.desk.weekday.{weekday}", lang), TOP + weekday * ROW
        days.append((y + 22, name))
        rates = [usage.rate((weekday, hour)) for hour in listed]
        rows.append((name, tuple("—" if rate is None else f"{rate}%" for rate in rates)))
        squares += [
            Square(round(LEFT + n * width, 3), y, width, heat_of(rate),
                   "" if rate is None else str(rate))
            for n, rate in enumerate(rates)
        ]  # fmt: skip
    places = tuple((round(LEFT + (n + 0.5) * width, 2), hour) for n, hour in enumerate(listed))
    return Heat(places, tuple(days), tuple(squares), tuple(rows), TOP + WEEK * ROW + 4)
