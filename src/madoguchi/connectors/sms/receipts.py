# SPDX-License-Identifier: Apache-2.0
"""What does a delivery receipt of the provider say, and is it really from the provider?"""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

LARGEST: Final = 64 * 1024
_KINDS: Final[dict[str, Literal["delivered", "permanent", "temporary"]]] = {
    "delivered": "delivered",
    "unknown_number": "permanent",
    "undelivered": "temporary",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message on the telephone."""

    delivery_id: UUID
    outcome: Literal["delivered", "permanent", "temporary"]


def sign_receipts(body: bytes, secret: str) -> str:
    """``sha256=`` and HMAC-SHA256 in hex over the body as sent."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def read_receipts(body: bytes, signature: str, secret: str) -> list[Receipt] | None:
    """The receipts in a call: ``{"receipts": [{"reference", "status"}]}``.

    None where the signature does not hold or nothing can be read; unknown words are passed over.
    """
    own = sign_receipts(body, secret)
    if not secret or not hmac.compare_digest(own.encode(), signature.encode()):
        return None
    try:
        told = json.loads(body[:LARGEST])["receipts"]
        return [
            Receipt(UUID(str(one["reference"])), _KINDS[str(one["status"])])
            for one in told
            if str(one.get("status")) in _KINDS
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
