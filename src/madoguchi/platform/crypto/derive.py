# SPDX-License-Identifier: Apache-2.0
"""How is one key made from another, and how is a key named?"""

from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_ID_BYTES = 8


def derive(key: bytes, label: str) -> bytes:
    """A 32-byte key for one use, from a high-entropy key (HKDF-SHA256, RFC 5869)."""
    info = b"madoguchi/" + label.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def key_id_of_public(public_key: bytes) -> bytes:
    """The name of a public key: the first 8 bytes of its SHA-256."""
    return sha256(public_key).digest()[:KEY_ID_BYTES]


def key_id_of_secret(key: bytes) -> bytes:
    """The name of a secret key; derived one way, so it tells nothing of the key."""
    return derive(key, "key-id")[:KEY_ID_BYTES]
