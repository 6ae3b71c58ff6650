# SPDX-License-Identifier: Apache-2.0
"""Send a notice to an address of the city to look at it (試しに送る)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.engines.messaging.models import Notice, NoticePlan
from madoguchi.engines.messaging.policy import WRITE, check_may
from madoguchi.engines.messaging.ports import Outgoing, providers
from madoguchi.engines.messaging.queries.notices import get_notice
from madoguchi.engines.messaging.rules.addresses import canonical
from madoguchi.engines.messaging.rules.texts import language_for
from madoguchi.engines.messaging.rules.trying_refusals import NoChannelForTests, NotOfTheCity
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record

MARK = "【試し】"


def try_notice(
    *, notice_id: UUID, to: str, language: str, domain: str, actor: Actor, at: datetime
) -> bool:
    """Send the e-mail of one language to oneself; whether the mail server took it.

    ``domain``: of the city's own addresses; a test goes nowhere else, so that no notice slips past
    its approval.

    Raises:
        NoticeUnknown, NotAllowed, AddressUnfit; NotOfTheCity; NoChannelForTests.
    """
    notice = get_notice(notice_id)
    check_may(actor, notice.section, WRITE)
    address = canonical("email", to)
    if address.rpartition("@")[2] != domain.lower():
        raise NotOfTheCity(domain=domain)
    found = providers("email")
    if not found:
        raise NoChannelForTests
    _note(notice, language, actor=actor, at=at)
    sent = found[0].send([_message(notice, address, language)], retry_key=new_id())
    return all(one.outcome in {"accepted", "delivered"} for one in sent)


def _message(notice: Notice, address: str, language: str) -> Outgoing:
    texts: Mapping[str, Mapping[str, Any]] = notice.read_texts()
    words = texts[language_for(language, texts)]
    return Outgoing(
        delivery_id=new_id(), address=address, subject=f"{MARK}{words['subject']}",
        text=str(words["text"]), link=notice.link, language=language,
    )  # fmt: skip


@transaction.atomic
def _note(notice: Notice, language: str, *, actor: Actor, at: datetime) -> None:
    NoticePlan.objects.update_or_create(notice=notice, defaults={"tested_at": at})
    record(
        action="messaging.notice.tested", actor=actor, subject=notice.ref, at=at,
        detail={"language": language},
    )  # fmt: skip
