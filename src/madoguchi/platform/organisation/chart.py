# SPDX-License-Identifier: Apache-2.0
"""Who holds which post on a day? The whole organisation in memory, read again when it changes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.platform.organisation.models import Appointment, Section
from madoguchi.platform.organisation.version import current_token, may_be_kept


@dataclass(frozen=True, slots=True)
class Held:
    """One post as one person holds it."""

    section: str
    post: str
    title: str
    rank: int
    roles: frozenset[str]
    from_on: date
    until_on: date | None

    def on(self, day: date) -> bool:
        """Whether the appointment covers the day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Chart:
    """Every appointment by person, and below each section itself and all sections under it."""

    token: UUID | None
    held: Mapping[str, tuple[Held, ...]]
    below: Mapping[str, frozenset[str]]

    def held_on(self, staff_ref: str, day: date) -> tuple[Held, ...]:
        """The posts of a person on a day, highest rank first."""
        return tuple(held for held in self.held.get(staff_ref, ()) if held.on(day))


_kept: Chart | None = None


def current_chart(token: UUID | None = None) -> Chart:
    """The organisation now: one small query, and a full read only after a change.

    ``token`` spares the query where the caller has just read it with something else.
    """
    global _kept  # noqa: PLW0603 - one copy per process, replaced as a whole
    token = token or current_token()
    if _kept is not None and _kept.token == token:
        return _kept
    chart = _read(token)
    if may_be_kept(token):
        _kept = chart
    return chart


def _read(token: UUID | None) -> Chart:
    held: dict[str, list[Held]] = defaultdict(list)
    appointments = Appointment.objects.select_related("post__section").order_by(
        "-post__rank", "from_on"
    )
    for appointment in appointments:
        post = appointment.post
        held[appointment.staff_ref].append(
            Held(
                section=post.section.key,
                post=post.key,
                title=post.title,
                rank=post.rank,
                roles=frozenset(post.roles),
                from_on=appointment.from_on,
                until_on=appointment.until_on,
            )
        )
    return Chart(token, {ref: tuple(posts) for ref, posts in held.items()}, _below())


def _below() -> dict[str, frozenset[str]]:
    rows = list(Section.objects.values_list("id", "key", "parent_id"))
    children: dict[UUID, list[UUID]] = defaultdict(list)
    for section_id, _, parent_id in rows:
        if parent_id is not None:
            children[parent_id].append(section_id)
    keys = {section_id: key for section_id, key, _ in rows}
    return {key: frozenset(_walk(section_id, keys, children)) for section_id, key, _ in rows}


def _walk(
    section_id: UUID, keys: Mapping[UUID, str], children: Mapping[UUID, list[UUID]]
) -> set[str]:
    found, waiting = {keys[section_id]}, list(children.get(section_id, ()))
    while waiting:
        child = waiting.pop()
        if keys[child] not in found:
            found.add(keys[child])
            waiting.extend(children.get(child, ()))
    return found
