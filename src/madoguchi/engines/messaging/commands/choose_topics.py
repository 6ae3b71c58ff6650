# SPDX-License-Identifier: Apache-2.0
"""Take or decline a topic, as a whole or over one channel (受け取り方を選ぶ)."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.messaging.models import Consent, Preference
from madoguchi.engines.messaging.queries.addresses import get_or_make
from madoguchi.engines.messaging.queries.notices import get_topic
from madoguchi.engines.messaging.rules.refusals import ConsentNotPossible
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@transaction.atomic
def choose_topic(
    *,
    party_ref: str,
    topic: str,
    is_on: bool,
    actor: Actor,
    at: datetime,
    channel: str = "",
    words: str = "",
    source: str = "settings",
) -> bool:
    """Write down what the person chose, by which words; whether it changed anything.

    Raises:
        TopicUnknown; ConsentNotPossible: the topic is told to everyone.
    """
    about = get_topic(topic)
    if about.way == "always" and not is_on and not channel:
        raise ConsentNotPossible
    recipient = get_or_make(party_ref, at=at)
    row, made = Preference.objects.select_for_update().get_or_create(
        recipient=recipient, topic=topic, channel=channel,
        defaults={"is_on": is_on, "changed_at": at},
    )  # fmt: skip
    if not made and row.is_on == is_on:
        return False
    Preference.objects.filter(id=row.id).update(is_on=is_on, changed_at=at)
    Consent(
        id=new_id(), recipient=recipient, topic=topic, channel=channel, is_given=is_on,
        words=words, source=source, at=at,
    ).save(force_insert=True)  # fmt: skip
    record(
        action="messaging.topic.chosen", actor=actor, subject=party_ref, at=at,
        detail={"topic": topic, "channel": channel, "on": is_on, "source": source},
    )  # fmt: skip
    return True
