# SPDX-License-Identifier: Apache-2.0
"""How is a message closed so that only the browser opens it? RFC 8291 with aes128gcm (RFC 8188)."""

from typing import Final

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from madoguchi.connectors.webpush.subscription import Subscription
from madoguchi.engines.messaging.ports import Outgoing

LONGEST_TITLE: Final = 120
LONGEST_BODY: Final = 600
STEP: Final = 256
"""Lengths are rounded up to this, so that a message is not known by its length."""


def payload_of(one: Outgoing) -> bytes:
    """What the service worker reads: id, title, body, link, language; spaces fill it up."""
    written = orjson.dumps(
        {
            "id": str(one.delivery_id),
            "title": one.subject[:LONGEST_TITLE],
            "body": one.text[:LONGEST_BODY],
            "link": one.link,
            "lang": "en" if one.language == "en" else "ja",
        }
    )
    return written + b" " * (-len(written) % STEP)


def seal(content: bytes, to: Subscription) -> bytes:
    """The body of the call, under a key pair that is used once."""
    once = ec.generate_private_key(ec.SECP256R1())
    sealed: bytes = http_ece.encrypt(
        content, private_key=once, dh=to.public_key, auth_secret=to.auth, version="aes128gcm"
    )
    return sealed
