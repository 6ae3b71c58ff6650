# SPDX-License-Identifier: Apache-2.0
"""How is a new public key of a citizen named to people, and bound to what a card provider signs?"""

from base64 import urlsafe_b64encode
from hashlib import sha256

_NONCE = b"madoguchi account key 1"
_NUMBER = b"madoguchi account key number 1"
_DIGITS = 12


def nonce_for_key(public: bytes, salt: str) -> str:
    """The nonce of a card's round trip that speaks for this key and no other.

    The provider signs it into the ID token; so the token proves who held the card for which key.
    """
    digest = sha256(_NONCE + public + salt.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def number_of_key(public: bytes) -> str:
    """Twelve digits by which two people make sure on the telephone that they mean one key."""
    digest = sha256(_NUMBER + public).digest()
    digits = f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}d}"
    return "-".join(digits[place : place + 4] for place in range(0, _DIGITS, 4))
