# SPDX-License-Identifier: Apache-2.0
"""What happened to notices? Facts for journeys."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from madoguchi.kernel.texts import TextValue, text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFact:
    """Base of what happens to a notice."""

    key: ClassVar[str] = "messaging.notice"
    sentence: ClassVar[TextValue] = text("お知らせが動いた", "A notice moved")

    notice_id: UUID
    lane: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCreated(NoticeFact):
    """A notice was written."""

    key: ClassVar[str] = "messaging.notice.created"
    sentence: ClassVar[TextValue] = text("お知らせを作った", "A notice was written")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeApproved(NoticeFact):
    """A notice may go out."""

    key: ClassVar[str] = "messaging.notice.approved"
    sentence: ClassVar[TextValue] = text("お知らせの送信を承認した", "A notice was approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeStopped(NoticeFact):
    """What has not gone out yet stays; ``kept_back`` deliveries."""

    key: ClassVar[str] = "messaging.notice.stopped"
    sentence: ClassVar[TextValue] = text("お知らせの送信を止めた", "A notice was stopped")
    kept_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDone(NoticeFact):
    """Everything has gone out."""

    key: ClassVar[str] = "messaging.notice.done"
    sentence: ClassVar[TextValue] = text("お知らせを送り終えた", "A notice has gone out")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBlocked:
    """An address takes nothing any more."""

    key: ClassVar[str] = "messaging.address.blocked"
    sentence: ClassVar[TextValue] = text("あて先が使えなくなった", "An address is of no use")

    party_ref: str
    channel: str
    why: str
    at: datetime
