# SPDX-License-Identifier: Apache-2.0
"""How does the holder of one X25519 key show the holder of another that a message is theirs?

Both can make the same secret (static Diffie-Hellman, RFC 7748) and nobody else can; an HMAC under
a key from it binds the message. The receiver could have made the proof too, so it convinces only
the receiver: nothing is signed that could be shown around.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from madoguchi.platform.crypto.derive import derive

PROOF_BYTES = 32


def prove(own: X25519PrivateKey, to: X25519PublicKey, *, info: str, message: bytes) -> bytes:
    """A proof for the holder of ``to`` that the holder of ``own`` says ``message``."""
    key = derive(own.exchange(to), f"possession/{info}")
    return hmac.digest(key, _bound(own.public_key(), to, message), sha256)


def is_proven(
    own: X25519PrivateKey | Iterable[X25519PrivateKey],
    by: bytes,
    proof: bytes,
    *,
    info: str,
    message: bytes,
) -> bool:
    """Whether the holder of the public key ``by`` (32 bytes) said ``message`` to one of our keys."""
    keys = [own] if isinstance(own, X25519PrivateKey) else list(own)
    try:
        prover = X25519PublicKey.from_public_bytes(by)
        made = [_expected(key, prover, info, message) for key in keys]
    except ValueError:  # not a key, or one of low order
        return False
    return any(hmac.compare_digest(one, proof) for one in made)


def _expected(own: X25519PrivateKey, by: X25519PublicKey, info: str, message: bytes) -> bytes:
    key = derive(own.exchange(by), f"possession/{info}")
    return hmac.digest(key, _bound(by, own.public_key(), message), sha256)


def _bound(by: X25519PublicKey, to: X25519PublicKey, message: bytes) -> bytes:
    return by.public_bytes_raw() + to.public_bytes_raw() + message
