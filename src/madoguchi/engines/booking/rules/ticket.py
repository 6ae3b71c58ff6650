# SPDX-License-Identifier: Apache-2.0
"""What does the code of a booking say to a gate that has no line? Bytes; signing is done outside.

A ticket is base64url of: one byte of format (1), 16 bytes of the booking's id, its start and end as
seconds since 1970 (four bytes each, big endian), two bytes of people, then 64 bytes of Ed25519
signature over ``b"madoguchi/booking/ticket\\0"`` and all bytes before the signature: 122 characters.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

CONTEXT = "booking/ticket"
FORMAT = 1
_BODY = struct.Struct(">B16sIIH")
SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says; nothing personal."""

    reservation_id: UUID
    starts_at: datetime
    ends_at: datetime
    people: int

    def body(self) -> bytes:
        """The bytes that are signed."""
        return _BODY.pack(
            FORMAT,
            self.reservation_id.bytes,
            int(self.starts_at.timestamp()),
            int(self.ends_at.timestamp()),
            min(self.people, 0xFFFF),
        )


def write_ticket(ticket: Ticket, signature: bytes) -> str:
    """The words of the code."""
    return urlsafe_b64encode(ticket.body() + signature).decode().rstrip("=")


def read_ticket(written: str) -> tuple[Ticket, bytes, bytes] | None:
    """The ticket, its signed bytes and its signature (not yet checked); None where it is none."""
    plain = written.strip()
    try:
        raw = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
        if len(raw) != _BODY.size + SIGNATURE_BYTES:
            return None
        kind, number, starts, ends, people = _BODY.unpack(raw[: _BODY.size])
    except (Error, ValueError, struct.error):
        return None
    if kind != FORMAT:
        return None
    ticket = Ticket(UUID(bytes=number), _instant(starts), _instant(ends), people)
    return ticket, raw[: _BODY.size], raw[_BODY.size :]


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
