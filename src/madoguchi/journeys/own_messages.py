# SPDX-License-Identifier: Apache-2.0
"""Portal: how does a matter of a person's own reach them? By messaging, at the address of the account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import madoguchi.engines.messaging.api as messaging
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.identity.api import User

ACCOUNT = "identity:"


def tell(
    *,
    key: str,
    party_ref: str,
    topic: str,
    title: TextValue,
    texts: Mapping[str, Mapping[str, Any]],
    link: str,
    at: datetime,
) -> None:
    """Tell the holder of an account; who has none is told at the place where they asked.

    What LINE, SMS and push carry is the title of the topic alone.
    """
    if not party_ref.startswith(ACCOUNT) or not _meet(party_ref, at):
        return
    named = {"ja": title.ja, "en": title.en or title.ja, "easy": title.easy or title.ja}
    messaging.keep_topic(key=topic, title=named, way="always", actor=SYSTEM, at=at, only_new=True)
    words = {
        language: {**said, "short": named.get(language, title.ja)}
        for language, said in texts.items()
    }
    messaging.tell_person(
        key=key, party_ref=party_ref, topic=topic, texts=words, link=link, actor=SYSTEM, at=at
    )


def _meet(party_ref: str, at: datetime) -> bool:
    """Whether there is such an account; its e-mail is the first address that messaging knows."""
    if messaging.is_known(party_ref):
        return True
    user = User.objects.filter(id=UUID(party_ref.removeprefix(ACCOUNT)), is_active=True).first()
    if user is None:
        return False
    if user.email:
        messaging.add_address(
            party_ref=party_ref, channel="email", address=user.email, is_verified=True,
            actor=SYSTEM, at=at,
        )  # fmt: skip
    return True
