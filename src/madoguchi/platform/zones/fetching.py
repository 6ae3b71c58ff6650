# SPDX-License-Identifier: Apache-2.0
"""How do the files of a parcel get here, unchanged?"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from madoguchi.platform.crypto.derive import key_id_of_public
from madoguchi.platform.crypto.keys import ZoneKeys
from madoguchi.platform.files.disk import CipherFile, cipher_path, read_pieces
from madoguchi.platform.files.opening import read_verified
from madoguchi.platform.files.receiving import FileRef
from madoguchi.platform.files.refusals import FileDamaged
from madoguchi.platform.files.storing import adopt
from madoguchi.platform.zones.header import HeaderFile


class FileLost(Exception):
    """A file of a parcel is not there or not what it should be; ``reason`` as in ``Unopenable``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FileLater(Exception):
    """A file of a parcel cannot be had at the moment."""


class FileSource(Protocol):
    """Where the ciphertext of files comes from."""

    def open_cipher(self, file: HeaderFile) -> AbstractContextManager[Iterator[bytes]]:
        """The ciphertext in pieces.

        Raises:
            FileLost: the sender does not have it (any more).
            FileLater: it cannot be had now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file whose ciphertext lies here and was checked."""

    travelled: HeaderFile
    ref: FileRef


def fetch_files(
    travelled: Sequence[HeaderFile], refs: Sequence[FileRef], source: FileSource, keys: ZoneKeys
) -> list[Fetched]:
    """Bring every file here and check it: the ciphertext against the signed header, and, where it
    is closed for this zone, the plaintext against what the sender sealed inside.

    A file that is here already (from an earlier attempt) is not fetched again.

    Raises:
        FileLost, FileLater: see there.
    """
    by_id = {ref.id: ref for ref in refs}
    fetched = []
    for file in travelled:
        path = cipher_path(file.id)
        if not (path.exists() and _digest_of(path) == file.sha256):
            _fetch(file, source)
        _check_plain(path, file, by_id[file.id], keys)
        fetched.append(Fetched(file, by_id[file.id]))
    return fetched


def store_files(files: Sequence[Fetched], *, owner: str, kind: str, at: datetime) -> None:
    """Write the rows of fetched files, in the caller's transaction."""
    for file in files:
        adopt(
            file.ref,
            cipher_size=file.travelled.size,
            cipher_sha256=file.travelled.sha256,
            recipient_key=file.travelled.key,
            purpose=kind,
            owner=owner,
            at=at,
        )


def _fetch(file: HeaderFile, source: FileSource) -> None:
    cipher = CipherFile(file.id)
    try:
        with source.open_cipher(file) as pieces:
            for piece in pieces:
                if cipher.size + len(piece) > file.size:
                    raise FileLost("file_damaged")
                cipher.write(piece)
        if cipher.size != file.size or cipher.sha256 != file.sha256:
            raise FileLost("file_damaged")
        cipher.place()
    finally:
        cipher.discard()


def _check_plain(path: Path, file: HeaderFile, ref: FileRef, keys: ZoneKeys) -> None:
    own = {key_id_of_public(k.public_key().public_bytes_raw()).hex() for k in keys.files_keys}
    if file.key not in own:
        return
    try:
        for _ in read_verified(path, ref.size, ref.sha256, keys.files_keys):
            pass
    except FileDamaged:
        raise FileLost("file_damaged") from None


def _digest_of(path: Path) -> str:
    digest = sha256()
    for piece in read_pieces(path):
        digest.update(piece)
    return digest.hexdigest()
