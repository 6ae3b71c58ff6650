# SPDX-License-Identifier: Apache-2.0
"""Which readings deserve a second look? Pure decisions; a finding is a question, not a charge."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from madoguchi.kernel.clock import to_local

EARLIEST, LATEST = time(7, 0), time(20, 0)
MANY, WINDOW = 60, timedelta(hours=1)


def is_unusual_hour(at: datetime, *, is_open: bool) -> bool:
    """Before 7:00, after 20:00, or on a day on which the city hall is closed."""
    local = to_local(at)
    return not is_open or not EARLIEST <= local.time() < LATEST


def find_bursts(times: list[datetime], *, many: int = MANY) -> list[tuple[datetime, int]]:
    """Hours in which one person read at least ``many`` records: their beginning and the count."""
    ordered, found, first = sorted(times), [], 0
    while first < len(ordered):
        last = first
        while last < len(ordered) and ordered[last] - ordered[first] < WINDOW:
            last += 1
        if last - first >= many:
            found.append((ordered[first], last - first))
            first = last
        else:
            first += 1
    return found


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
