# SPDX-License-Identifier: Apache-2.0
"""Which groups may a person book for, and what is written of them?"""

import json
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.engines.booking.models import Group, GroupMember, Patron
from madoguchi.engines.booking.queries.people import GROUP, MEMBER
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.fields import decrypt


def list_own_groups(actor: Actor) -> QuerySet[Group]:
    """The groups that a person may book for."""
    rows = Group.objects.filter(
        closed_at=None, members__account_ref=actor.ref, members__may_book=True
    )
    return rows.distinct().order_by("number")


def get_own_group(group_id: UUID, *, actor: Actor) -> Group:
    """One of them.

    Raises:
        ReservationUnknown: the person may not book for it.
    """
    found = list_own_groups(actor).filter(id=group_id).first()
    if found is None:
        raise ReservationUnknown
    return found


def open_group(group: Group) -> dict[str, str]:
    """Name, telephone and address of a group; for its members and staff."""
    return _open(GROUP, bytes(group.sealed), group.id.bytes)


def open_member(member: GroupMember) -> dict[str, str]:
    """What is written of a member; for members and staff."""
    return _open(MEMBER, bytes(member.sealed), member.id.bytes)


def find_patron(actor: Actor) -> Patron | None:
    """The person's own registration."""
    return Patron.objects.filter(party_ref=actor.ref).first()


def _open(context: str, sealed: bytes, aad: bytes) -> dict[str, str]:
    if not sealed:
        return {}
    opened: dict[str, str] = json.loads(decrypt(context, sealed, aad=aad))
    return opened
