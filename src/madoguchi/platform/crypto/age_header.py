# SPDX-License-Identifier: Apache-2.0
"""How does an age file name who may open it? (age-encryption.org/v1, X25519 recipients)"""

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from madoguchi.platform.crypto.errors import CannotOpen, UnknownKey

INTRO = b"age-encryption.org/v1"
FILE_KEY_BYTES = 16
MAX_HEADER_BYTES = 64 * 1024
_COLUMNS = 64
_X25519_LABEL = b"age-encryption.org/v1/X25519"


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient's line of a header."""

    arguments: tuple[bytes, ...]
    body: bytes


def write_header(file_key: bytes, recipient: X25519PublicKey) -> bytes:
    """The header that lets one recipient unwrap the file key."""
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    wrap = _wrapping_key(ephemeral.exchange(recipient), share, recipient.public_bytes_raw())
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    start = INTRO + b"\n-> X25519 " + _encode(share) + b"\n" + _encode(body) + b"\n---"
    return start + b" " + _encode(_mac(file_key, start)) + b"\n"


def unwrap_file_key(header: bytes, identities: Iterable[X25519PrivateKey]) -> bytes:
    """The file key of a whole header (up to and with the line that begins with ``---``).

    Raises:
        UnknownKey: it is for none of these identities.
        CannotOpen: it was changed, or is not an age v1 header.
    """
    start, _, mac_line = header.rpartition(b"\n---")
    stanzas = _parse(start.split(b"\n"))
    file_key = _find_file_key(stanzas, tuple(identities))
    if not mac_line.startswith(b" ") or not mac_line.endswith(b"\n"):
        raise CannotOpen("the header has no proper end")
    if not hmac.compare_digest(_mac(file_key, start + b"\n---"), _decode(mac_line[1:-1])):
        raise CannotOpen("the header was changed")
    return file_key


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 to 32 bytes, as age uses it."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def _find_file_key(stanzas: list[Stanza], identities: tuple[X25519PrivateKey, ...]) -> bytes:
    for stanza in stanzas:
        if stanza.arguments[0] != b"X25519":
            continue
        if len(stanza.arguments) != 2 or len(stanza.body) != FILE_KEY_BYTES + 16:
            raise CannotOpen("a recipient line is damaged")
        for identity in identities:
            file_key = _unwrap(stanza, identity)
            if file_key is not None:
                return file_key
    raise UnknownKey("the file is closed for another key")


def _unwrap(stanza: Stanza, identity: X25519PrivateKey) -> bytes | None:
    share = _decode(stanza.arguments[1])
    try:
        shared = identity.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        raise CannotOpen("a recipient line is damaged") from None
    wrap = _wrapping_key(shared, share, identity.public_key().public_bytes_raw())
    try:
        return ChaCha20Poly1305(wrap).decrypt(bytes(12), stanza.body, None)
    except InvalidTag:
        return None


def _parse(lines: list[bytes]) -> list[Stanza]:
    if lines[0] != INTRO:
        raise CannotOpen("not an age v1 file")
    stanzas: list[Stanza] = []
    position = 1
    while position < len(lines):
        if not lines[position].startswith(b"-> "):
            raise CannotOpen("a header line is damaged")
        arguments = tuple(lines[position][3:].split(b" "))
        body, position = _read_body(lines, position + 1)
        if not all(arguments):
            raise CannotOpen("a header line is damaged")
        stanzas.append(Stanza(arguments, body))
    return stanzas


def _read_body(lines: list[bytes], position: int) -> tuple[bytes, int]:
    """Body lines are full (64 columns) but for the last, which is shorter and may be empty."""
    parts: list[bytes] = []
    while position < len(lines):
        line = lines[position]
        position += 1
        if len(line) > _COLUMNS:
            break
        parts.append(line)
        if len(line) < _COLUMNS:
            return _decode(b"".join(parts)), position
    raise CannotOpen("a header line is damaged")


def _wrapping_key(shared: bytes, share: bytes, recipient: bytes) -> bytes:
    return hkdf(shared, share + recipient, _X25519_LABEL)


def _mac(file_key: bytes, start: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"", b"header"), start, sha256)


def new_file_key() -> bytes:
    """A fresh key for one file."""
    return os.urandom(FILE_KEY_BYTES)


def _encode(raw: bytes) -> bytes:
    return b64encode(raw).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    try:
        raw = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise CannotOpen("a header line is damaged") from None
    if _encode(raw) != text:  # one way to write each value, or tampering would go unseen
        raise CannotOpen("a header line is damaged")
    return raw
