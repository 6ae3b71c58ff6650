# SPDX-License-Identifier: Apache-2.0
"""What does a JPEG inside a document carry besides its picture? Taken out without recoding."""

from madoguchi.platform.files.sanitising.results import CannotRebuild

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_ADOBE = 0xEE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})


def keep_picture(content: bytes, most_pixels: int) -> tuple[bytes, int]:
    """The JPEG without camera data, profiles, comments and bytes after its end; how many went.

    Raises:
        CannotRebuild: not a JPEG of the usual kinds, or more pixels than allowed.
    """
    if content[:2] != b"\xff\xd8":
        raise CannotRebuild("damaged")
    kept, position, dropped = bytearray(b"\xff\xd8"), 2, 0
    while True:
        marker, length = _segment(content, position)
        if marker in _FRAMES:
            _check_size(content[position + 5 : position + 9], most_pixels)
        segment = content[position : position + 2 + length]
        position += 2 + length
        if marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker != _ADOBE):
            dropped += marker != 0xE0
        else:
            kept += segment
        if marker == _SCAN:
            break
    end = content.rfind(b"\xff\xd9")
    if end < position:
        raise CannotRebuild("damaged")
    dropped += content[end + 2 :].strip(b"\0\r\n") != b""
    return bytes(kept + content[position : end + 2]), dropped


def _segment(content: bytes, position: int) -> tuple[int, int]:
    """Marker and length of the segment that begins here."""
    if position + 4 > len(content) or content[position] != 0xFF:
        raise CannotRebuild("damaged")
    marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
    if marker in {_START, _END, 0x00, 0xFF} or length < 2 or position + 2 + length > len(content):
        raise CannotRebuild("damaged")
    return marker, length


def _check_size(box: bytes, most_pixels: int) -> None:
    if int.from_bytes(box[:2]) * int.from_bytes(box[2:]) > most_pixels:
        raise CannotRebuild("too_large")
