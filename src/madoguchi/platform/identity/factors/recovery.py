# SPDX-License-Identifier: Apache-2.0
"""What do recovery codes look like, and how does one rest so that nobody can read it?"""

import secrets
import unicodedata

from madoguchi.platform.crypto import fields

COUNT = 10
GROUPS, GROUP_LETTERS = 4, 4
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without characters that look alike; 16 of them are 79 bits, beyond guessing."""


def make_codes(count: int = COUNT) -> list[str]:
    """New codes, such as ``k7mp-2xrt-9hwa-c4nd``."""
    return [
        "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS)
        )
        for _ in range(count)
    ]


def clean_code(typed: str) -> str:
    """Half width, lower case, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed).lower() if c.isalnum())


def digest_of(owner_ref: str, code: str) -> bytes:
    """What rests of a code: an HMAC under a key of the zone, different for each account."""
    return fields.blind_index("identity.recovery-code", f"{owner_ref}|{clean_code(code)}")
