# SPDX-License-Identifier: Apache-2.0
"""How is an archive written and read as one stream? A tar inside an age file, in flat memory.

What an ordinary ``age -d -i identity.txt backup.tar.age | tar x`` gives is the same.
"""

import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, BinaryIO, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from madoguchi.platform.backup.manifest import BackupRefused, Tally
from madoguchi.platform.crypto.errors import CannotOpen, UnknownKey
from madoguchi.platform.crypto.streams import AgeEncryptor, age_decrypt

PIECE_BYTES = 1024 * 1024
PART_BYTES = 8 * 1024 * 1024
MANIFEST = "manifest.json"
_FOLDERS = frozenset({"card", "database", "files", "keys", "peers", "settings"})


class SealedTar:
    """Writes an archive to a file that has no final name yet; use it as a context manager."""

    def __init__(self, path: Path, recipient: X25519PublicKey) -> None:
        self.tally = Tally()
        self.size = 0
        self._digest = sha256()
        self._age = AgeEncryptor(recipient)
        self._path = path
        self._file: BinaryIO = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )
        self._tar = tarfile.open(mode="w|", fileobj=self, bufsize=PIECE_BYTES)  # type: ignore[call-overload]  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if error is not None:
            self._path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """The hash of the ciphertext, in hex."""
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> int:
        """For the tar: close a piece and write it."""
        self._put(self._age.feed(piece))
        return len(piece)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small member."""
        self._add(name, len(content), io.BytesIO(content))

    def add_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a stream of unknown length as ``name.000000``, ``name.000001`` …"""
        for number, part in enumerate(_parts(pieces)):
            self.add_bytes(f"{name}.{number:06}", part)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file.

        Raises:
            FileNotFoundError: it is gone.
        """
        with path.open("rb") as file:
            self._add(name, os.fstat(file.fileno()).st_size, file)

    def finish(self, manifest: bytes) -> None:
        """Add the list, and bring everything to the disk."""
        self.add_bytes(MANIFEST, manifest)
        self._tar.close()
        self._put(self._age.finish())
        self._file.flush()
        os.fsync(self._file.fileno())

    def _add(self, name: str, size: int, source: BinaryIO) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        reader = _Hashing(source)
        self._tar.addfile(entry, reader)
        self.tally.add(name, size, reader.hexdigest())

    def _put(self, ready: bytes) -> None:
        self._file.write(ready)
        self._digest.update(ready)
        self.size += len(ready)


def unpack(
    archive: Path, folder: Path, identity: X25519PrivateKey, *, expected: str = ""
) -> tuple[bytes, Tally]:
    """Unpack an archive into an empty folder; returns its list and what was counted.

    ``expected`` is the SHA-256 of the ciphertext where a label names it.

    Raises:
        BackupRefused: closed for another key, cut, changed, or not a backup of ours.
    """
    try:
        with archive.open("rb") as file:
            reader = _Hashing(file)
            stream = _Stream(age_decrypt(reader, identity))
            manifest, tally = _unpack(stream, folder)
            stream.drain()
    except UnknownKey:
        raise BackupRefused(
            f"{archive.name} is closed for another key: bring the sheets of its own recovery key"
        ) from None
    except (CannotOpen, tarfile.TarError) as error:
        raise BackupRefused(
            f"{archive.name} is cut or changed ({error}): take another backup"
        ) from None
    if expected and reader.hexdigest() != expected:
        raise BackupRefused(f"{archive.name} is not the file that its label names")
    return manifest, tally


def _unpack(stream: "_Stream", folder: Path) -> tuple[bytes, Tally]:
    tally, manifest = Tally(), b""
    with tarfile.open(mode="r|", fileobj=stream, bufsize=PIECE_BYTES) as tar:  # type: ignore[call-overload]
        for entry in tar:
            source = tar.extractfile(entry) if entry.isreg() else None
            if manifest or source is None:
                raise BackupRefused(f"{entry.name} does not belong into a backup")
            if entry.name == MANIFEST:
                manifest = source.read()
                continue
            target = folder / _safe(entry.name)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            tally.add(entry.name, entry.size, _copy(source, target))
    if not manifest:
        raise BackupRefused("the archive has no list at its end: its backup was broken off")
    return manifest, tally


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in _FOLDERS:
        raise BackupRefused(f"{name[:80]} does not belong into a backup")
    return path


def _copy(source: IO[bytes], target: Path) -> str:
    digest = sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PART_BYTES:
            yield bytes(held[:PART_BYTES])
            del held[:PART_BYTES]
    yield bytes(held)


class _Hashing:
    """Reads through and hashes."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = sha256()

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


class _Stream:
    """Lets a tar read from pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def read(self, size: int) -> bytes:
        parts, missing = [], size
        while missing:
            if not self._held:
                self._held = next(self._pieces, b"")
                if not self._held:
                    break
            parts.append(self._held[:missing])
            self._held = self._held[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    def drain(self) -> None:
        """Read to the end: only the last chunk proves that nothing was cut."""
        for _ in self._pieces:
            pass
