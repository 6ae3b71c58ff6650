# SPDX-License-Identifier: Apache-2.0
"""What do rules know besides the answers? The day, the city, how sure we are of the person."""

from dataclasses import dataclass
from datetime import date

from madoguchi.kernel.addresses import AddressBook
from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.city import City


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one reading of the answers.

    ``identity`` is none, email, card or signed. Without ``book``, ``calendar`` or ``centre``
    (latitude, longitude) the checks that need them are left out.
    """

    today: date
    own_city: str
    identity: str = "none"
    book: AddressBook | None = None
    calendar: Calendar | None = None
    centre: tuple[float, float] | None = None

    @classmethod
    def for_city(cls, city: City, *, today: date, identity: str = "none") -> "Context":
        """Everything that a city's profile gives: towns, open days, the middle of its map."""
        hall, middle = city.hall, city.map
        latitude = middle.latitude if hall.latitude is None else hall.latitude
        longitude = middle.longitude if hall.longitude is None else hall.longitude
        return cls(
            today=today,
            own_city=city.name.ja,
            identity=identity,
            book=city.address_book if city.postcodes else None,
            calendar=city.calendar,
            centre=(latitude, longitude),
        )
