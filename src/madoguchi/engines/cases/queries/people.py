# SPDX-License-Identifier: Apache-2.0
"""Who is concerned by these cases? For the oversight of readings."""

from collections.abc import Collection, Mapping
from uuid import UUID

from madoguchi.engines.cases.models import Case
from madoguchi.platform.oversight.ports import Person

PIECE = 500


def find_applicants(refs: Collection[str]) -> Mapping[str, Person]:
    """``"cases:<uuid>"`` → name and address of the applicant."""
    ids = [found for ref in refs if (found := _id_of(ref))]
    people: dict[str, Person] = {}
    for first in range(0, len(ids), PIECE):
        rows = Case.objects.filter(pk__in=ids[first : first + PIECE])
        for key, name, address in rows.values_list("id", "applicant_name", "applicant_address"):
            people[f"cases:{key}"] = Person(name, address)
    return people


def find_by_case_numbers(numbers: Collection[str]) -> Mapping[str, Person]:
    """``"R8-4K7M-0273-6"`` → name and address of the applicant."""
    wanted, people = sorted(numbers), dict[str, Person]()
    for first in range(0, len(wanted), PIECE):
        rows = Case.objects.filter(number__in=wanted[first : first + PIECE])
        for number, name, address in rows.values_list(
            "number", "applicant_name", "applicant_address"
        ):
            people[number] = Person(name, address)
    return people


def _id_of(ref: str) -> UUID | None:
    try:
        return UUID(ref.removeprefix("cases:"))
    except ValueError:
        return None
