# SPDX-License-Identifier: Apache-2.0
"""What do many tickets say together? Median and nine-in-ten of waiting and service, who gave up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from madoguchi.engines.queue.rules.times import local


@dataclass(frozen=True, slots=True)
class Passed:
    """A ticket that is over, as far as figures need it."""

    line: str
    source: str
    state: str
    end_reason: str
    issued_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    is_moved: bool


@dataclass(slots=True)
class Figures:
    """What was seen of a line, an hour or everything; times in minutes."""

    tickets: int = 0
    served: int = 0
    missed: int = 0
    left: int = 0
    waits: list[float] = field(default_factory=list)
    services: list[float] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def wait_median(self) -> float | None:
        """Half waited shorter."""
        return middle(self.waits)

    @property
    def wait_p90(self) -> float | None:
        """Nine of ten waited shorter."""
        return ninety(self.waits)

    @property
    def service_median(self) -> float | None:
        """Half took shorter, from the call to the end."""
        return middle(self.services)

    @property
    def service_p90(self) -> float | None:
        """Nine of ten took shorter."""
        return ninety(self.services)

    @property
    def abandoned_percent(self) -> float | None:
        """How many of a hundred did not come or gave up."""
        if not self.tickets:
            return None
        return round(100 * (self.missed + self.left) / self.tickets, 1)

    def add(self, one: Passed) -> None:
        """Count one ticket; who was sent on is counted as served here and once more there."""
        if not one.is_moved:
            self.tickets += 1
            self.sources[one.source] += 1
        self.served += one.state in {"done", "transferred"}
        self.missed += one.state == "missed"
        self.left += one.state == "left"
        if one.called_at is None:
            return
        self.waits.append(_minutes(one.issued_at, one.called_at))
        if one.state in {"done", "transferred"} and one.ended_at is not None:
            self.services.append(_minutes(one.called_at, one.ended_at))


@dataclass(slots=True)
class Statistics:
    """Everything of a span of days."""

    total: Figures = field(default_factory=Figures)
    by_line: dict[str, Figures] = field(default_factory=lambda: defaultdict(Figures))
    by_hour: dict[int, Figures] = field(default_factory=lambda: defaultdict(Figures))
    by_line_and_hour: dict[tuple[str, int], Figures] = field(
        default_factory=lambda: defaultdict(Figures)
    )


def count(tickets: Iterable[Passed]) -> Statistics:
    """Count each ticket in the line where it waited and the hour in which it was given."""
    found = Statistics()
    for one in tickets:
        hour = local(one.issued_at).hour
        for figures in (
            found.total, found.by_line[one.line], found.by_hour[hour],
            found.by_line_and_hour[one.line, hour],
        ):  # fmt: skip
            figures.add(one)
    return found


def middle(values: list[float]) -> float | None:
    """The median to a tenth; None of nothing."""
    return round(median(values), 1) if values else None


def ninety(values: list[float]) -> float | None:
    """The smallest value below which nine of ten lie (nearest rank); None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[-(-len(ordered) * 9 // 10) - 1], 1)


def _minutes(first: datetime, last: datetime) -> float:
    return max((last - first).total_seconds(), 0.0) / 60
