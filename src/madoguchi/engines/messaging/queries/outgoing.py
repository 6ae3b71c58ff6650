# SPDX-License-Identifier: Apache-2.0
"""What exactly is handed to a provider for each delivery?"""

import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid5

from django.conf import settings

from madoguchi.engines.messaging.models import DISASTER, Address, Delivery, Notice
from madoguchi.engines.messaging.ports import Outgoing, safe_addressing
from madoguchi.engines.messaging.queries.addresses import open_address
from madoguchi.engines.messaging.queries.tokens import token_for
from madoguchi.engines.messaging.rules.chain import SHORT


@dataclass(slots=True)
class Packed:
    """A batch ready to be handed over, and where each message goes."""

    messages: list[Outgoing] = field(default_factory=list)
    address_of: dict[UUID, UUID] = field(default_factory=dict)
    """message → address"""
    delivery_of: dict[UUID, UUID] = field(default_factory=dict)
    """message → delivery; several where a person has several devices"""
    without: list[UUID] = field(default_factory=list)
    """deliveries that have no address (any more)"""


def pack(rows: Sequence[Delivery], *, channel: str, same_text: bool) -> Packed:
    """Words and addresses of deliveries; addresses are opened here and nowhere else."""
    notices = Notice.objects.select_related("topic").in_bulk({row.notice_id for row in rows})
    found = _addresses({row.recipient_id for row in rows}, channel)
    packed = Packed()
    for row in rows:
        notice = notices[row.notice_id]
        words = _words(notice, row.language)
        ways = _ways(found.get(row.recipient_id, []), channel)
        if not ways:
            packed.without.append(row.id)
        for place, (address_id, address) in enumerate(ways):
            key = row.id if place == 0 else uuid5(row.id, str(address_id))
            packed.delivery_of[key], packed.address_of[key] = row.id, address_id
            packed.messages.append(
                _message(key, row, notice, words, address, channel=channel, same_text=same_text)
            )
    return packed


def _addresses(people: set[UUID], channel: str) -> Mapping[UUID, list[Address]]:
    rows = Address.objects.filter(recipient__in=people, channel=channel, state="active")
    found: dict[UUID, list[Address]] = defaultdict(list)
    for row in rows.select_related("recipient").order_by("-verified_at", "id"):
        found[row.recipient_id].append(row)
    return found


def _ways(rows: Sequence[Address], channel: str) -> list[tuple[UUID, str]]:
    """One address, or every device where the channel is push; those of people in danger exchanged."""
    safe, ways = safe_addressing(), []
    for row in rows if channel == "webpush" else rows[:1]:
        address: str | None = open_address(row)
        if safe is not None and address is not None:
            address = safe.address(
                party_ref=row.recipient.party_ref, channel=channel, address=address
            )
        if address is not None:
            ways.append((row.id, address))
    return ways


def _message(
    key: UUID, row: Delivery, notice: Notice, words: Mapping[str, Any], address: str, *,
    channel: str, same_text: bool,
) -> Outgoing:  # fmt: skip
    subject = str(words.get("short") or words["subject"])
    if channel in SHORT:
        return Outgoing(
            delivery_id=key, address=address, subject=subject, text="",
            link=_shared_link(notice) if same_text else _own_link(row.id),
            language=row.language, urgent=notice.lane == DISASTER,
        )  # fmt: skip
    return Outgoing(
        delivery_id=key, address=address, subject=str(words["subject"]), text=str(words["text"]),
        html=str(words.get("html", "")), link=_own_link(row.id), language=row.language,
        headers=_headers(row.id, notice), attachments=_attachments(words),
        urgent=notice.lane == DISASTER,
    )  # fmt: skip


def _own_link(delivery_id: UUID) -> str:
    return urljoin(settings.PORTAL_URL, f"/messages/open/{token_for('open', delivery_id)}/")


def _shared_link(notice: Notice) -> str:
    """The same for everyone of a multicast; it tells nothing of who opened it."""
    return urljoin(settings.PORTAL_URL, notice.link or f"/my/messages/{notice.id}/")


def _headers(delivery_id: UUID, notice: Notice) -> Mapping[str, str]:
    """RFC 8058: one click ends the topic; what cannot be declined has no such header."""
    if notice.topic.way == "always":
        return {}
    token = token_for("unsubscribe", delivery_id)
    address = urljoin(settings.PORTAL_URL, f"/messages/unsubscribe/{token}/")
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{notice.topic.key}.{_host()}>",
    }


def _host() -> str:
    return settings.PORTAL_URL.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]


def _words(notice: Notice, language: str) -> Mapping[str, Any]:
    texts = _read_sealed(notice.id, bytes(notice.sealed)) if notice.sealed else notice.texts
    found = texts.get(language) or texts["ja"]
    return dict(found)


@lru_cache(maxsize=64)
def _read_sealed(notice_id: UUID, sealed: bytes) -> Mapping[str, Any]:
    return Notice(id=notice_id, sealed=sealed).read_texts()


def _attachments(words: Mapping[str, Any]) -> tuple[tuple[str, str, bytes], ...]:
    return tuple(
        (name, media, base64.b64decode(data)) for name, media, data in words.get("attachments", ())
    )
