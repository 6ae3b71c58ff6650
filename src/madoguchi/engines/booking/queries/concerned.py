# SPDX-License-Identifier: Apache-2.0
"""Whom do the numbers in the log concern? For the oversight of readings, never for a page of staff."""

from collections.abc import Collection, Iterator, Mapping

from madoguchi.engines.booking.models import Patron, Reservation
from madoguchi.engines.booking.queries.people import open_patron
from madoguchi.engines.booking.queries.reservations import read_contact
from madoguchi.platform.oversight.ports import Person

PIECE = 500


def find_by_booking_numbers(numbers: Collection[str]) -> Mapping[str, Person]:
    """Numbers of bookings, and references of registered users → name and address.

    Groups are left out: who shares a name with a club is not a relative of it.
    """
    wanted = sorted(numbers)
    people: dict[str, Person] = {}
    for first in range(0, len(wanted), PIECE):
        people |= _of_piece(wanted[first : first + PIECE])
    return people


def _of_piece(wanted: list[str]) -> dict[str, Person]:
    bookings = list(Reservation.objects.filter(number__in=wanted))
    refs = {one.person_ref for one in bookings}
    registered = {
        one.party_ref: open_patron(one)
        for one in Patron.objects.filter(party_ref__in=refs.union(wanted))
    }
    found = dict(_as_people(bookings, registered))
    for ref in registered.keys() & set(wanted):
        found[ref] = _person(registered[ref])
    return found


def _as_people(
    bookings: list[Reservation], registered: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Person]]:
    for one in bookings:
        told = {**registered.get(one.person_ref, {}), **read_contact(one)}
        if told.get("name"):
            yield one.number, _person(told)


def _person(told: Mapping[str, str]) -> Person:
    return Person(told.get("name", ""), told.get("address", ""))
