# SPDX-License-Identifier: Apache-2.0
"""How does one value rest encrypted in a row, and how is it found again?"""

import hmac
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from madoguchi.platform.crypto.derive import derive
from madoguchi.platform.crypto.envelope import decrypt_with_any, encrypt_with
from madoguchi.platform.crypto.keys import zone_keys

BLIND_INDEX_BYTES = 32


def encrypt(purpose: str, plaintext: bytes, *, aad: bytes = b"", home: Path | None = None) -> bytes:
    """Encrypt a field for one purpose, such as ``"identity.phone"``.

    ``aad`` ties the value to its row (for example the row's id), so that it cannot be moved.
    """
    master = zone_keys(home).field_masters[0]
    return encrypt_with(_field_key(master, purpose), plaintext, aad=aad)


def decrypt(purpose: str, envelope: bytes, *, aad: bytes = b"", home: Path | None = None) -> bytes:
    """Decrypt a field, also one written under an older master key.

    Raises:
        UnknownKey, CannotOpen: changed, moved, of another purpose, or not of this zone.
    """
    keys = (_field_key(master, purpose) for master in zone_keys(home).field_masters)
    return decrypt_with_any(keys, envelope, aad=aad)


def opener(purpose: str, *, home: Path | None = None) -> Callable[[bytes, bytes], bytes]:
    """``decrypt`` for many fields of one purpose: the keys are read once. (envelope, aad) → bytes."""
    keys = [_field_key(master, purpose) for master in zone_keys(home).field_masters]
    return lambda envelope, aad: decrypt_with_any(iter(keys), envelope, aad=aad)


def marker(purpose: str, *, home: Path | None = None) -> Callable[[str], bytes]:
    """``blind_index`` for many texts of one purpose: the key is read once."""
    key = derive(zone_keys(home).index_master, f"index/{purpose}")
    return lambda text: hmac.digest(key, text.encode(), sha256)


def blind_index(purpose: str, text: str, *, home: Path | None = None) -> bytes:
    """32 bytes by which equal values are found without being readable (HMAC-SHA256).

    Normalise the text first; equal means equal code points.
    """
    key = derive(zone_keys(home).index_master, f"index/{purpose}")
    return hmac.digest(key, text.encode(), sha256)


def _field_key(master: bytes, purpose: str) -> bytes:
    return derive(master, f"field/{purpose}")
