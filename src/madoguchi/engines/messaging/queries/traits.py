# SPDX-License-Identifier: Apache-2.0
"""How are areas and months of birth compared without being readable?"""

from uuid import UUID

from madoguchi.engines.messaging.models import Trait
from madoguchi.platform.crypto.fields import blind_index, decrypt, encrypt

TRAIT = "messaging.trait"


def token_of(kind: str, value: str) -> bytes:
    """By what equal values are found."""
    return blind_index(TRAIT, f"{kind}:{value}")


def seal_trait(recipient_id: UUID, kind: str, value: str) -> bytes:
    """The value encrypted and tied to its person."""
    return encrypt(TRAIT, value.encode(), aad=recipient_id.bytes + kind.encode())


def open_trait(row: Trait) -> str:
    """The value, for its owner."""
    return decrypt(
        TRAIT, bytes(row.sealed), aad=row.recipient_id.bytes + row.kind.encode()
    ).decode()
