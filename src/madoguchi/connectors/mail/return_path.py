# SPDX-License-Identifier: Apache-2.0
"""To which address does a mail come back, and does what came back belong to a delivery of ours?

Each delivery has a return path of its own (VERP): ``bounce+<id>.<seal>@domain``. Without the seal
nobody can mark somebody else's address as dead by writing to us.
"""

import hmac
import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

SEAL_LETTERS: Final = 16
_SHAPE = re.compile(r"bounce\+([0-9a-f]{32})\.([0-9a-f]{16})@", re.IGNORECASE)
Sealing = Callable[[str], bytes]
"""A keyed digest of a text, such as a blind index."""


def write_return_path(delivery_id: UUID, domain: str, seal: Sealing) -> str:
    """The envelope sender of a delivery."""
    return f"bounce+{delivery_id.hex}.{_seal_of(delivery_id, seal)}@{domain}"


def read_return_path(address: str, seal: Sealing) -> UUID | None:
    """The delivery of a return path; None where the seal does not hold."""
    found = _SHAPE.search(address)
    if found is None:
        return None
    delivery_id = UUID(found[1])
    own = _seal_of(delivery_id, seal)
    return delivery_id if hmac.compare_digest(own, found[2].lower()) else None


def _seal_of(delivery_id: UUID, seal: Sealing) -> str:
    return seal(delivery_id.hex).hex()[:SEAL_LETTERS]
