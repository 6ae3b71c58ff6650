# SPDX-License-Identifier: Apache-2.0
"""Where in a folder or a database is a word readable, however it is written down?

Looked for: the word in UTF-8, UTF-16, EUC-JP and Shift_JIS, as hexadecimal, percent or backslash
escapes, HTML references and base64 at each of the three offsets; and all of that inside anything
that unpacks as zlib, gzip or a ZIP entry, or decodes as base64, two layers deep.
"""

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from tests.journeys.town import Town

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "euc_jp", "cp932")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_ZIP_ENTRY = re.compile(rb"PK\x03\x04.{4}\x08\x00", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_LAYERS = 2
_MOST_UNPACKED = 4 * 1024 * 1024


@dataclass(frozen=True)
class Trace:
    """A word that was found, and where."""

    place: str
    found: bytes
    around: bytes


class Seeker:
    """Looks for some words in whatever bytes it is given."""

    def __init__(self, words: Iterable[str]) -> None:
        forms = {form for word in words for form in written(word)}
        self._pattern = re.compile(b"|".join(re.escape(f) for f in sorted(forms)), re.IGNORECASE)

    def search(self, data: bytes, place: str, layers: int = _LAYERS) -> Iterator[Trace]:
        """Every trace in some bytes and in what they hold packed."""
        for match in self._pattern.finditer(data):
            around = data[max(0, match.start() - 60) : match.end() + 60]
            yield Trace(place, match[0], around)
        if layers:
            for inside in unpacked(data):
                yield from self.search(inside, f"{place} (packed)", layers - 1)

    def search_folder(self, folder: Path) -> Iterator[Trace]:
        """Every trace in the names and the bytes of everything in a folder."""
        for path in sorted(folder.rglob("*")):
            yield from self.search(str(path.relative_to(folder)).encode(), f"name of {path}", 0)
            if path.is_file():
                yield from self.search(path.read_bytes(), str(path))

    def search_rows(self, town: Town, zone: str) -> Iterator[Trace]:
        """Every trace in the values of every table of a zone."""
        for table in tables(town, zone):
            for row in town.rows(zone, f'SELECT * FROM "{table}"'):
                for value in row:
                    data = value if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield from self.search(bytes(data), f"{zone}: {table}")


def tables(town: Town, zone: str) -> list[str]:
    """The names of all tables of a zone."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if zone in town.databases:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return [str(name) for (name,) in town.rows(zone, query)]


def written(word: str) -> set[bytes]:
    """The ways in which a word may be written down."""
    forms: set[bytes] = set()
    for encoding in _ENCODINGS:
        try:
            plain = word.encode(encoding)
        except UnicodeEncodeError:
            continue
        forms |= {plain, plain.hex().encode(), quote(plain).encode(), *in_base64(plain)}
    forms.add(word.encode("unicode_escape"))
    forms.add(escape(word).encode("ascii", "xmlcharrefreplace"))
    return forms


def in_base64(plain: bytes) -> set[bytes]:
    """What is fixed of some bytes in base64, wherever they begin in the encoded text."""
    forms = set()
    for offset in range(3):
        text = b64encode(b"\0" * offset + plain)
        begin = -(-offset * 8 // 6)
        kept = text[begin : (offset + len(plain)) * 8 // 6]
        forms |= {kept, kept.replace(b"+", b"-").replace(b"/", b"_")}
    return forms


def unpacked(data: bytes) -> Iterator[bytes]:
    """What some bytes hold packed or encoded."""
    for match in _ZLIB.finditer(data):
        yield from _inflate(data[match.start() :], 47)
    for match in _ZIP_ENTRY.finditer(data):
        head = data[match.start() : match.start() + 30]
        name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
        yield from _inflate(data[match.start() + 30 + name + extra :], -15)
    for match in _BASE64.finditer(data):
        text = match[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        text = text[: len(text) - (len(text) % 4 == 1)]
        yield b64decode(text + b"=" * (-len(text) % 4))


def _inflate(data: bytes, window: int) -> Iterator[bytes]:
    try:
        inside = zlib.decompressobj(window).decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return
    if len(inside) >= 8:
        yield inside
