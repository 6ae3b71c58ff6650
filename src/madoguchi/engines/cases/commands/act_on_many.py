# SPDX-License-Identifier: Apache-2.0
"""Do one thing to many cases: each succeeds or is refused by itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.cases.models import Case
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue

MOST = 100


@dataclass(slots=True)
class Batch:
    """What came of it."""

    done: list[UUID] = field(default_factory=list)
    refused: list[tuple[str, TextValue]] = field(default_factory=list)


def act_on_many(
    *,
    case_ids: Iterable[UUID],
    command: Callable[..., object],
    actor: Actor,
    at: datetime,
    arguments: Callable[[UUID], Mapping[str, Any]] = lambda _: {},
) -> Batch:
    """Run a command for up to 100 cases, each in its own transaction.

    ``arguments`` gives what the command takes besides. A refusal of one does not undo the others;
    it is reported with the case's number.
    """
    ids, batch = list(dict.fromkeys(case_ids))[:MOST], Batch()
    numbers = dict(Case.objects.filter(id__in=ids).values_list("id", "number"))
    for case_id in ids:
        try:
            command(case_id=case_id, actor=actor, at=at, **arguments(case_id))
        except Refusal as refusal:
            batch.refused.append((numbers.get(case_id, str(case_id)), refusal.message))
        else:
            batch.done.append(case_id)
    return batch
