# SPDX-License-Identifier: Apache-2.0
"""Notices of a section, and what one person was told: an example for each address with parts."""

from madoguchi.engines.messaging import api
from madoguchi.engines.messaging.pack import MessagingPack
from madoguchi.kernel.actors import SYSTEM

WORDS = {"ja": {"subject": "窓口の休み", "text": "12月29日から休みです。"}}


def write_notices(at, *, key):
    """A topic, a template with the key of the court, a draft and an announcement; their ids."""
    words = {"ja": {"subject": "窓口の休み", "text": "休みです。"}}
    pack = {
        "topics": [{"key": "hours", "title": "窓口", "way": "told", "chain": ["email"]}],
        "templates": [{"key": key, "topic": "hours", "title": "ひな形", "variants": words}],
    }
    api.load_pack(pack=MessagingPack.model_validate(pack), actor=SYSTEM, at=at)
    draft, public = (
        api.create_notice(
            key=name, lane="bulk", topic="hours", texts=WORDS, audience=api.Everyone(),
            section="citizens", actor=SYSTEM, at=at,
        )
        for name in ("draft", "public")
    )  # fmt: skip
    item = api.publish_news(notice_id=public.id, actor=SYSTEM, at=at)
    return {"notice_id": str(draft.id), "item_id": str(item.id)}


def things_of(actor, at):
    """Something that one person was told; its id."""
    made = api.tell_person(
        key=f"told:{actor.ref}", party_ref=actor.ref, topic="hours", texts=WORDS, actor=SYSTEM,
        at=at,
    )  # fmt: skip
    return {"message_id": str(made.id)}
