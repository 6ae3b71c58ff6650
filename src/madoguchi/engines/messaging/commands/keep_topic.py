# SPDX-License-Identifier: Apache-2.0
"""Keep a topic that notices speak of (用件の登録)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from madoguchi.engines.messaging.models import Topic
from madoguchi.engines.messaging.policy import APPROVE, check_may
from madoguchi.engines.messaging.rules.chain import is_chain
from madoguchi.engines.messaging.rules.refusals import ChainUnfit
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def keep_topic(
    *,
    key: str,
    title: Mapping[str, str],
    way: str,
    actor: Actor,
    at: datetime,
    section: str = "",
    about: Mapping[str, str] | None = None,
    chain: Sequence[str] = (),
    rank: int = 0,
    only_new: bool = False,
) -> Topic:
    """Write the topic down or change it; ``only_new``: one that is there stays as it is.

    ``way``: ``asked`` (who asks for it), ``told`` (who does not decline), ``always``.

    Raises:
        NotAllowed, ChainUnfit.
    """
    check_may(actor, section, APPROVE)
    found = Topic.objects.filter(key=key).first()
    if found is not None and only_new:
        return found
    if chain and not is_chain(list(chain)):
        raise ChainUnfit(chain="・".join(chain))
    wanted = {
        "title": dict(title), "about": dict(about or {}), "way": way, "section": section,
        "chain": list(chain), "rank": rank, "is_active": True,
    }  # fmt: skip
    if found is not None and all(getattr(found, name) == value for name, value in wanted.items()):
        return found
    topic, _ = Topic.objects.update_or_create(key=key, defaults=wanted)
    record(
        action="messaging.topic.kept", actor=actor, subject=f"messaging:topic:{key}", at=at,
        detail={"key": key, "way": way},
    )  # fmt: skip
    return topic
