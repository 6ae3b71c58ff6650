# SPDX-License-Identifier: Apache-2.0
"""How is a message closed so that only the holder of a private key opens it?

HPKE base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, single shot. As
section 8.1 of the RFC advises for single-shot use, the associated data travel in the key
schedule's ``info``: ``"madoguchi/seal" · version · key id · len(info) · info · aad``.

Layout: version (1 byte) · key id (8) · encapsulated key (32) · ciphertext and tag.
"""

from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from madoguchi.platform.crypto.derive import KEY_ID_BYTES, key_id_of_public
from madoguchi.platform.crypto.errors import CannotOpen, UnknownKey

VERSION = 1
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEAD_BYTES = 1 + KEY_ID_BYTES
OVERHEAD_BYTES = _HEAD_BYTES + 32 + 16


def seal(
    public_key: X25519PublicKey | bytes, *, info: bytes, aad: bytes, plaintext: bytes
) -> bytes:
    """Seal a message to a public key (given as key or as its 32 raw bytes).

    ``info`` says what kind of message it is, ``aad`` is what travels beside it in the clear; both
    must be the same on opening. The sender cannot open the result.
    """
    if isinstance(public_key, bytes):
        public_key = X25519PublicKey.from_public_bytes(public_key)
    head = bytes([VERSION]) + key_id_of_public(public_key.public_bytes_raw())
    return head + _SUITE.encrypt(plaintext, public_key, info=bind(head, info, aad))


def open_sealed(
    private_key: X25519PrivateKey | Iterable[X25519PrivateKey],
    sealed: bytes,
    *,
    info: bytes,
    aad: bytes,
) -> bytes:
    """Open a sealed message with one key, or with the one of several that it names.

    Raises:
        UnknownKey: it was sealed to none of these keys.
        CannotOpen: it was changed or cut, or ``info`` or ``aad`` differ.
    """
    keys = [private_key] if isinstance(private_key, X25519PrivateKey) else private_key
    head = sealed[:_HEAD_BYTES]
    if len(sealed) < OVERHEAD_BYTES or head[0] != VERSION:
        raise CannotOpen("not a sealed message of this version")
    for key in keys:
        if key_id_of_public(key.public_key().public_bytes_raw()) == head[1:]:
            return _open(key, head, sealed[_HEAD_BYTES:], info, aad)
    raise UnknownKey("sealed to a key that is not held here")


def _open(key: X25519PrivateKey, head: bytes, body: bytes, info: bytes, aad: bytes) -> bytes:
    try:
        return _SUITE.decrypt(body, key, info=bind(head, info, aad))
    except (InvalidTag, ValueError):  # ValueError: a low-order point as the encapsulated key
        raise CannotOpen("the sealed message does not open") from None


def bind(head: bytes, info: bytes, aad: bytes) -> bytes:
    """The HPKE ``info`` value: unambiguous, as the length of ``info`` stands before it."""
    return b"madoguchi/seal" + head + len(info).to_bytes(4, "big") + info + aad
