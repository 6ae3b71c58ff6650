# SPDX-License-Identifier: Apache-2.0
"""Which readings deserve a second look? Pure decisions; a finding is a question, not a charge."""

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from madoguchi.kernel.clock import to_local

EARLIEST, LATEST = time(7, 0), time(20, 0)
MANY, MANY_LISTED, WINDOW = 60, 200, timedelta(hours=1)
"""Records opened one by one, and records on lists, that are many within an hour."""


def is_unusual_hour(at: datetime, *, is_open: bool) -> bool:
    """Before 7:00, after 20:00, or on a day on which the city hall is closed."""
    local = to_local(at)
    return not is_open or not EARLIEST <= local.time() < LATEST


class Burst:
    """Counts the different records that one person saw, hour by hour, as the log goes on."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._seen: deque[tuple[datetime, tuple[str, ...]]] = deque()
        self._times: Counter[str] = Counter()
        self._over = False

    def add(self, at: datetime, records: Iterable[str]) -> tuple[datetime, int] | None:
        """The next reading, never earlier than the one before; a burst that ended before it."""
        ended = None
        while self._seen and at - self._seen[0][0] >= WINDOW:
            if self._over:
                ended = self.end()
                break
            self._drop()
        kept = tuple(records)
        self._seen.append((at, kept))
        self._times.update(kept)
        self._over = self._over or len(self._times) >= self._many
        return ended

    def end(self) -> tuple[datetime, int] | None:
        """Begin anew; the beginning of the running burst and how many records, if there is one."""
        found = (self._seen[0][0], len(self._times)) if self._over else None
        self._seen.clear()
        self._times.clear()
        self._over = False
        return found

    def _drop(self) -> None:
        for record in self._seen.popleft()[1]:
            self._times[record] -= 1
            if not self._times[record]:
                del self._times[record]


def find_bursts(
    seen: Iterable[tuple[datetime, Iterable[str]]], *, many: int = MANY
) -> list[tuple[datetime, int]]:
    """Hours in which one person saw at least ``many`` different records: beginning and count."""
    burst, found = Burst(many), []
    for at, records in sorted(seen, key=lambda one: one[0]):
        found.append(burst.add(at, records))
    return [one for one in [*found, burst.end()] if one]


def family_of(name: str) -> str:
    """The family name: what stands before the first space."""
    return re.split(r"\s", name.strip(), maxsplit=1)[0]


def home_of(address: str) -> str:
    """An address up to its house number, without building and spaces; empty where none is given."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", address))
    plain = plain.replace("丁目", "-").replace("番地", "-").replace("番", "-").replace("号", "-")
    match = re.match(r"\D+\d+(?:-\d+)*", re.sub("-+", "-", plain))
    return match[0] if match else ""


def seems_related(staff: tuple[str, str], person: tuple[str, str]) -> str:
    """``name``, ``address``, ``both`` or nothing: does the person share them with the staff?"""
    same_name = bool(family_of(staff[0])) and family_of(staff[0]) == family_of(person[0])
    same_home = bool(home_of(staff[1])) and home_of(staff[1]) == home_of(person[1])
    if same_name and same_home:
        return "both"
    return "name" if same_name else "address" if same_home else ""
