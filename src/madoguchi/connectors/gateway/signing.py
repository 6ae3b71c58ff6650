# SPDX-License-Identifier: Apache-2.0
"""How does the provider seal what it reports? ``t=<unix>,v1=<hex>`` over time and body.

HMAC-SHA256 of ``<t>.<body>`` under the shared secret; what is older than five minutes, or from the
future by as much, is not believed.
"""

import hmac
from datetime import datetime
from hashlib import sha256

TOLERANCE_SECONDS = 300


def sign(body: bytes, secret: str, *, at: datetime) -> str:
    """The header's value for a body."""
    moment = int(at.timestamp())
    return f"t={moment},v1={_mac(moment, body, secret)}"


def holds(body: bytes, header: str, secret: str, *, at: datetime) -> bool:
    """Whether the seal is of this body, this secret and this time."""
    parts = dict(part.split("=", 1) for part in header[:200].split(",") if "=" in part)
    written = parts.get("t", "")
    if not (written.isascii() and written.isdigit()):
        return False
    moment = int(written)
    if abs(at.timestamp() - moment) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(parts.get("v1", "").encode(), _mac(moment, body, secret).encode())


def _mac(moment: int, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
