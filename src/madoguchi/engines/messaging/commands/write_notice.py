# SPDX-License-Identifier: Apache-2.0
"""Write a notice at the desk, change its words or its audience (お知らせを書く・直す)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.commands.create_notice import Lane, create_notice
from madoguchi.engines.messaging.models import DISASTER, Notice, NoticePlan
from madoguchi.engines.messaging.policy import ALARM, WRITE, check_may
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.audience import Audience, Everyone
from madoguchi.engines.messaging.rules.chain import is_chain
from madoguchi.engines.messaging.rules.refusals import ChainUnfit, NotToBeChanged, TextMissing
from madoguchi.engines.messaging.rules.texts import NAMES, find_missing
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

Texts = Mapping[str, Mapping[str, Any]]
_AFRESH: dict[str, Any] = {
    "people": None, "counts": {}, "counted_at": None, "asked_at": None, "asked_by_ref": "",
    "confirmed_at": None, "confirmed_by_ref": "",
}  # fmt: skip
"""What falls away when a notice changes: it must be counted, asked for and confirmed anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a notice goes out besides words and audience."""

    chain: Sequence[str] = ()
    link: str = ""
    is_quiet: bool = True
    not_opened_hours: int | None = None
    send_at: datetime | None = None
    standing_until: datetime | None = None
    is_public: bool = False
    level: int = 0


@transaction.atomic
def write_notice(
    *,
    key: str,
    lane: Lane,
    topic: str,
    section: str,
    texts: Texts,
    manner: Manner,
    actor: Actor,
    at: datetime,
    template: str = "",
    audience: Audience | None = None,
) -> Notice:
    """A new draft for all who take the topic, to be aimed and counted next.

    Raises:
        TopicUnknown, TextMissing, ChainUnfit, NotAllowed, KeyUsed.
    """
    notice = create_notice(
        key=key, lane=lane, topic=topic, texts=texts, audience=audience or Everyone(),
        actor=actor, at=at, link=manner.link, chain=manner.chain, section=section,
        template=template, is_quiet=manner.is_quiet, not_opened_hours=manner.not_opened_hours,
        send_at=manner.send_at, standing_until=manner.standing_until,
    )  # fmt: skip
    NoticePlan.objects.get_or_create(
        notice=notice, defaults={"is_public": manner.is_public, "level": manner.level}
    )
    return notice


@transaction.atomic
def rewrite_notice(
    *, notice_id: UUID, texts: Texts, manner: Manner, actor: Actor, at: datetime
) -> Notice:
    """Change words and manner of a draft.

    Raises:
        NoticeUnknown, NotAllowed, TextMissing, ChainUnfit; NotToBeChanged: it is no draft any more.
    """
    notice = get_notice(notice_id)
    alarm = notice.lane == DISASTER
    check_may(actor, notice.section, ALARM if alarm else WRITE)
    missing = find_missing(texts, least=2 if alarm else 1)
    if missing:
        raise TextMissing(language=NAMES.get(missing, missing))
    chain = list(manner.chain or notice.topic.chain)
    if not is_chain(chain):
        raise ChainUnfit(chain="・".join(chain))
    _change(
        notice, actor=actor, at=at, what="words",
        texts={language: dict(words) for language, words in texts.items()},
        chain=chain, link=manner.link, is_quiet=manner.is_quiet and not alarm,
        not_opened_hours=manner.not_opened_hours, send_at=manner.send_at,
        standing_until=manner.standing_until,
    )  # fmt: skip
    NoticePlan.objects.filter(notice=notice).update(is_public=manner.is_public, level=manner.level)
    return get_notice(notice_id)


@transaction.atomic
def aim_notice(*, notice_id: UUID, audience: Audience, actor: Actor, at: datetime) -> Notice:
    """Change to whom a draft is written.

    Raises:
        NoticeUnknown, NotAllowed; NotToBeChanged: it is no draft any more.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, ALARM if notice.lane == DISASTER else WRITE)
    _change(notice, actor=actor, at=at, what="audience", audience=audience.model_dump(mode="json"))
    return get_notice(notice_id)


def _change(notice: Notice, *, actor: Actor, at: datetime, what: str, **values: Any) -> None:
    changed = Notice.objects.filter(id=notice.id, state="draft").update(**values)
    if not changed:
        raise NotToBeChanged(state=notice.get_state_display())
    NoticePlan.objects.update_or_create(notice=notice, defaults=_AFRESH)
    record(
        action="messaging.notice.changed", actor=actor, subject=notice.ref, at=at,
        detail={"key": notice.key, "what": what},
    )  # fmt: skip
