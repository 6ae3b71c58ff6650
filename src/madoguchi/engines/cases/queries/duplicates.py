# SPDX-License-Identifier: Apache-2.0
"""Which other cases may be about the same person?"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, DateField, Q, UUIDField

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import visible_sections
from madoguchi.engines.cases.rules.duplicates import Keys, Likeness, compare
from madoguchi.kernel.actors import Actor
from madoguchi.platform.transactions.api import Given, Prepared

MOST_DUPLICATES = 5
_PLACES = {
    "id": Given(0, UUIDField()),
    "name_key": Given(1, CharField()),
    "applicant_birth_on": Given(2, DateField()),
    "address_key": Given(3, CharField()),
    "phone_key": Given(4, CharField()),
}
_PAIRS = (
    ("name_key", "applicant_birth_on"),
    ("address_key", "applicant_birth_on"),
    ("name_key", "address_key"),
    ("name_key", "phone_key"),
)
"""Two facts that are equal make one person likely; one alone does not."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another case that may be about the same person, and why."""

    case: Case
    likeness: Likeness


def list_duplicates(case: Case, *, actor: Actor) -> list[Duplicate]:
    """Cases that may be about the same person, within the reader's sections."""
    values = [getattr(case, name) for name in _PLACES]
    known = {name for name, value in zip(_PLACES, values, strict=True) if value}
    pairs = tuple(pair for pair in _PAIRS if known.issuperset(pair))
    sections = visible_sections(actor)
    keys = sorted(sections or ())
    if not pairs or (sections is not None and not keys):
        return []
    rows = _question(pairs, None if sections is None else len(keys)).objects(*values, *keys)
    one = keys_of(case)
    found = [(row, compare(one, keys_of(row))) for row in rows]
    return [Duplicate(row, likeness) for row, likeness in found if likeness]


def keys_of(case: Case) -> Keys:
    """What a case is compared by."""
    return Keys(case.name_key, case.applicant_birth_on, case.address_key, case.phone_key)


@lru_cache(maxsize=256)
def _question(pairs: tuple[tuple[str, str], ...], sections: int | None) -> Prepared[Case]:
    """Cases with any of the pairs in common, in so many sections (None: anywhere)."""
    likely = Q()
    for pair in pairs:
        likely |= Q(**{name: _PLACES[name] for name in pair})
    rows = Case.objects.filter(likely).exclude(id=_PLACES["id"])
    if sections is not None:
        first = len(_PLACES)
        rows = rows.filter(
            section__in=[Given(first + place, CharField()) for place in range(sections)]
        )
    return Prepared(lambda: rows[:MOST_DUPLICATES])
