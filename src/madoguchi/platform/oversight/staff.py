# SPDX-License-Identifier: Apache-2.0
"""Who is the staff behind a reference in the log? Each is looked up once."""

from collections.abc import Iterable
from uuid import UUID

from madoguchi.platform.identity.api import User, names_of_visitors
from madoguchi.platform.oversight.ports import Person, find_homes


class Staff:
    """The staff met so far; the personnel system knows more than the account."""

    def __init__(self) -> None:
        self._known: dict[str, Person | None] = {}

    def learn(self, refs: Iterable[str]) -> None:
        """Look up those who were not met yet: accounts here, visitors to the portal, homes."""
        fresh = {ref for ref in refs if ref not in self._known}
        if not fresh:
            return
        self._known |= dict.fromkeys(fresh)
        self._known |= {ref: Person(name) for ref, name in names_of_visitors(fresh).items()}
        for user in User.objects.filter(pk__in=[key for ref in fresh if (key := _id_of(ref))]):
            self._known[user.ref] = Person(user.display_name or user.get_username())
        self._known |= find_homes(fresh)

    def find(self, ref: str) -> Person | None:
        """Somebody who was learnt, if anybody knows them."""
        return self._known.get(ref)

    def name(self, ref: str) -> str:
        """Their name, or the reference itself."""
        found = self._known.get(ref)
        return found.name if found else ref


def _id_of(ref: str) -> UUID | None:
    try:
        return UUID(ref.removeprefix("identity:"))
    except ValueError:
        return None
