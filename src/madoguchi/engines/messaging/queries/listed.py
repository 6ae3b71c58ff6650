# SPDX-License-Identifier: Apache-2.0
"""Whom of an imported list does messaging know?"""

from dataclasses import dataclass

from madoguchi.engines.messaging.models import Address
from madoguchi.engines.messaging.queries.addresses import index_of
from madoguchi.engines.messaging.rules.name_list import NameList

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Matched:
    """Whom a list names: references of people who take messages here, and how many do not."""

    parties: frozenset[str]
    unknown: int


def match_list(found: NameList) -> Matched:
    """Look the addresses up by their blind index; nothing of the list is kept."""
    indexes = [index_of(found.kind, one) for one in found.addresses]
    parties: set[str] = set()
    known: set[bytes] = set()
    for first in range(0, len(indexes), _AT_ONCE):
        rows = Address.objects.filter(
            channel=found.kind, index__in=indexes[first : first + _AT_ONCE], state="active"
        ).values_list("recipient__party_ref", "index")
        for party, index in rows:
            parties.add(party)
            known.add(bytes(index))
    return Matched(frozenset(parties), len(set(indexes) - known))
