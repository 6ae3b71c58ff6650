# SPDX-License-Identifier: Apache-2.0
"""A second HPKE base mode, written from RFC 9180 alone, as the oracle of the tests."""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEM = b"KEM" + (0x0020).to_bytes(2, "big")


def _extract(salt: bytes, suite: bytes, label: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + key, sha256)


def _expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(key, block + labelled + bytes([counter]), sha256)
        out, counter = out + block, counter + 1
    return out[:length]


def shared_secret(dh: bytes, enc: bytes, recipient: bytes) -> bytes:
    """Section 4.1: ExtractAndExpand."""
    key = _extract(b"", _KEM, b"eae_prk", dh)
    return _expand(key, _KEM, b"shared_secret", enc + recipient, 32)


def key_schedule(secret: bytes, info: bytes, *, aead: int, key_bytes: int) -> tuple[bytes, bytes]:
    """Section 5.1, base mode: key and base nonce."""
    suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x0020, 0x0001, aead))
    psk_id_hash = _extract(b"", suite, b"psk_id_hash", b"")
    context = b"\x00" + psk_id_hash + _extract(b"", suite, b"info_hash", info)
    secret = _extract(secret, suite, b"secret", b"")
    key = _expand(secret, suite, b"key", context, key_bytes)
    return key, _expand(secret, suite, b"base_nonce", context, 12)


def seal_base(
    ephemeral: X25519PrivateKey,
    recipient: X25519PublicKey,
    info: bytes,
    plaintext: bytes,
    *,
    aad: bytes = b"",
    aead: int = 2,
    key_bytes: int = 32,
) -> bytes:
    """``enc || ciphertext`` under a given ephemeral key (AES-256-GCM unless told otherwise)."""
    enc = ephemeral.public_key().public_bytes_raw()
    dh = ephemeral.exchange(recipient)
    secret = shared_secret(dh, enc, recipient.public_bytes_raw())
    key, nonce = key_schedule(secret, info, aead=aead, key_bytes=key_bytes)
    return enc + AESGCM(key).encrypt(nonce, plaintext, aad)


def open_base(recipient: X25519PrivateKey, info: bytes, message: bytes) -> bytes:
    """Open ``enc || ciphertext`` of the AES-256-GCM suite."""
    enc, ciphertext = message[:32], message[32:]
    dh = recipient.exchange(X25519PublicKey.from_public_bytes(enc))
    secret = shared_secret(dh, enc, recipient.public_key().public_bytes_raw())
    key, nonce = key_schedule(secret, info, aead=2, key_bytes=32)
    return AESGCM(key).decrypt(nonce, ciphertext, b"")
