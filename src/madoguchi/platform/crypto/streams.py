# SPDX-License-Identifier: Apache-2.0
"""How is a file closed and opened piece by piece, in bounded memory?

The format is age v1 (age-encryption.org/v1), so that any age tool opens it in an emergency. The
payload is the STREAM construction: chunks of 64 KiB under ChaCha20-Poly1305, numbered, the last
one flagged; a cut, swapped or repeated chunk does not open.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from madoguchi.platform.crypto.age_header import (
    MAX_HEADER_BYTES,
    hkdf,
    new_file_key,
    unwrap_file_key,
    write_header,
)
from madoguchi.platform.crypto.errors import CannotOpen

CHUNK_BYTES = 64 * 1024
_TAG_BYTES = 16
_NONCE_BYTES = 16
_CIPHER_CHUNK = CHUNK_BYTES + _TAG_BYTES


class Reader(Protocol):
    """A binary stream to read from."""

    def read(self, size: int = ..., /) -> bytes: ...


class AgeEncryptor:
    """Closes a stream for one recipient, push-style: ``feed`` pieces, then ``finish`` once.

    Holds at most one chunk of plaintext.
    """

    def __init__(self, recipient: X25519PublicKey) -> None:
        file_key, nonce = new_file_key(), os.urandom(_NONCE_BYTES)
        self._ready = write_header(file_key, recipient) + nonce
        self._cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
        self._buffer = bytearray()
        self._chunks = 0
        self._finished = False

    def feed(self, piece: bytes) -> bytes:
        """Take plaintext; return the ciphertext that is ready (may be empty)."""
        if self._finished:
            raise ValueError("the stream is finished")
        self._buffer += piece
        parts = [self._ready]
        self._ready = b""
        while len(self._buffer) > CHUNK_BYTES:  # a full buffer waits: it may be the last chunk
            parts.append(self._close(bytes(self._buffer[:CHUNK_BYTES]), last=False))
            del self._buffer[:CHUNK_BYTES]
        return b"".join(parts)

    def finish(self) -> bytes:
        """Return the rest of the ciphertext, with the flagged last chunk."""
        rest = self.feed(b"") + self._close(bytes(self._buffer), last=True)
        self._finished = True
        self._buffer.clear()
        return rest

    def _close(self, chunk: bytes, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(_chunk_nonce(self._chunks, last=last), chunk, None)
        self._chunks += 1
        return sealed


def age_encrypt(pieces: Iterable[bytes], recipient: X25519PublicKey) -> Iterator[bytes]:
    """Close a stream that is already at hand."""
    encryptor = AgeEncryptor(recipient)
    for piece in pieces:
        if ready := encryptor.feed(piece):
            yield ready
    yield encryptor.finish()


def age_decrypt(
    reader: Reader, identities: X25519PrivateKey | Iterable[X25519PrivateKey]
) -> Iterator[bytes]:
    """Open an age stream in chunks; each chunk given out is authentic and in its place.

    Raises:
        UnknownKey: it is for none of the identities.
        CannotOpen: changed, cut, or not an age v1 stream; chunks given out before were genuine,
            but the whole is not complete.
    """
    keys = [identities] if isinstance(identities, X25519PrivateKey) else identities
    source = _Buffered(reader)
    file_key = unwrap_file_key(source.read_header(), keys)
    nonce = source.read_exactly(_NONCE_BYTES)
    if len(nonce) != _NONCE_BYTES:
        raise CannotOpen("the stream is cut")
    return _open_chunks(source, ChaCha20Poly1305(hkdf(file_key, nonce, b"payload")))


def _open_chunks(source: "_Buffered", cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    number = 0
    chunk = source.read_exactly(_CIPHER_CHUNK)
    while True:
        following = source.read_exactly(_CIPHER_CHUNK) if len(chunk) == _CIPHER_CHUNK else b""
        last = not following
        try:
            plain = cipher.decrypt(_chunk_nonce(number, last=last), chunk, None)
        except InvalidTag:
            raise CannotOpen("a chunk was changed, moved or cut") from None
        if last and not plain and number:
            raise CannotOpen("an empty last chunk is only right in an empty file")
        if plain:
            yield plain
        if last:
            return
        chunk, number = following, number + 1


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class _Buffered:
    """Reads a header of unknown length, then exact sizes, from any stream."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held = b""

    def read_header(self) -> bytes:
        """Everything up to and with the line that begins with ``---``."""
        while len(self._held) <= MAX_HEADER_BYTES:
            mark = self._held.find(b"\n---")
            end = self._held.find(b"\n", mark + 1) if mark >= 0 else -1
            if end >= 0:
                header, self._held = self._held[: end + 1], self._held[end + 1 :]
                return header
            piece = self._reader.read(4096)
            if not piece:
                break
            self._held += piece
        raise CannotOpen("not an age v1 stream, or cut in its header")

    def read_exactly(self, size: int) -> bytes:
        """``size`` bytes, fewer only at the end of the stream."""
        parts, missing = [self._held[:size]], size - len(self._held[:size])
        self._held = self._held[size:]
        while missing:
            piece = self._reader.read(missing)
            if not piece:
                break
            parts.append(piece)
            missing -= len(piece)
        return b"".join(parts)
