# SPDX-License-Identifier: Apache-2.0
"""How do secrets rest on disk? Owner-only, written whole or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from madoguchi.platform.crypto.errors import BadKeyFile

PRIVATE_MODE = 0o600
FOLDER_MODE = 0o700


def create_file(path: Path, content: bytes, *, mode: int = PRIVATE_MODE) -> bool:
    """Write a file that must not exist yet; False if another process was faster."""
    draft = _write_draft(path, content, mode)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return True


def replace_file(path: Path, content: bytes, *, mode: int = PRIVATE_MODE) -> None:
    """Write a file over an older one; a reader sees the old or the new one, never a part."""
    _write_draft(path, content, mode).replace(path)
    _sync_folder(path.parent)


def read_private(path: Path) -> bytes:
    """Read a secret file.

    Raises:
        BadKeyFile: missing, or open to other users of the machine.
    """
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except FileNotFoundError:
        raise BadKeyFile(f"no key file {path.name}: run `madoguchi keys`") from None
    if mode & 0o077:
        raise BadKeyFile(f"{path.name} is open to other users: chmod 600 it")
    return content


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one writer among all processes."""
    with open(folder / ".lock", "ab", opener=_private_opener) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_draft(path: Path, content: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_MODE)
