# SPDX-License-Identifier: Apache-2.0
"""What is in an Office file, which is a ZIP, read within limits and without writing anything?"""

import io
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterable

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Removals

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MADE = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1
_FREE_BYTES = 16 * 1024 * 1024


class Package:
    """The entries of a ZIP that have honest names, inflated one by one and counted."""

    def __init__(self, content: bytes, limits: Limits, removals: Removals) -> None:
        if content.startswith(_COMPOUND_FILE):
            raise CannotRebuild("password")  # how Office locks a file (MS-OFFCRYPTO)
        self._limits, self._size, self._unpacked = limits, len(content), 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise CannotRebuild("damaged") from None
        infos = self._zip.infolist()
        self._check(infos)
        self._infos = {info.filename: info for info in infos if is_honest(info)}
        removals.note("odd_entries", len(infos) - len(self._infos))
        end = content.rfind(b"PK\x05\x06") + 22 + len(self._zip.comment)
        alone = content.startswith(b"PK\x03\x04") and end == len(content)
        removals.note("trailing_bytes", int(not alone))

    def __contains__(self, name: object) -> bool:
        return name in self._infos

    def names(self) -> list[str]:
        """Every file in it (folders left out)."""
        return [name for name in self._infos if not name.endswith("/")]

    def read(self, name: str) -> bytes:
        """The bytes of an entry.

        Raises:
            CannotRebuild: it is not there, broken, or unpacks to too much.
        """
        info = self._infos.get(name)
        if info is None:
            raise CannotRebuild("damaged")
        try:
            with self._zip.open(info) as file:
                content = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError,
                RuntimeError, ValueError):  # fmt: skip
            raise CannotRebuild("damaged") from None
        self._unpacked += len(content)
        if self._unpacked > self._limits.unpacked_bytes or len(content) > info.file_size:
            raise CannotRebuild("too_large")
        return content

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > self._limits.entries:
            raise CannotRebuild("too_large")
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise CannotRebuild("password")
        unpacked = sum(info.file_size for info in infos)
        dense = unpacked > _FREE_BYTES and unpacked > self._size * self._limits.ratio
        overlapping = sum(info.compress_size for info in infos) > self._size
        if unpacked > self._limits.unpacked_bytes or dense or overlapping:
            raise CannotRebuild("too_large")
        if len({info.filename for info in infos}) < len(infos):
            raise CannotRebuild("harmful")  # two readers may see two different files


def is_honest(info: zipfile.ZipInfo) -> bool:
    """Whether an entry is a plain file under a plain relative name."""
    name = info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    return (
        kind in {0, stat.S_IFREG, stat.S_IFDIR}
        and info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        and bool(name)
        and not name.startswith("/")
        and "\\" not in name
        and "\0" not in name
        and ":" not in name
        and posixpath.normpath(name) == name.rstrip("/")
        and not name.startswith("..")
    )


def write_package(
    parts: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()
) -> bytes:
    """A new ZIP of these parts in this order, without times, comments or rights."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _MADE)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return out.getvalue()
