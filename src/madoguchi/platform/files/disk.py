# SPDX-License-Identifier: Apache-2.0
"""Where do encrypted files lie, and how do they get there whole or not at all?"""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

FOLDER_MODE = 0o700


def files_root(home: Path | None = None) -> Path:
    """The folder of all stored files of the zone."""
    return Path(home or settings.HOME) / "files"


def cipher_path(file_id: UUID, home: Path | None = None) -> Path:
    """Where a file lies. The folders come from the random end of the id, so that they fill evenly."""
    name = file_id.hex
    return files_root(home) / name[-2:] / name[-4:-2] / f"{file_id}.age"


class CipherFile:
    """A file that is being written; it appears under its name only when ``place`` is called."""

    def __init__(self, file_id: UUID, home: Path | None = None) -> None:
        self.id = file_id
        self.size = 0
        self._digest = sha256()
        self._home = home
        self._part = files_root(home) / "incoming" / f"{file_id}.{os.getpid()}.part"
        self._part.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        self._file: BinaryIO | None = os.fdopen(
            os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hex."""
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> None:
        """Append ciphertext."""
        if self._file is None:
            raise ValueError("the file is closed")
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def close(self) -> None:
        """Bring everything to the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def place(self) -> Path:
        """Give the file its name; from now on it is a stored file (or an orphan to be swept)."""
        self.close()
        path = cipher_path(self.id, self._home)
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        self._part.replace(path)
        sync_folder(path.parent)
        return path

    def discard(self) -> None:
        """Remove what was written, unless it has been placed."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._part.unlink(missing_ok=True)


def read_pieces(path: Path, size: int = 64 * 1024) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(size):
            yield piece


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
