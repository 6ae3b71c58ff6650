# SPDX-License-Identifier: Apache-2.0
"""What is inside an Office file, read from its table of contents alone (never unpacked)?

A ZIP file ends with its central directory. Entry count, sizes and ratio are taken from it, so a
bomb is refused without a byte of it being inflated. Overlapping entries show as a directory that
claims more packed bytes than the file has.
"""

import struct
from dataclasses import dataclass

from madoguchi.platform.files.refusals import UploadDamaged, UploadMacro, UploadZipBomb

TAIL_BYTES = 2 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
FREE_UNPACKED_BYTES = 32 * 1024 * 1024
MAX_RATIO = 120
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED_FLAG = 0x1
_OOXML_FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents."""

    name: str
    packed: int
    unpacked: int
    offset: int


def inspect_office_file(ending: str, head: bytes, tail: bytes, size: int) -> bool:
    """Whether an archive of ``size`` bytes is the Office file that its name says.

    ``head`` and ``tail`` are its first and last bytes.

    Raises:
        UploadDamaged, UploadZipBomb, UploadMacro: it must not be taken.
    """
    entries = read_directory(tail, size)
    _refuse_bombs(entries, size)
    names = {entry.name for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadMacro
    if ending in _OOXML_FOLDERS:
        folder = _OOXML_FOLDERS[ending]
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
    return _odf_type(head) == ending


def read_directory(tail: bytes, size: int) -> tuple[Entry, ...]:
    """The central directory, from the last bytes of an archive of ``size`` bytes.

    Raises:
        UploadDamaged: none, cut, encrypted or not consistent.
        UploadZipBomb: more entries than any document has.
    """
    place = tail.rfind(b"PK\x05\x06", max(0, len(tail) - 65_557))
    if place < 0 or len(tail) - place < _END.size:
        raise UploadDamaged
    _, disk, first_disk, here, count, length, start, comment = _END.unpack_from(tail, place)
    if disk or first_disk or here != count or place + _END.size + comment != len(tail):
        raise UploadDamaged
    if count > MAX_ENTRIES or length > TAIL_BYTES - 65_557:
        raise UploadZipBomb
    end_at = size - len(tail) + place
    if start + length != end_at or start >= size:
        raise UploadDamaged
    directory = tail[place - length : place]
    return _read_entries(directory, count)


def _read_entries(directory: bytes, count: int) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    position = 0
    for _ in range(count):
        if position + _ENTRY.size > len(directory):
            raise UploadDamaged
        row = _ENTRY.unpack_from(directory, position)
        if row[0] != b"PK\x01\x02" or row[3] & _ENCRYPTED_FLAG:
            raise UploadDamaged
        name_length, extra, comment = row[10], row[11], row[12]
        start = position + _ENTRY.size
        name = directory[start : start + name_length].decode("utf-8", "replace")
        entries.append(Entry(name, packed=row[8], unpacked=row[9], offset=row[16]))
        position = start + name_length + extra + comment
    if position != len(directory):
        raise UploadDamaged
    return tuple(entries)


def _refuse_bombs(entries: tuple[Entry, ...], size: int) -> None:
    packed = sum(entry.packed for entry in entries)
    unpacked = sum(entry.unpacked for entry in entries)
    overlapping = packed > size or len({entry.offset for entry in entries}) < len(entries)
    too_dense = unpacked > FREE_UNPACKED_BYTES and unpacked > size * MAX_RATIO
    if overlapping or too_dense or unpacked > MAX_UNPACKED_BYTES:
        raise UploadZipBomb


def _odf_type(head: bytes) -> str | None:
    """An OpenDocument file begins with a stored entry ``mimetype`` (ODF 1.3 part 2, 3.3)."""
    if len(head) < _LOCAL.size:
        return None
    row = _LOCAL.unpack_from(head)
    start = _LOCAL.size + row[9] + row[10]
    if head[_LOCAL.size : _LOCAL.size + row[9]] != b"mimetype" or row[3] != 0:
        return None
    content = head[start : start + 80]
    for ending, kind in (("ods", b"spreadsheet"), ("odt", b"text")):
        media_type = b"application/vnd.oasis.opendocument." + kind
        if content.startswith(media_type) and content[len(media_type) :][:2] == b"PK":
            return ending
    return None
