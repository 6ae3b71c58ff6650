# SPDX-License-Identifier: Apache-2.0
"""Who wrote this message? (Ed25519, RFC 8032)"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from madoguchi.platform.crypto.errors import BadSignature


def sign(key: Ed25519PrivateKey, context: str, message: bytes) -> bytes:
    """Sign a message for one use; a signature made for one ``context`` is void in another."""
    return key.sign(_framed(context, message))


def verify(key: Ed25519PublicKey, context: str, message: bytes, signature: bytes) -> None:
    """Check a signature.

    Raises:
        BadSignature: message, context, key or signature do not belong together.
    """
    try:
        key.verify(signature, _framed(context, message))
    except InvalidSignature:
        raise BadSignature("the signature does not belong to this message") from None


def _framed(context: str, message: bytes) -> bytes:
    return b"madoguchi/" + context.encode() + b"\0" + message
