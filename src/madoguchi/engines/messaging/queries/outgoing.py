# SPDX-License-Identifier: Apache-2.0
"""What exactly is handed to a provider for each delivery?"""

import base64
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid5

from django.conf import settings

from madoguchi.engines.messaging.models import DISASTER, Address, Notice, Recipient
from madoguchi.engines.messaging.ports import Outgoing, safe_addressing
from madoguchi.engines.messaging.queries.addresses import ADDRESS
from madoguchi.engines.messaging.queries.rows import Row
from madoguchi.engines.messaging.queries.tokens import TOKEN, token_for
from madoguchi.engines.messaging.rules.chain import SHORT
from madoguchi.platform.crypto.fields import marker, opener

Way = tuple[UUID, bytes]
"""An address and its sealed form."""


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


@dataclass(frozen=True, slots=True)
class Keys:
    """Read once for a batch: what opens addresses and what marks links."""

    open: Callable[[bytes, bytes], bytes]
    mark: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class About:
    """What a message is made of; ``key`` is its own, the delivery's is ``row.id``."""

    key: UUID
    row: Row
    notice: Notice
    words: Mapping[str, Any]
    mark: Callable[[str], bytes]


def pack(rows: Sequence[Row], *, channel: str, same_text: bool) -> Packed:
    """Words and addresses of deliveries; addresses are opened here and nowhere else."""
    notices = Notice.objects.select_related("topic").in_bulk({row.notice_id for row in rows})
    found = _addresses({row.recipient_id for row in rows}, channel)
    packed, keys = Packed(), Keys(opener(ADDRESS), marker(TOKEN))
    for row in rows:
        notice = notices[row.notice_id]
        words = _words(notice, row.language)
        ways = _ways(found.get(row.recipient_id, []), channel, row, keys)
        if not ways:
            packed.without.append(row.id)
        for place, (address_id, address) in enumerate(ways):
            key = row.id if place == 0 else uuid5(row.id, str(address_id))
            packed.delivery_of[key], packed.address_of[key] = row.id, address_id
            about = About(key, row, notice, words, keys.mark)
            packed.messages.append(
                _short(about, address, same_text=same_text)
                if channel in SHORT
                else _long(about, address)
            )
    return packed


def _addresses(people: set[UUID], channel: str) -> Mapping[UUID, list[Way]]:
    rows = Address.objects.filter(recipient__in=people, channel=channel, state="active")
    found: dict[UUID, list[Way]] = defaultdict(list)
    ordered = rows.order_by("-verified_at", "id")
    for person, key, sealed in ordered.values_list("recipient_id", "id", "sealed"):
        found[person].append((key, bytes(sealed)))
    return found


def _ways(rows: Sequence[Way], channel: str, row: Row, keys: Keys) -> list[tuple[UUID, str]]:
    """One address, or every device where the channel is push; those of people in danger exchanged."""
    safe, ways = safe_addressing(), []
    for key, sealed in rows if channel == "webpush" else rows[:1]:
        address: str | None = keys.open(sealed, key.bytes).decode()
        if safe is not None and address is not None:
            party = _party_ref(row.recipient_id)
            address = safe.address(party_ref=party, channel=channel, address=address)
        if address is not None:
            ways.append((key, address))
    return ways


def _party_ref(recipient_id: UUID) -> str:
    return Recipient.objects.values_list("party_ref", flat=True).get(id=recipient_id)


def _short(about: About, address: str, *, same_text: bool) -> Outgoing:
    """A title and a link, nothing personal."""
    row, notice = about.row, about.notice
    return Outgoing(
        delivery_id=about.key, address=address, text="", language=row.language,
        subject=str(about.words.get("short") or about.words["subject"]),
        link=_shared_link(notice) if same_text else _own_link(about),
        urgent=notice.lane == DISASTER,
    )  # fmt: skip


def _long(about: About, address: str) -> Outgoing:
    words = about.words
    return Outgoing(
        delivery_id=about.key, address=address, subject=str(words["subject"]),
        text=str(words["text"]), html=str(words.get("html", "")), link=_own_link(about),
        language=about.row.language, headers=_headers(about), attachments=_attachments(words),
        urgent=about.notice.lane == DISASTER,
    )  # fmt: skip


def _own_link(about: About) -> str:
    token = token_for("open", about.row.id, mark=about.mark)
    return urljoin(settings.PORTAL_URL, f"/messages/open/{token}/")


def _shared_link(notice: Notice) -> str:
    """The same for everyone of a multicast; it tells nothing of who opened it."""
    return urljoin(settings.PORTAL_URL, notice.link or f"/my/messages/{notice.id}/")


def _headers(about: About) -> Mapping[str, str]:
    """RFC 8058: one click ends the topic; what cannot be declined has no such header."""
    topic = about.notice.topic
    if topic.way == "always":
        return {}
    token = token_for("unsubscribe", about.row.id, mark=about.mark)
    address = urljoin(settings.PORTAL_URL, f"/messages/unsubscribe/{token}/")
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{topic.key}.{_host()}>",
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
