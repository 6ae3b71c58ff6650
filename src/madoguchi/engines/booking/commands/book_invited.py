# SPDX-License-Identifier: Apache-2.0
"""Open an invitation by number and birth date, and book for invited siblings together."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.models import Invitation, Reservation
from madoguchi.engines.booking.queries.invitations import (
    actor_of,
    family_of,
    find_invitation,
    is_booked,
)
from madoguchi.engines.booking.queries.people import open_invitation
from madoguchi.engines.booking.rules.invited import eligible_days
from madoguchi.engines.booking.rules.invited_refusals import (
    InvitationOver,
    InvitationUnknown,
    InvitedAlready,
    NobodyChosen,
    NotOfAge,
)
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_wareki_weekday


def open_by_number(
    *, number: str, birth_on: date | None, actor: Actor, at: datetime
) -> list[Invitation]:
    """The invitation with its siblings, if number and birth date belong together.

    Raises:
        InvitationUnknown: they do not, or there is no such number; nobody learns which.
        InvitationOver: the last day to book has passed.
    """
    del actor  # anyone who knows both
    found = find_invitation(number)
    born = open_invitation(found).get("birth_on") if found is not None else None
    if found is None or birth_on is None or born != birth_on.isoformat():
        raise InvitationUnknown
    if found.book_until is not None and found.book_until < today(at) and not is_booked(found):
        raise InvitationOver(until=format_wareki_weekday(found.book_until))
    return family_of(found)


@in_one_go
def book_invited(
    *,
    invitations: Sequence[Invitation],
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    phone: str = "",
    answers: Mapping[str, str] | None = None,
) -> list[Reservation]:
    """Book the same time for every child, all or none; one that has it already keeps it.

    ``answers``: to the questions of the offer, kept with each child's booking.

    Raises:
        NobodyChosen: nobody. NotOfAge: a child is too young or too old on that day.
        InvitedAlready: a child has another time. Refusal: as ``hold``; nothing was booked.
    """
    del actor  # each child acts for itself: whoever knows number and birth date
    if not invitations:
        raise NobodyChosen
    rows = list(
        Invitation.objects.select_for_update(of=("self",))
        .select_related("offer", "reservation")
        .filter(id__in=[one.id for one in invitations], withdrawn_at=None)
        .order_by("id")
    )
    more = {**({"phone": phone} if phone else {}), **(answers or {})}
    return [_book(row, starts_at, ends_at, more, at=at) for row in rows]


def _book(
    row: Invitation,
    starts_at: datetime,
    ends_at: datetime,
    more: Mapping[str, str],
    *,
    at: datetime,
) -> Reservation:
    words = open_invitation(row)
    if row.reservation is not None and is_booked(row):
        if (row.reservation.starts_at, row.reservation.ends_at) == (starts_at, ends_at):
            return row.reservation
        raise InvitedAlready(name=words["name"])
    _check_age(row, words, starts_at)
    made = hold(
        wanted=Wanted(
            offer=row.offer.key,
            starts_at=starts_at,
            ends_at=ends_at,
            contact={
                "name": words["name"],
                "kana": words["kana"],
                "birth_on": words["birth_on"],
                **more,
            },
            straight=True,
        ),
        actor=actor_of(row),
        at=at,
    )
    row.reservation = made
    row.save(update_fields=["reservation"])
    return made


def _check_age(row: Invitation, words: dict[str, str], starts_at: datetime) -> None:
    first, last = eligible_days(date.fromisoformat(words["birth_on"]), row.offer.read_rules())
    day, _ = day_and_minute(starts_at)
    if not first <= day <= last:
        raise NotOfAge(
            name=words["name"],
            first=format_wareki_weekday(first),
            last=format_wareki_weekday(last),
            first_en=first.isoformat(),
            last_en=last.isoformat(),
        )
