# SPDX-License-Identifier: Apache-2.0
"""How are single readings told so that anybody understands? By section, post and what for, counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from madoguchi.kernel.own_data import ReadingGroup, SeenAs

ListKind = Literal["inbox", "search", "opinions", "retention", "api", "key-change"]
"""Every list that shows people; the applicant is told of each."""
LIST_KINDS: tuple[ListKind, ...] = get_args(ListKind)

_SEEN: dict[str, SeenAs] = {
    "page": "review", "form": "review", "letter": "letter", "preview": "letter",
    "file": "file", "look": "file", "original": "original", "api": "system",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Readings of one kind by one person, before they are put together."""

    section: str
    post: str
    name: str
    seen_as: SeenAs
    purpose: str
    count: int
    first_at: datetime
    last_at: datetime


def seen_as(what: str) -> SeenAs:
    """What was read, from the word in the audit log; an unknown word is a reading of the case."""
    return _SEEN.get(what.partition(":")[0], "review")


def group_looks(looks: Iterable[Look]) -> tuple[ReadingGroup, ...]:
    """Put together what the same section and post read for the same purpose, the latest first."""
    groups: dict[tuple[str, ...], ReadingGroup] = {}
    for look in looks:
        key = (look.section, look.post, look.name, look.seen_as, look.purpose)
        known = groups.get(key)
        groups[key] = ReadingGroup(
            section=look.section,
            post=look.post,
            name=look.name,
            seen_as=look.seen_as,
            purpose=look.purpose,
            count=look.count + (known.count if known else 0),
            first_at=min(look.first_at, known.first_at) if known else look.first_at,
            last_at=max(look.last_at, known.last_at) if known else look.last_at,
        )
    return tuple(sorted(groups.values(), key=lambda one: one.last_at, reverse=True))
