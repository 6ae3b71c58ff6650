# SPDX-License-Identifier: Apache-2.0
"""What do the rules need to know of a person, and what do they hold already?"""

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import CharField, Q

from madoguchi.engines.booking.models import (
    LIVE,
    Group,
    Invitation,
    Patron,
    PenaltyPoint,
    Reservation,
)
from madoguchi.engines.booking.rules.caps import Held
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.people import GENERAL, Booker, GroupFacts, Point
from madoguchi.platform.crypto.fields import decrypt
from madoguchi.platform.transactions.api import Given, Prepared

PATRON = "booking.patron"
INVITATION = "booking.invitation"
INVITED = "booking:invitation:"
GROUP, MEMBER = "booking.group", "booking.group_member"
_REACH = {
    "day": timedelta(days=2),
    "week": timedelta(days=8),
    "month": timedelta(days=32),
    "fiscal_year": timedelta(days=367),
}
_REF = Given(0, CharField())
_PATRON: Prepared[Patron] = Prepared(lambda: Patron.objects.filter(party_ref=_REF))
_POINTS: Prepared[PenaltyPoint] = Prepared(
    lambda: PenaltyPoint.objects.filter(party_ref=_REF, withdrawn_at=None).values_list(
        "points", "given_at"
    )
)


def find_group(group_id: UUID | None) -> Group | None:
    """A group whose registration stands."""
    if group_id is None:
        return None
    return Group.objects.filter(id=group_id, closed_at=None).first()


def booker_of(person_ref: str, group: Group | None, *, on: date, ages: bool = False) -> Booker:
    """The facts about a person (and a group) that decide; with ``ages`` those of its members."""
    if person_ref.startswith(INVITED):
        return _invited(person_ref)
    patron = next(iter(_PATRON.objects(person_ref)), None)
    if patron is not None and patron.valid_until is not None and patron.valid_until < on:
        patron = None
    party = group.ref if group else person_ref
    return Booker(
        ref=person_ref,
        user_class=patron.user_class if patron else GENERAL,
        is_resident=bool(patron and patron.is_resident),
        is_registered=patron is not None,
        birth_on=_birth(patron),
        group=facts_of(group, ages=ages) if group else None,
        points=tuple(Point(*row) for row in _POINTS.rows(party)),
    )


def _invited(person_ref: str) -> Booker:
    """A person whom the city itself invited: it knows birth and address."""
    invitation = Invitation.objects.filter(id=person_ref.removeprefix(INVITED)).first()
    written = open_invitation(invitation).get("birth_on") if invitation else None
    return Booker(
        ref=person_ref,
        is_resident=invitation is not None,
        is_registered=invitation is not None,
        birth_on=date.fromisoformat(written) if written else None,
    )


def open_invitation(invitation: Invitation) -> dict[str, str]:
    """What is personal of an invitation; whoever shows it to staff writes the reading down."""
    plain = decrypt(INVITATION, bytes(invitation.sealed), aad=invitation.id.bytes)
    opened: dict[str, str] = json.loads(plain)
    return opened


def facts_of(group: Group, *, ages: bool = False) -> GroupFacts:
    """A group as the rules know it."""
    return GroupFacts(
        group.ref, group.user_class, group.member_count, group.resident_count, group.valid_until,
        births=_births(group) if ages else None,
    )  # fmt: skip


def _births(group: Group) -> tuple[date, ...]:
    """The dates of birth of its members."""
    opened = (
        json.loads(decrypt(MEMBER, bytes(one.sealed), aad=one.id.bytes))
        for one in group.members.all()
    )
    return tuple(date.fromisoformat(one["birth_on"]) for one in opened if one.get("birth_on"))


def open_patron(patron: Patron) -> dict[str, str]:
    """What is personal of a registered user."""
    if not patron.sealed:
        return {}
    plain = decrypt(PATRON, bytes(patron.sealed), aad=patron.id.bytes)
    opened: dict[str, str] = json.loads(plain)
    return opened


def _birth(patron: Patron | None) -> date | None:
    written = open_patron(patron).get("birth_on") if patron else None
    return date.fromisoformat(written) if written else None


def held_by(
    person_ref: str,
    group: Group | None,
    rules: OfferRules,
    span: tuple[datetime, datetime],
    *,
    at: datetime,
    leave_out: UUID | None = None,
    same: Collection[str] = (),
) -> list[Held]:
    """The live bookings of a person or group that caps or an overlap may count.

    Only those near enough to matter are read; expired holds are not among them. ``same``: other
    references of the same person, counted as theirs.
    """
    near = _near(rules, span, at=at)
    if near is None:
        return []
    party = Q(group=group) if group else Q(person_ref__in={person_ref, *same}, group=None)
    rows = (
        Reservation.objects.filter(party, near, state__in=LIVE)
        .filter(Q(hold_until__isnull=True) | Q(hold_until__gt=at))
        .exclude(id__in=[leave_out] if leave_out else [])
        .values_list(
            "number", "offer__key", "person_ref", "group_id", "starts_at", "ends_at", "people",
            "offer__kind",
        )
    )  # fmt: skip
    return [
        Held(
            row[0],
            row[1],
            row[2] if group else person_ref,
            str(row[3]) if row[3] is not None else "",
            row[4],
            row[5],
            row[6],
            spans_days=row[7] == "course",
        )
        for row in rows
    ]


def _near(rules: OfferRules, span: tuple[datetime, datetime], *, at: datetime) -> Q | None:
    """Which bookings the rules may count; None: none at all."""
    wanted: list[Q] = []
    if not rules.own_overlap:
        wanted.append(Q(starts_at__lt=span[1], ends_at__gt=span[0]))
    for cap in rules.caps:
        if cap.period == "all":
            return Q()
        if cap.period == "upcoming":
            wanted.append(Q(ends_at__gt=at))
        else:
            reach = _REACH[cap.period]
            wanted.append(Q(starts_at__gt=span[0] - reach, starts_at__lt=span[0] + reach))
    return reduce(or_, wanted) if wanted else None
