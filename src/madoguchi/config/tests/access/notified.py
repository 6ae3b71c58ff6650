# SPDX-License-Identifier: Apache-2.0
"""Notices of a section, and what one person was told: an example for each address with parts."""

from madoguchi.engines.messaging import api
from madoguchi.engines.messaging.models import NewsItem, Notice, Template, Topic
from madoguchi.kernel.actors import SYSTEM

WORDS = {"ja": {"subject": "窓口の休み", "text": "12月29日から休みです。"}}


def write_notices(at, *, key):
    """A topic, a draft of the section, an announcement, and a template with the key of the court."""
    topic = Topic.objects.create(key="hours", title={"ja": "窓口"}, way="told", chain=["email"])
    for name in ("draft", "public"):
        made = api.create_notice(
            key=name, lane="bulk", topic="hours", texts=WORDS, audience=api.Everyone(),
            section="citizens", actor=SYSTEM, at=at,
        )  # fmt: skip
    api.publish_news(notice_id=made.id, actor=SYSTEM, at=at)
    Template.objects.create(key=key, topic=topic, section="citizens", title={"ja": "ひな形"})


def desk_things():
    """The ids of the draft and the announcement."""
    return {
        "notice_id": str(Notice.objects.get(key="draft").id),
        "item_id": str(NewsItem.objects.get().id),
    }


def things_of(actor, at):
    """Something that one person was told; its id."""
    made = api.tell_person(
        key=f"told:{actor.ref}", party_ref=actor.ref, topic="hours", texts=WORDS, actor=SYSTEM,
        at=at,
    )  # fmt: skip
    return {"message_id": str(made.id)}
