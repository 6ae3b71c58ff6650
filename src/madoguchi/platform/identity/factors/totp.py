# SPDX-License-Identifier: Apache-2.0
"""Which six digits does an authenticator app show now? (TOTP, RFC 6238: SHA-1, 30 s, 6 digits)

Nothing here knows a database. The caller keeps the last step that was used and gives it back, so
that a code works once.
"""

import hmac
import os
import unicodedata
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
"""A clock may be half a minute off in either direction."""


def new_secret() -> bytes:
    """A new secret for one account and one app."""
    return os.urandom(SECRET_BYTES)


def code_of(secret: bytes, step: int) -> str:
    """The digits of a step."""
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303 - what apps speak


def step_at(at: datetime) -> int:
    """The step of an instant."""
    return int(at.timestamp()) // STEP_SECONDS


def find_step(secret: bytes, typed: str, *, at: datetime, after: int) -> int | None:
    """The step that the typed digits belong to, later than ``after``; None if they fit none."""
    digits = clean_code(typed)
    now = step_at(at)
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        # Every step is compared, so that time tells nothing.
        if hmac.compare_digest(code_of(secret, step).encode(), digits.encode()) and step > after:
            found = step
    return found


def clean_code(typed: str) -> str:
    """Half width, without spaces and hyphens."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isalnum())


def typed_secret(secret: bytes) -> str:
    """The secret in groups of four, for people who type it."""
    letters = b32encode(secret).decode().rstrip("=")
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def app_address(secret: bytes, *, issuer: str, account: str) -> str:
    """The ``otpauth://`` address that the square code holds."""
    label = quote(f"{issuer}:{account}")
    letters = b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{label}?{urlencode({'secret': letters, 'issuer': issuer})}"
