# SPDX-License-Identifier: Apache-2.0
"""How much may the rebuilding of one file cost, and how large may what it finds inside be?"""

from dataclasses import asdict, dataclass
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What the cage and the readers inside it hold a file to."""

    memory_bytes: int = 1024 * MEGABYTE
    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    output_bytes: int = 128 * MEGABYTE
    entries: int = 5_000
    unpacked_bytes: int = 256 * MEGABYTE
    ratio: int = 200
    pixels: int = 50_000_000
    pages: int = 300
    depth: int = 60
    text_chars: int = 5_000_000

    def as_json(self) -> dict[str, Any]:
        """For the way into the cage."""
        return asdict(self)


DEFAULT_LIMITS = Limits()
