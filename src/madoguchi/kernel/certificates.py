# SPDX-License-Identifier: Apache-2.0
"""What may be said of a card's signature and of its certificate? Plain values, no cryptography."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CertificateState = Literal[
    "good", "unasked", "revoked", "expired", "untrusted", "unreadable", "wrong_signature", "off",
]  # fmt: skip
"""``unasked``: everything else holds, but nobody has said that it is not revoked."""


@dataclass(frozen=True, slots=True)
class CertificateSays:
    """Whom a certificate names (基本4情報); ``birth`` as in the resident record."""

    name: str = ""
    address: str = ""
    birth_on: date | None = None
    birth: str = ""
    issuer: str = ""
    valid_until: datetime | None = None

    def __repr__(self) -> str:
        return "<CertificateSays>"


@dataclass(frozen=True, slots=True)
class JudgedSignature:
    """What is known of a signature and its certificate, and by which answer."""

    state: CertificateState
    by: str = ""
    answered_at: datetime | None = None
    revoked_at: datetime | None = None
