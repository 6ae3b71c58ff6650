# SPDX-License-Identifier: Apache-2.0
"""Show staff whom bookings are for, and write down that they were shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.note_seen import note_seen
from madoguchi.engines.booking.models import Group, Patron, Reservation, WaitingEntry
from madoguchi.engines.booking.policy import VIEW, check_may_work
from madoguchi.engines.booking.queries.finding import Found, find_party, find_people, open_group
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.queries.reservations import read_contact
from madoguchi.engines.booking.queries.waiting import read_waiting
from madoguchi.kernel.actors import Actor

_NOTHING = {"name": "", "kana": "", "phone": "", "group": ""}


def read_contacts(
    *, reservations: Iterable[Reservation], what: str, actor: Actor, at: datetime
) -> dict[UUID, dict[str, str]]:
    """Name, kana, phone and group of each booking, empty where unknown: as given with it, else of the group or registered user.

    Two queries and one leaf in the audit log for any number. ``what`` names the page.

    Raises:
        NotAllowed: one of them is not for this person to see.
    """
    rows = list(reservations)
    for section in {row.offer.section for row in rows}:
        check_may_work(actor, section, VIEW)
    found = _contacts([(row, read_contact(row)) for row in rows])
    _write([row.number for row in rows], what, actor=actor, at=at)
    return found


def read_who_waits(
    *, entries: Iterable[WaitingEntry], actor: Actor, at: datetime
) -> dict[UUID, dict[str, str]]:
    """The same for places on waiting lists, written down with the person as the one seen.

    Raises:
        NotAllowed: one of them is not for this person to see.
    """
    rows = list(entries)
    for section in {row.offer.section for row in rows}:
        check_may_work(actor, section, VIEW)
    found = _contacts([(row, read_waiting(row)) for row in rows])
    _write(sorted({row.person_ref for row in rows}), "waiting", actor=actor, at=at)
    return found


def _contacts(
    rows: Sequence[tuple[Reservation | WaitingEntry, Mapping[str, str]]],
) -> dict[UUID, dict[str, str]]:
    people = {
        one.party_ref: open_patron(one)
        for one in Patron.objects.filter(party_ref__in={row.person_ref for row, _ in rows})
    }
    groups = {one.id: one for one in _groups({row.group_id for row, _ in rows if row.group_id})}
    found = {}
    for row, told in rows:
        contact = {**_NOTHING, **people.get(row.person_ref, {}), **told}
        if row.group_id in groups:
            group = open_group(groups[row.group_id])
            contact["group"] = group.name
            contact["name"] = contact["name"] or group.name
            contact["phone"] = contact["phone"] or group.phone
        found[row.id] = contact
    return found


def _groups(ids: Collection[UUID]) -> list[Group]:
    return list(Group.objects.filter(id__in=ids))


def look_for_people(*, typed: str, actor: Actor, at: datetime) -> list[Found]:
    """Registered people and groups by typed words, written down as seen."""
    found = find_people(typed)
    _write([one.party_ref for one in found], "search", actor=actor, at=at)
    return found


def look_at_party(*, party_ref: str, actor: Actor, at: datetime) -> Found | None:
    """One registered person or group, written down as seen."""
    found = find_party(party_ref)
    if found is not None:
        _write([found.party_ref], "search", actor=actor, at=at)
    return found


def _write(numbers: list[str], what: str, *, actor: Actor, at: datetime) -> None:
    note_seen(subjects=numbers, what=what, purpose="予約の受付", actor=actor, at=at)
