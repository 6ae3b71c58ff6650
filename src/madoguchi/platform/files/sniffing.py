# SPDX-License-Identifier: Apache-2.0
"""Is a passing file what its name says? Looks at its first and last bytes as they pass."""

import codecs

import filetype

from madoguchi.platform.files.archives import TAIL_BYTES, inspect_office_file
from madoguchi.platform.files.kinds import (
    OLD_OFFICE,
    PHONE_ENDINGS,
    PHONE_TYPES,
    TYPES,
    FileType,
    UploadRule,
)
from madoguchi.platform.files.refusals import (
    UploadOldOffice,
    UploadPhonePhoto,
    UploadTypeMismatch,
    UploadTypeNotAllowed,
)

HEAD_BYTES = 8192
_TEXT_LOOKALIKES = frozenset({"image/bmp"})  # two letters are its whole mark: a CSV may have them
_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")


class Sniffer:
    """Watches one file pass; holds its head, and its tail if it is an archive."""

    def __init__(self, name: str, rule: UploadRule) -> None:
        self._ending = name.rpartition(".")[2].lower() if "." in name else ""
        found = TYPES.get(self._ending)
        if self._ending in PHONE_ENDINGS and "image" in rule.kinds:
            raise UploadPhonePhoto
        if self._ending in OLD_OFFICE:
            newer = OLD_OFFICE[self._ending] if "office" in rule.kinds else ""
            raise UploadOldOffice(self._ending, newer=newer, extensions=rule.in_words())
        if found is None or found.kind not in rule.kinds:
            raise UploadTypeNotAllowed(rule.in_words())
        self._type: FileType = found
        self._head = bytearray()
        self._tail = bytearray()
        self._size = 0
        self._judged = False

    @property
    def media_type(self) -> str:
        """The media type that the name says."""
        return self._type.media_type

    def feed(self, piece: bytes) -> None:
        """Watch a piece pass.

        Raises:
            UploadTypeMismatch: as soon as the head shows that the name is wrong.
            UploadPhonePhoto: a phone's photo under the name of another picture.
        """
        self._size += len(piece)
        if not self._judged:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                self._judge_head()
        if self._type.kind == "office":
            self._tail += piece
            if len(self._tail) > 2 * TAIL_BYTES:
                del self._tail[:-TAIL_BYTES]
        elif self._type.kind == "text" and self._is_eight_bit and b"\0" in piece:
            raise UploadTypeMismatch

    def finish(self) -> None:
        """Judge the whole, at its end.

        Raises:
            UploadRefused: wrong name, damaged, a bomb, or with macros.
        """
        if not self._judged:
            self._judge_head()
        if self._type.kind == "office":
            tail = bytes(self._tail[-TAIL_BYTES:])
            if not inspect_office_file(self._ending, bytes(self._head), tail, self._size):
                raise UploadTypeMismatch

    @property
    def _is_eight_bit(self) -> bool:
        return not self._head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))

    def _judge_head(self) -> None:
        self._judged = True
        head = bytes(self._head)
        if self._type.kind == "office":
            good = head.startswith(b"PK\x03\x04")
        elif self._type.kind == "text":
            good = _looks_like_text(head)
        else:
            known = filetype.guess_mime(head)
            if known in PHONE_TYPES and self._type.kind == "image":
                raise UploadPhonePhoto
            good = known in self._type.sniffed
        if not good:
            raise UploadTypeMismatch


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(head, "utf-16")
    known = filetype.guess_mime(head)
    if known is not None and known not in _TEXT_LOOKALIKES:
        return False
    return b"\0" not in head and any(_decodes(head, encoding) for encoding in _ENCODINGS)


def _decodes(head: bytes, encoding: str) -> bool:
    """Whether the bytes are text, where the last character may be cut off."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True
