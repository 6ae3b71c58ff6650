# SPDX-License-Identifier: Apache-2.0
"""What does a mail that came back say? Delivery status (RFC 3464) and complaints (RFC 5965)."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final, Literal
from uuid import UUID

from madoguchi.connectors.mail.return_path import Sealing, read_return_path

LARGEST: Final = 1024 * 1024
_STATUS = re.compile(r"([245])\.[0-9]{1,3}\.[0-9]{1,3}")
_FULL_BOX = re.compile(r"[45]\.2\.[0-9]{1,3}")
"""X.2.X is about the mailbox's state: full, not in use for now (RFC 3463, 3.3)."""
Kind = Literal["hard", "soft", "complaint"]


@dataclass(frozen=True, slots=True)
class Returned:
    """One that came back: hard (the address is dead), soft (not now), or a complaint."""

    delivery_id: UUID
    kind: Kind
    status: str = ""


def read_returned(content: bytes, seal: Sealing) -> Returned | None:
    """What a mail in the drop means.

    None for anything that is no report on a delivery of ours: out-of-office notes, reports of
    success or delay, spam, mails whose return path nobody can have but by guessing.
    """
    message = message_from_bytes(content[:LARGEST], policy=compat32)
    delivery_id = _delivery_of(message, seal)
    if delivery_id is None:
        return None
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            return Returned(delivery_id, "complaint")
        if part.get_content_type() == "message/delivery-status":
            return _read_status(delivery_id, part)
    return None


def _delivery_of(message: Message, seal: Sealing) -> UUID | None:
    """The delivery named by the address that the report was sent to, or by the returned headers."""
    for part in message.walk():
        for name in ("Delivered-To", "X-Original-To", "To", "Return-Path", "Original-Mail-From"):
            found = read_return_path(str(part.get(name, "")), seal)
            if found is not None:
                return found
    return None


def _read_status(delivery_id: UUID, part: Message) -> Returned | None:
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or "Action" not in block:
            continue
        action = str(block["Action"]).strip().lower()
        status = str(block.get("Status", "")).strip().split(" ")[0]
        found = _STATUS.match(status)
        if action != "failed" or found is None or found[1] == "2":
            return None
        is_soft = found[1] == "4" or bool(_FULL_BOX.match(status))
        return Returned(delivery_id, "soft" if is_soft else "hard", status)
    return None
