# SPDX-License-Identifier: Apache-2.0
"""Which offers are there, which of their places is meant, and when is it open?"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet

from madoguchi.engines.booking.models import (
    Offer,
    OpeningException,
    OpeningHours,
    Space,
    SpaceLeaf,
)
from madoguchi.engines.booking.rules.hours import Hours, HoursException, hours_on
from madoguchi.engines.booking.rules.refusals import OfferUnknown, SpaceUnknown
from madoguchi.platform.transactions.api import Given, Prepared

Lines = tuple[tuple[Hours, ...], tuple[HoursException, ...]]


def get_offer(key: str) -> Offer:
    """An offer that takes bookings.

    Raises:
        OfferUnknown: there is none, or it is closed.
    """
    found = _OPEN.objects(key)
    if not found:
        raise OfferUnknown
    return found[0]


def _open() -> QuerySet[Offer]:
    places = Offer.spaces.through.objects.filter(offer_id=OuterRef("id"))
    rows = Offer.objects.filter(key=Given(0, CharField()), is_open=True)
    return rows.annotate(has_places=Exists(places))


_OPEN: Prepared[Offer] = Prepared(_open)


def list_offers(*, kinds: Collection[str] = (), section: str = "") -> list[Offer]:
    """The open offers, by kind and section where asked."""
    rows = Offer.objects.filter(is_open=True)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if section:
        rows = rows.filter(section=section)
    return list(rows)


def find_space(offer: Offer, key: str) -> Space | None:
    """The place of an offer; None for offers without places.

    Raises:
        SpaceUnknown: the offer has places and this is none of them, or it is out of service.
    """
    if not key:
        known: bool | None = getattr(offer, "has_places", None)
        if offer.spaces.exists() if known is None else known:
            raise SpaceUnknown
        return None
    found = offer.spaces.filter(key=key, is_active=True).first()
    if found is None:
        raise SpaceUnknown
    return found


def chains_of(spaces: Iterable[Space]) -> dict[UUID, tuple[UUID, ...]]:
    """Each space with itself and all above it, nearest first; one query for any number."""
    wanted = list(spaces)
    parents = {space.id: space.parent_id for space in wanted}
    if any(parent is not None and parent not in parents for parent in parents.values()):
        parents = dict(Space.objects.values_list("id", "parent_id"))
    chains = {}
    for space in wanted:
        chain: list[UUID] = []
        at: UUID | None = space.id
        while at is not None and at not in chain:
            chain.append(at)
            at = parents.get(at)
        chains[space.id] = tuple(chain)
    return chains


def lines_of(chains: Collection[tuple[UUID, ...]], first: date, last: date) -> dict[UUID, Lines]:
    """Hours and exceptions of every space in the chains, those that may speak of the days."""
    ids = {one for chain in chains for one in chain}
    hours: dict[UUID, list[Hours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=last),
        Q(valid_until__isnull=True) | Q(valid_until__gte=first),
        space_id__in=ids,
    ):
        hours[row.space_id].append(row.as_rule())
    special: dict[UUID, list[HoursException]] = defaultdict(list)
    for one in OpeningException.objects.filter(
        space_id__in=ids, from_on__lte=last, until_on__gte=first
    ):
        special[one.space_id].append(one.as_rule())
    return {one: (tuple(hours[one]), tuple(special[one])) for one in ids}


def lines_for(chain: tuple[UUID, ...], known: dict[UUID, Lines]) -> Lines | None:
    """The nearest hours from a space upwards, with every exception on the way; None: no hours."""
    special: list[HoursException] = []
    lines: tuple[Hours, ...] = ()
    for one in chain:
        own, exceptions = known.get(one, ((), ()))
        special.extend(exceptions)
        lines = lines or own
    return (lines, tuple(special)) if lines or special else None


def opening_on(space: Space, day: date) -> tuple[tuple[int, int], ...] | None:
    """Opening times of a space on a day; None where nothing is said, so that it is always open."""
    chain = chains_of([space])[space.id]
    found = lines_for(chain, lines_of([chain], day, day))
    return None if found is None else hours_on(day, *found)


def leaves_of(space_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The leaves under each space."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = SpaceLeaf.objects.filter(space_id__in=space_ids).values_list("space_id", "leaf_id")
    for space, leaf in rows:
        found[space].append(leaf)
    return found
