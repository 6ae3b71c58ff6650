# SPDX-License-Identifier: Apache-2.0
"""Tell one person something about a matter of their own (本人への連絡)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from madoguchi.engines.messaging.commands.approve_notice import approve_notice
from madoguchi.engines.messaging.commands.create_notice import create_notice
from madoguchi.engines.messaging.commands.resolve_notice import resolve_slice
from madoguchi.engines.messaging.models import Notice
from madoguchi.engines.messaging.queries.addresses import get_or_make
from madoguchi.engines.messaging.rules.audience import People
from madoguchi.kernel.actors import Actor


@transaction.atomic
def tell_person(
    *,
    key: str,
    party_ref: str,
    topic: str,
    texts: Mapping[str, Mapping[str, Any]],
    actor: Actor,
    at: datetime,
    link: str = "",
    chain: Sequence[str] = (),
    template: str = "",
    is_quiet: bool = True,
    not_opened_hours: int | None = None,
) -> Notice:
    """Write the notice and its delivery in one go; the same ``key`` again changes nothing.

    The words rest sealed; ``short`` is all that LINE, SMS and push carry. A person without any
    address finds it in the inbox.
    """
    found = Notice.objects.filter(key=key).first()
    if found is not None and found.state != "draft":
        return found
    get_or_make(party_ref, at=at)
    notice = create_notice(
        key=key, lane="transactional", topic=topic, texts=texts, is_personal=True, link=link,
        audience=People(parties=(party_ref,)), actor=actor, at=at, chain=chain, template=template,
        is_quiet=is_quiet, not_opened_hours=not_opened_hours,
    )  # fmt: skip
    notice = approve_notice(notice_id=notice.id, actor=actor, at=at)
    while resolve_slice(notice_id=notice.id, actor=actor, at=at):
        pass
    notice.refresh_from_db()
    return notice
