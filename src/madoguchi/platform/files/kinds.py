# SPDX-License-Identifier: Apache-2.0
"""Which types of file may be sent, and how large?"""

from dataclasses import dataclass, field
from typing import Literal

FileKind = Literal["image", "pdf", "office", "text"]
ALL_KINDS: frozenset[FileKind] = frozenset({"image", "pdf", "office", "text"})
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileType:
    """One type of file: its kind, its media type and what its first bytes must look like."""

    kind: FileKind
    media_type: str
    sniffed: frozenset[str] = frozenset()


PHONE_ENDINGS = frozenset({"heic", "heif", "hif"})
"""Photos that nothing here can rebuild: free decoders come bundled with an encoder under the GPL.

A phone turns them into JPEG by itself where a page does not ask for them (``accept``)."""
PHONE_TYPES = frozenset({"image/heic", "image/heif"})
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

TYPES: dict[str, FileType] = {
    "jpg": FileType("image", "image/jpeg", frozenset({"image/jpeg"})),
    "jpeg": FileType("image", "image/jpeg", frozenset({"image/jpeg"})),
    "png": FileType("image", "image/png", frozenset({"image/png"})),
    "webp": FileType("image", "image/webp", frozenset({"image/webp"})),
    "pdf": FileType("pdf", "application/pdf", frozenset({"application/pdf"})),
    "docx": FileType("office", _OOXML + "wordprocessingml.document"),
    "xlsx": FileType("office", _OOXML + "spreadsheetml.sheet"),
    "pptx": FileType("office", _OOXML + "presentationml.presentation"),
    "odt": FileType("office", _ODF + "text"),
    "ods": FileType("office", _ODF + "spreadsheet"),
    "csv": FileType("text", "text/csv"),
    "txt": FileType("text", "text/plain"),
}


OLD_OFFICE: dict[str, str] = {"doc": "DOCX", "xls": "XLSX", "ppt": "PPTX"}
"""Endings of Word, Excel and PowerPoint before 2007, and as what to save such a file instead."""


@dataclass(frozen=True, slots=True)
class UploadRule:
    """What a page takes."""

    kinds: frozenset[FileKind] = field(default=frozenset({"image", "pdf"}))
    max_bytes: int = 10 * MEGABYTE
    max_files: int = 20

    def extensions(self) -> tuple[str, ...]:
        """The endings of file names that are taken."""
        return tuple(ending for ending, kind in TYPES.items() if kind.kind in self.kinds)

    def accept_attribute(self) -> str:
        """The value of ``<input type="file" accept="…">``."""
        return ",".join(f".{ending}" for ending in self.extensions())

    def in_words(self) -> str:
        """The types in words for a reader."""
        return "・".join(ending.upper() for ending in self.extensions())


WIDEST_RULE = UploadRule(kinds=ALL_KINDS, max_bytes=100 * MEGABYTE)
