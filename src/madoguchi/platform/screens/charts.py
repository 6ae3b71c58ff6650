# SPDX-License-Identifier: Apache-2.0
"""How does a row of numbers become a picture? Geometry only: x in %, y in px, words in the page.

A chart always carries its numbers, so that the template can put the same table below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["bar", "stacked", "line"]

LEFT, RIGHT = 12.0, 98.0
TOP, BOTTOM, HEIGHT = 28.0, 240.0, 276.0
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers; None where there is no value."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a point: where it is (x and width in %, y and height in px) and what it says."""

    series: int
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0
    value: str = ""
    show_value: bool = False

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """The path of one series in a box of 100 by HEIGHT."""

    series: int
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis with its words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its words: pass it to {% chart %}."""

    key: str
    title: str
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    category_label: str = ""
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    target_y: float | None = None
    target_label: str = ""
    nothing: str = "—"
    height: float = field(default=HEIGHT)

    @property
    def summary(self) -> str:
        """The picture in words, for those who do not see it."""
        rows = [_in_words(self, one) for one in self.series]
        return f"{self.title}。{'。'.join(rows)}"

    def say(self, value: float | None, places: int) -> str:
        """A value with its unit, or what stands where there is none to tell."""
        return self.nothing if value is None else number(value, self.unit, places=places)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table below: category and one cell per series."""
        places = _places(self.series)
        return [
            (category, [self.say(one.values[at], places) for one in self.series])
            for at, category in enumerate(self.categories)
        ]


def draw(
    key: str,
    title: str,
    kind: Kind,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    category_label: str = "",
    target: tuple[str, float] | None = None,
    nothing: str = "—",
) -> Chart:
    """Lay out a chart.

    ``key`` names the chart on its page (unique). ``target`` is a level with its words,
    ``nothing`` what is said for None. Long words of a category are cut under the picture only.
    A line breaks where a value is None; stacked values must not be negative.
    """
    top = _highest(kind, series, target)
    marks = _points(series, top) if kind == "line" else _bars(kind, series, top, len(categories))
    return Chart(
        key=key,
        title=title,
        kind=kind,
        categories=tuple(categories),
        series=tuple(series),
        unit=unit,
        category_label=category_label,
        marks=tuple(marks),
        lines=tuple(_lines(series, top)) if kind == "line" else (),
        y_ticks=tuple(_levels(top, unit)),
        x_ticks=tuple(_categories(kind, categories)),
        target_y=_y(target[1], top) if target else None,
        target_label=target[0] if target else "",
        nothing=nothing,
    )


def number(value: float | None, unit: str = "", *, places: int = 0) -> str:
    """1,234件, 52.4%, or — where there is no value."""
    return "—" if value is None else f"{value:,.{places}f}{unit}"


def _places(series: Sequence[Series]) -> int:
    """One decimal for all numbers of a chart if any of them has one."""
    return int(any(v is not None and v != round(v) for one in series for v in one.values))


def _in_words(chart: Chart, series: Series) -> str:
    places = _places(chart.series)
    pairs = zip(chart.categories, series.values, strict=True)
    words = (f"{name} {chart.say(value, places)}" for name, value in pairs)
    return f"{series.label}: {'、'.join(words)}"


def _highest(
    kind: Kind, series: Sequence[Series], target: tuple[str, float] | None
) -> tuple[float, float]:
    """The top of the scale and the distance between two levels."""
    columns = list(zip(*(one.values for one in series), strict=True))
    heights = [
        sum(value or 0 for value in column) if kind == "stacked" else max(v or 0 for v in column)
        for column in columns
    ]
    highest = max([*heights, target[1] if target else 0, 1])
    rough = highest / 4
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    step = next(power * part for part in _STEPS if power * part >= rough)
    step = max(step, 1.0)
    return step * -(-highest // step), step


def _y(value: float, top: tuple[float, float]) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top[0], 1)


def _levels(top: tuple[float, float], unit: str) -> list[Tick]:
    highest, step = top
    places = int(not float(step).is_integer())
    return [
        Tick(_y(step * at, top), number(step * at, unit, places=places))
        for at in range(round(highest / step) + 1)
    ]


def _slot(count: int) -> float:
    return (RIGHT - LEFT) / max(count, 1)


def _categories(kind: Kind, categories: Sequence[str]) -> list[Tick]:
    every = -(-len(categories) // 12)
    return [
        Tick(_x_of(kind, at, len(categories)), _short(name, len(categories)))
        for at, name in enumerate(categories)
        if at % every == 0
    ]


def _short(name: str, count: int) -> str:
    """A category that fits under its bar on a narrow screen; a month such as 2026/11 always does."""
    most = max(7, 36 // max(count, 1))
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _x_of(kind: Kind, at: int, count: int) -> float:
    if kind != "line":
        return round(LEFT + _slot(count) * (at + 0.5), 2)
    inset = 3.0
    if count == 1:
        return (LEFT + RIGHT) / 2
    return round(LEFT + inset + (RIGHT - LEFT - 2 * inset) * at / (count - 1), 2)


def _bars(kind: Kind, series: Sequence[Series], top: tuple[float, float], count: int) -> list[Mark]:
    slot, places = _slot(count), _places(series)
    beside = 1 if kind == "stacked" else len(series)
    width = slot * 0.7 / beside
    marks = []
    for at in range(count):
        base = 0.0
        for index, one in enumerate(series):
            value = one.values[at]
            if value is None:
                continue
            shift = 0 if kind == "stacked" else index
            high, low = _y(base + value, top), _y(base, top)
            marks.append(
                Mark(
                    series=index + 1,
                    x=round(LEFT + slot * (at + 0.15) + width * shift, 2),
                    y=high,
                    width=round(width, 2),
                    height=round(low - high, 1),
                    value=number(value, places=places),
                    show_value=kind == "bar" and count * beside <= 8,
                )
            )
            base += value if kind == "stacked" else 0
    return marks


def _points(series: Sequence[Series], top: tuple[float, float]) -> list[Mark]:
    places = _places(series)
    return [
        Mark(
            series=index + 1,
            x=_x_of("line", at, len(one.values)),
            y=_y(value, top),
            value=number(value, places=places),
            show_value=len(series) == 1 and len(one.values) <= 8,
        )
        for index, one in enumerate(series)
        for at, value in enumerate(one.values)
        if value is not None
    ]


def _lines(series: Sequence[Series], top: tuple[float, float]) -> list[Line]:
    lines = []
    for index, one in enumerate(series):
        path, pen_down = "", False
        for at, value in enumerate(one.values):
            if value is None:
                pen_down = False
                continue
            move = "L" if pen_down else "M"
            path += f"{move}{_x_of('line', at, len(one.values))} {_y(value, top)}"
            pen_down = True
        lines.append(Line(index + 1, path))
    return lines
