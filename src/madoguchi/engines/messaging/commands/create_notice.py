# SPDX-License-Identifier: Apache-2.0
"""Write a notice that is to be sent (お知らせを作る)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError, transaction

from madoguchi.engines.messaging.events import NoticeCreated
from madoguchi.engines.messaging.models import BULK, DISASTER, TRANSACTIONAL, Notice, Topic
from madoguchi.engines.messaging.models.notice import TEXTS
from madoguchi.engines.messaging.policy import ALARM, WRITE, check_may
from madoguchi.engines.messaging.queries.notices import get_topic
from madoguchi.engines.messaging.rules.audience import Audience
from madoguchi.engines.messaging.rules.chain import CHANNELS, is_chain
from madoguchi.engines.messaging.rules.refusals import ChainUnfit, KeyUsed, TextMissing
from madoguchi.engines.messaging.rules.texts import NAMES, find_missing
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt

Lane = Literal["disaster", "transactional", "bulk"]
LANES: Mapping[Lane, int] = {
    "disaster": DISASTER, "transactional": TRANSACTIONAL, "bulk": BULK,
}  # fmt: skip


def create_notice(
    *,
    key: str,
    lane: Lane,
    topic: str,
    texts: Mapping[str, Mapping[str, Any]],
    audience: Audience,
    actor: Actor,
    at: datetime,
    link: str = "",
    chain: Sequence[str] = (),
    section: str = "",
    template: str = "",
    is_personal: bool = False,
    is_quiet: bool = True,
    not_opened_hours: int | None = None,
    send_at: datetime | None = None,
    standing_until: datetime | None = None,
) -> Notice:
    """Write a draft; the same ``key`` again gives the notice that is there.

    ``texts``: language → {subject, text, html, short, attachments} (``rules.texts.Words``); with
    ``is_personal`` they rest sealed. ``link`` is a path of the portal. ``chain`` is empty for the
    topic's own. After ``not_opened_hours`` hours unopened the next channel is tried.

    Raises:
        TopicUnknown, TextMissing, ChainUnfit, NotAllowed; KeyUsed: the key has other words.
    """
    check_may(actor, section, ALARM if lane == "disaster" else WRITE)
    about = get_topic(topic)
    missing = find_missing(texts, least=2 if lane == "disaster" else 1)
    if missing:
        raise TextMissing(language=NAMES.get(missing, missing))
    order = list(chain or about.chain or CHANNELS)
    if not is_chain(order):
        raise ChainUnfit(chain="・".join(order))
    notice = Notice(
        id=new_id(), key=key, lane=LANES[lane], topic=about, section=section or about.section,
        template=template, link=link, audience=audience.model_dump(mode="json"), chain=order,
        is_quiet=is_quiet and lane != "disaster", not_opened_hours=not_opened_hours,
        send_at=send_at, standing_until=standing_until, state="draft", made_at=at,
        made_by_ref=actor.ref,
    )  # fmt: skip
    _put_words(notice, texts, is_personal=is_personal)
    return _write(notice, about, texts, lane, actor=actor, at=at)


def _put_words(
    notice: Notice, texts: Mapping[str, Mapping[str, Any]], *, is_personal: bool
) -> None:
    if not is_personal:
        notice.texts = {language: dict(words) for language, words in texts.items()}
        return
    plain = json.dumps(dict(texts), ensure_ascii=False, sort_keys=True, default=dict).encode()
    notice.sealed = encrypt(TEXTS, plain, aad=notice.id.bytes)


def _write(
    notice: Notice,
    topic: Topic,
    texts: Mapping[str, Any],
    lane: Lane,
    *,
    actor: Actor,
    at: datetime,
) -> Notice:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
            record(
                action=NoticeCreated.key, actor=actor, subject=notice.ref, at=at,
                detail={
                    "key": notice.key, "lane": lane, "topic": topic.key,
                    "languages": sorted(texts), "audience": str(notice.audience.get("type")),
                },
            )  # fmt: skip
            announce(NoticeCreated(notice_id=notice.id, lane=lane, at=at))
    except IntegrityError:
        return _the_same(notice, texts)
    return notice


def _the_same(notice: Notice, texts: Mapping[str, Any]) -> Notice:
    """The notice that has the key already, if it says the same to the same people."""
    found = Notice.objects.select_related("topic").filter(key=notice.key).first()
    if found is None:
        raise KeyUsed
    said = json.dumps(found.read_texts(), sort_keys=True)
    wanted = json.dumps(dict(texts), sort_keys=True, default=dict)
    if said != wanted or found.audience != notice.audience or found.lane != notice.lane:
        raise KeyUsed
    return found
