# SPDX-License-Identifier: Apache-2.0
"""Show staff registered groups and their members, and write down that they were shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.engines.booking.commands.note_seen import note_seen
from madoguchi.engines.booking.models import Group, GroupMember
from madoguchi.engines.booking.policy import working_section
from madoguchi.engines.booking.queries.finding import find_people
from madoguchi.engines.booking.queries.groups import open_group, open_member
from madoguchi.engines.booking.queries.staff_groups import get_group
from madoguchi.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class MemberShown:
    """A member as written on the form; ``key`` stays when the registration is written anew."""

    key: str
    name: str
    birth_on: date
    phone: str
    address: str
    is_resident: bool
    may_book: bool
    account_ref: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group with what is written of it."""

    group: Group
    personal: dict[str, str]
    members: tuple[MemberShown, ...] = ()


def read_groups(*, groups: Sequence[Group], actor: Actor, at: datetime) -> list[GroupShown]:
    """The names of groups, written down as seen.

    Raises:
        NotAllowed: not staff who work with bookings.
    """
    working_section(actor)
    _write([one.number for one in groups], "groups", actor=actor, at=at)
    return [GroupShown(one, open_group(one)) for one in groups]


def look_for_groups(*, typed: str, actor: Actor, at: datetime) -> list[GroupShown]:
    """Groups by name, telephone or number.

    Raises:
        NotAllowed: not staff who work with bookings.
    """
    working_section(actor)
    ids = [one.party_ref.rpartition(":")[2] for one in find_people(typed) if one.is_group]
    return read_groups(groups=list(Group.objects.filter(id__in=ids)), actor=actor, at=at)


def read_group(*, group_id: UUID, actor: Actor, at: datetime) -> GroupShown:
    """One group with its members, written down as seen.

    Raises:
        NotAllowed: not staff who work with bookings. ReservationUnknown: there is no such group.
    """
    working_section(actor)
    found = get_group(group_id)
    _write([found.number], "group", actor=actor, at=at)
    return GroupShown(found, open_group(found), members_of(found))


def members_of(group: Group) -> tuple[MemberShown, ...]:
    """The members, those who may book first, then by name."""
    shown = [_member(one) for one in group.members.all()]
    return tuple(sorted(shown, key=lambda one: (not one.may_book, one.name, one.key)))


def _member(row: GroupMember) -> MemberShown:
    told = open_member(row)
    return MemberShown(
        key=bytes(row.person_index).hex()[:24],
        name=told.get("name", ""),
        birth_on=date.fromisoformat(told["birth_on"]),
        phone=told.get("phone", ""),
        address=told.get("address", ""),
        is_resident=row.is_resident,
        may_book=row.may_book,
        account_ref=row.account_ref,
    )


def _write(numbers: list[str], what: str, *, actor: Actor, at: datetime) -> None:
    note_seen(subjects=numbers, what=what, purpose="団体の登録", actor=actor, at=at)
