# SPDX-License-Identifier: Apache-2.0
"""Do our age streams agree with another age implementation, and refuse every change?"""

import io
import subprocess
import sys
from collections.abc import Iterator

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.platform.crypto.age_text import identity_text, recipient_text
from madoguchi.platform.crypto.errors import CannotOpen, UnknownKey
from madoguchi.platform.crypto.streams import CHUNK_BYTES, AgeEncryptor, age_decrypt, age_encrypt

KEY = X25519PrivateKey.generate()
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]


def _content(size: int) -> bytes:
    return bytes((place * 7 + place // 251) % 256 for place in range(size))


def _close(content: bytes, step: int = 10_000) -> bytes:
    pieces = (content[start : start + step] for start in range(0, len(content), step))
    return b"".join(age_encrypt(pieces, KEY.public_key()))


def _open(sealed: bytes, key: X25519PrivateKey = KEY) -> bytes:
    return b"".join(age_decrypt(io.BytesIO(sealed), key))


@pytest.mark.parametrize("size", SIZES)
def test_the_other_implementation_opens_ours(size: int) -> None:
    identity = pyrage.x25519.Identity.from_str(identity_text(KEY))
    assert str(identity.to_public()) == recipient_text(KEY.public_key())
    assert pyrage.decrypt(_close(_content(size)), [identity]) == _content(size)


@pytest.mark.parametrize("size", SIZES)
def test_we_open_those_of_the_other_implementation(size: int) -> None:
    recipient = pyrage.x25519.Recipient.from_str(recipient_text(KEY.public_key()))
    stranger = pyrage.x25519.Identity.generate().to_public()
    assert _open(pyrage.encrypt(_content(size), [stranger, recipient])) == _content(size)


@pytest.mark.parametrize("step", [1, 4096, CHUNK_BYTES, 1_000_000])
def test_the_size_of_the_pieces_does_not_matter(step: int) -> None:
    content = _content(CHUNK_BYTES + 100) if step > 1 else _content(300)
    assert _open(_close(content, step)) == content


def test_every_changed_byte_of_header_and_nonce_is_refused() -> None:
    sealed = _close(b"short")
    for place in range(len(sealed)):
        for bit in (0x01, 0x80):
            changed = bytearray(sealed)
            changed[place] ^= bit
            with pytest.raises(CannotOpen):
                _open(bytes(changed))


def test_every_cut_is_refused() -> None:
    sealed = _close(b"short")
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            _open(sealed[:length])


def test_moved_missing_and_added_chunks_are_refused() -> None:
    sealed = _close(_content(3 * CHUNK_BYTES))
    step = CHUNK_BYTES + 16
    start = len(sealed) - 3 * step
    head, one, two, three = (
        sealed[:start],
        sealed[start : start + step],
        sealed[start + step : start + 2 * step],
        sealed[start + 2 * step :],
    )
    for wrong in (
        two + one + three,
        one + two,
        one + three,
        one + two + three + b"x",
        one + two * 2,
    ):
        with pytest.raises(CannotOpen):
            _open(head + wrong)


def test_a_stranger_cannot_open() -> None:
    with pytest.raises(UnknownKey):
        _open(_close(b"short"), X25519PrivateKey.generate())


def test_an_endless_header_is_refused_early() -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b"a" * size

    reader = Endless()
    with pytest.raises(CannotOpen):
        age_decrypt(reader, KEY)
    assert reader.given < 100_000


def test_a_finished_stream_takes_no_more() -> None:
    encryptor = AgeEncryptor(KEY.public_key())
    encryptor.finish()
    with pytest.raises(ValueError, match="finished"):
        encryptor.feed(b"more")


MEASURE = """
import resource, sys
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from madoguchi.platform.crypto.streams import age_decrypt, age_encrypt
key = X25519PrivateKey.generate()
class Pipe:
    def __init__(self, pieces): self.pieces, self.held = pieces, b""
    def read(self, size):
        while len(self.held) < size:
            piece = next(self.pieces, b"")
            if not piece: break
            self.held += piece
        out, self.held = self.held[:size], self.held[size:]
        return out
def run(megabytes):
    source = (bytes(100_000) for _ in range(megabytes * 10))
    return sum(map(len, age_decrypt(Pipe(age_encrypt(source, key.public_key())), key)))
run(1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
total = run(128)
print(total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def _numbers(text: str) -> Iterator[int]:
    return (int(word) for word in text.split())


def test_a_large_stream_needs_no_more_memory_than_a_small_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True, timeout=120
    )
    total, grown_kb = _numbers(done.stdout)
    assert total == 128_000_000
    assert grown_kb < 4_000
