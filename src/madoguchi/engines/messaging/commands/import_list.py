# SPDX-License-Identifier: Apache-2.0
"""Keep the people of an imported list for an audience (名簿の取込み)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.commands.list_people import keep_list
from madoguchi.engines.messaging.models import Address
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.queries.addresses import index_of
from madoguchi.engines.messaging.rules.audience_refusals import ListEmpty
from madoguchi.engines.messaging.rules.name_list import NameList
from madoguchi.kernel.actors import Actor

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


@transaction.atomic
def import_list(*, found: NameList, section: str, actor: Actor, at: datetime) -> UUID:
    """Keep those of the list who take messages here; its id for the audience.

    Whoever is not registered is not written to: their address was given for something else.

    Raises:
        NotAllowed; ListEmpty: nobody of the list takes messages here.
    """
    check_may(actor, section, WRITE)
    matched = match_list(found)
    if not matched.parties:
        raise ListEmpty
    return keep_list(parties=_sorted(matched.parties), section=section, actor=actor, at=at)


def _sorted(parties: frozenset[str]) -> Sequence[str]:
    return sorted(parties)
