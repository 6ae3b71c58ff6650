# SPDX-License-Identifier: Apache-2.0
"""Which series are there of a person, and what has become of their dates?"""

from django.db.models import Q, QuerySet

from madoguchi.engines.booking.models import GroupMember, Reservation, Series
from madoguchi.engines.booking.policy import may_book_for_group, may_work
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor


def list_own_series(actor: Actor) -> QuerySet[Series]:
    """The series of a person and of the groups that they may book for, the newest first."""
    groups = GroupMember.objects.filter(account_ref=actor.ref, may_book=True).values("group_id")
    return Series.objects.filter(Q(person_ref=actor.ref) | Q(group_id__in=groups)).select_related(
        "offer"
    )


def get_series(number: str, *, actor: Actor) -> Series:
    """A series by its number, for whom it concerns.

    Raises:
        ReservationUnknown: there is none for this person.
    """
    found = Series.objects.select_related("offer", "group").filter(number=number).first()
    if found is None or not _may_see(actor, found):
        raise ReservationUnknown
    return found


def _may_see(actor: Actor, series: Series) -> bool:
    if actor.kind == "citizen" and series.person_ref == actor.ref:
        return True
    if may_work(actor, series.offer.section):
        return True
    return (
        actor.kind == "citizen"
        and series.group_id is not None
        and may_book_for_group(actor, series.group_id)
    )


def list_dates(series: Series) -> list[Reservation]:
    """The bookings of a series, the earliest first."""
    rows = Reservation.objects.filter(series=series).select_related("offer", "space", "group")
    return list(rows.order_by("starts_at", "id"))
