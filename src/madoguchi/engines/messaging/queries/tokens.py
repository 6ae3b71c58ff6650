# SPDX-License-Identifier: Apache-2.0
"""Which delivery does the address in a message stand for? Signed, so that nobody can guess another's."""

import base64
import binascii
import hmac
from typing import Literal
from uuid import UUID

from madoguchi.platform.crypto.fields import blind_index

Use = Literal["open", "unsubscribe"]
_MARK_BYTES = 12


def delivery_token(use: Use, delivery_id: UUID) -> str:
    """38 characters for one use of one delivery; a token to open does not unsubscribe."""
    body = delivery_id.bytes + _mark(use, delivery_id)
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def find_delivery_id(use: Use, token: str) -> UUID | None:
    """The delivery of a token; None where the token is not ours, or for another use."""
    try:
        body = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(body) != 16 + _MARK_BYTES:
        return None
    delivery_id = UUID(bytes=body[:16])
    return delivery_id if hmac.compare_digest(body[16:], _mark(use, delivery_id)) else None


def _mark(use: Use, delivery_id: UUID) -> bytes:
    return blind_index(f"messaging.{use}", str(delivery_id))[:_MARK_BYTES]
