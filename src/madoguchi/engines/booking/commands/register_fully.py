# SPDX-License-Identifier: Apache-2.0
"""Register a group fully at the counter, once its papers were seen (団体の本登録)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.commands.read_groups import members_of
from madoguchi.engines.booking.commands.register import Member, register_group
from madoguchi.engines.booking.models import Group
from madoguchi.engines.booking.policy import working_section
from madoguchi.engines.booking.queries.groups import open_group
from madoguchi.engines.booking.queries.staff_groups import list_classes
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.engines.booking.rules.registering import check_lasts
from madoguchi.engines.booking.rules.registration_refusals import ClassUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today


@transaction.atomic
def register_fully(
    *,
    group_id: UUID,
    residents: Collection[str],
    user_class: str,
    valid_until: date,
    actor: Actor,
    at: datetime,
) -> Group:
    """Write down whose residence was seen, the class and until when; members stay as they are.

    ``residents`` holds the keys of ``members_of``; doing it twice changes nothing more.

    Raises:
        NotAllowed: not staff who work with bookings. ReservationUnknown: there is no such group.
        ClassUnknown, ValidTooShort: what was entered cannot be.
    """
    section = working_section(actor)
    group = Group.objects.select_for_update().filter(id=group_id, closed_at=None).first()
    if group is None:
        raise ReservationUnknown
    if user_class != group.user_class and user_class not in list_classes():
        raise ClassUnknown
    check_lasts(today(at), valid_until)
    members = [
        Member(
            name=one.name,
            birth_on=one.birth_on,
            phone=one.phone,
            address=one.address,
            is_resident=one.key in residents,
            account_ref=one.account_ref,
            may_book=one.may_book,
        )
        for one in members_of(group)
    ]
    return register_group(
        members=members,
        personal=open_group(group),
        section=section,
        actor=actor,
        at=at,
        user_class=user_class,
        valid_until=valid_until,
        group_id=group.id,
    )
