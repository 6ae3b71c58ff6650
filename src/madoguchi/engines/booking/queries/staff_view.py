# SPDX-License-Identifier: Apache-2.0
"""Which spaces, offers and sections may a member of staff see?"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.engines.booking.models import Offer, Reservation, Space
from madoguchi.engines.booking.rules.refusals import ReservationUnknown, SpaceUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.organisation.api import permissions_of


def sections_of(actor: Actor) -> frozenset[str] | None:
    """The sections that somebody may see; None: all of them."""
    return None if "booking.all" in permissions_of(actor.roles) else actor.sections


def visible_spaces(actor: Actor) -> list[Space]:
    """The spaces of the sections, in their order; one query."""
    rows, sections = Space.objects.all(), sections_of(actor)
    return list(rows if sections is None else rows.filter(section__in=sections))


def visible_offers(actor: Actor, *, kinds: Iterable[str] = ()) -> QuerySet[Offer]:
    """The offers of the sections."""
    rows, sections, wanted = Offer.objects.all(), sections_of(actor), list(kinds)
    if sections is not None:
        rows = rows.filter(section__in=sections)
    return rows.filter(kind__in=wanted) if wanted else rows


def visible_bookings(actor: Actor) -> QuerySet[Reservation]:
    """The bookings of the sections' offers."""
    rows, sections = Reservation.objects.all(), sections_of(actor)
    if sections is not None:
        rows = rows.filter(offer__section__in=sections)
    return rows.select_related("offer", "space", "group")


def get_booking(number: str, *, actor: Actor) -> Reservation:
    """A booking by its number, for staff of its section.

    Raises:
        ReservationUnknown: none that this person may see.
    """
    found = visible_bookings(actor).filter(number=number).first()
    if found is None:
        raise ReservationUnknown
    return found


def get_space(key: str, *, actor: Actor) -> Space:
    """A space by its key, for staff of its section.

    Raises:
        SpaceUnknown: none that this person may see.
    """
    rows, sections = Space.objects.filter(key=key), sections_of(actor)
    found = (rows if sections is None else rows.filter(section__in=sections)).first()
    if found is None:
        raise SpaceUnknown
    return found


def under(spaces: Iterable[Space], root: UUID | None) -> list[Space]:
    """The spaces at or below one of them, a parent before its children, in their order."""
    listed = list(spaces)
    known = {one.id for one in listed}
    children: dict[UUID | None, list[Space]] = {}
    for one in listed:
        parent = one.parent_id if one.parent_id in known else None
        children.setdefault(parent, []).append(one)
    found: list[Space] = []

    def walk(parent: UUID | None) -> None:
        for one in children.get(parent, ()):
            found.append(one)
            walk(one.id)

    if root is None:
        walk(None)
    else:
        found += [one for one in listed if one.id == root]
        walk(root)
    return found


def worth_a_row(spaces: Iterable[Space]) -> list[Space]:
    """Those that can be booked or are leaves: a roof over others needs no row of its own."""
    listed = list(spaces)
    booked = set(Offer.spaces.through.objects.values_list("space_id", flat=True))
    return [one for one in listed if one.is_leaf or one.id in booked]


def roots_of(spaces: Iterable[Space]) -> list[Space]:
    """Those that lie under none of the others: the facilities."""
    listed = list(spaces)
    known = {one.id for one in listed}
    return [one for one in listed if one.parent_id not in known]
