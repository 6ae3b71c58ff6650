# SPDX-License-Identifier: Apache-2.0
"""Keep the people of an imported list for an audience (名簿の取込み)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.commands.list_people import keep_list
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.queries.listed import match_list
from madoguchi.engines.messaging.rules.audience_refusals import ListEmpty
from madoguchi.engines.messaging.rules.name_list import NameList
from madoguchi.kernel.actors import Actor


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
