# SPDX-License-Identifier: Apache-2.0
"""How is a parcel closed and signed, and how is it opened again?

The body is sealed with HPKE (``info`` = kind, ``aad`` = header) to the receiving zone; the sending
zone signs header and sealed body together. Bodies are padded, so that their length tells little.
"""

import struct
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.keys import ZoneKeys
from madoguchi.platform.crypto.peers import Peer
from madoguchi.platform.crypto.sealing import OVERHEAD_BYTES, open_sealed, seal
from madoguchi.platform.crypto.signing import sign, verify
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.zones.header import Header, HeaderFile, MalformedParcel

CONTEXT = "parcel/v1"
MAX_BODY_BYTES = 16 * 1024 * 1024
_LENGTHS = struct.Struct(">II")
_SMALLEST = 1024
_FILES = TypeAdapter(tuple[FileRef, ...])


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel as it travels; ``header`` is the very text that was signed."""

    header: str
    sealed: bytes
    signature: bytes

    def to_wire(self) -> dict[str, str]:
        """The parcel as JSON."""
        return {
            "header": self.header,
            "body": b64encode(self.sealed).decode(),
            "signature": b64encode(self.signature).decode(),
        }

    @classmethod
    def from_wire(cls, wire: Any) -> Self:
        """Read a parcel from JSON.

        Raises:
            MalformedParcel: it has another shape.
        """
        try:
            header, body, signature = wire["header"], wire["body"], wire["signature"]
            if not isinstance(header, str):
                raise MalformedParcel("not a parcel")
            return cls(header, b64decode(body, validate=True), b64decode(signature, validate=True))
        except (KeyError, TypeError, ValueError):
            raise MalformedParcel("not a parcel") from None


@dataclass(frozen=True, slots=True)
class Content:
    """What was inside: the body as JSON, and what is known of the plain files."""

    body: bytes
    files: tuple[FileRef, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What the sender says of a parcel."""

    id: UUID
    kind: str
    schema_version: int
    ref: str
    sent_at: datetime
    files: tuple[HeaderFile, ...] = ()


def pack(
    label: Label, body: BaseModel, files: Sequence[FileRef], *, keys: ZoneKeys, peer: Peer
) -> tuple[Header, Parcel]:
    """Close and sign a parcel from the zone of ``keys`` to the zone of ``peer``."""
    content = _frame(body.model_dump_json().encode(), _FILES.dump_json(tuple(files)))
    recipient = peer.sealing_key
    header = Header(
        id=label.id,
        kind=label.kind,
        schema_version=label.schema_version,
        from_zone=keys.zone,
        to_zone=peer.zone,
        ref=label.ref,
        sealed_to=key_id_of_public(recipient.public_bytes_raw()).hex(),
        signed_by=keys.signing_id,
        size=len(content) + OVERHEAD_BYTES,
        sent_at=label.sent_at,
        files=label.files,
    )
    text = header.canonical()
    sealed = seal(recipient, info=label.kind.encode(), aad=text, plaintext=content)
    return header, Parcel(text.decode(), sealed, sign(keys.signing, CONTEXT, signed(text, sealed)))


def check_signature(parcel: Parcel, header: Header, peer: Peer) -> None:
    """Make sure that the peer signed exactly this header and this sealed body.

    Raises:
        UnknownKey, BadSignature: it did not.
    """
    key = peer.signing_key(header.signed_by)
    verify(key, CONTEXT, signed(parcel.header.encode(), parcel.sealed), parcel.signature)


def unpack(parcel: Parcel, header: Header, keys: ZoneKeys) -> Content:
    """Open a parcel whose signature was checked.

    Raises:
        UnknownKey, CannotOpen: it is not for our keys, or was changed.
        MalformedParcel: its inside has another shape.
    """
    content = open_sealed(
        keys.sealing_keys,
        parcel.sealed,
        info=header.kind.encode(),
        aad=parcel.header.encode(),
    )
    return _unframe(content)


def signed(header: bytes, sealed: bytes) -> bytes:
    """The message of a parcel's signature."""
    return header + b"\0" + sha256(sealed).digest()


def _frame(body: bytes, files: bytes) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        raise ValueError("the body of a parcel is too large; send files beside it")
    framed = _LENGTHS.pack(len(body), len(files)) + body + files
    return framed + bytes(padded_length(len(framed)) - len(framed))


def _unframe(content: bytes) -> Content:
    if len(content) < _LENGTHS.size:
        raise MalformedParcel("the inside is cut")
    body_length, files_length = _LENGTHS.unpack_from(content)
    body_end = _LENGTHS.size + body_length
    if body_end + files_length > len(content):
        raise MalformedParcel("the inside is cut")
    try:
        files = _FILES.validate_json(content[body_end : body_end + files_length])
    except ValidationError:
        raise MalformedParcel("the inside names no files") from None
    return Content(content[_LENGTHS.size : body_end], files)


def padded_length(length: int) -> int:
    """The next Padmé length (at most 12 % more; Nikitin et al., PETS 2019), at least 1 KiB."""
    if length <= _SMALLEST:
        return _SMALLEST
    exponent = length.bit_length() - 1
    last_bits = exponent - exponent.bit_length()
    mask = (1 << last_bits) - 1
    return (length + mask) & ~mask
