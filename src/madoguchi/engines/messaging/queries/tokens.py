# SPDX-License-Identifier: Apache-2.0
"""By what address does a person open, or end, a message without signing in?"""

import base64
import hmac
from collections.abc import Callable
from uuid import UUID

from madoguchi.platform.crypto.fields import marker

TOKEN = "messaging.token"  # noqa: S105 - a purpose, not a password
_MARK = 10


Mark = Callable[[str], bytes]


def token_for(kind: str, delivery_id: UUID, *, mark: Mark | None = None) -> str:
    """35 characters; ``kind`` is ``open`` or ``unsubscribe``; ``mark``: a ``marker`` of ``TOKEN``."""
    proof = _mark(kind, delivery_id, mark or marker(TOKEN))
    return base64.urlsafe_b64encode(delivery_id.bytes + proof).decode().rstrip("=")


def read_token(kind: str, token: str) -> UUID | None:
    """The delivery of a token of ours; None for any other text."""
    try:
        plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        found = UUID(bytes=plain[:16])
    except ValueError:
        return None
    if not hmac.compare_digest(plain[16:], _mark(kind, found, marker(TOKEN))):
        return None
    return found


def _mark(kind: str, delivery_id: UUID, mark: Mark) -> bytes:
    return mark(f"{kind}:{delivery_id}")[:_MARK]
