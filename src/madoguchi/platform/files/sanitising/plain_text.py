# SPDX-License-Identifier: Apache-2.0
"""How does a text or a CSV become one that no program takes for anything else?"""

import codecs
import csv
import io
import unicodedata

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")
_KEPT = frozenset("\n\t")
_STARTS = ("=", "+", "-", "@")
_NUMBER = frozenset("0123456789.,- ")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Private-use characters (Co) stay: 外字 of names live there."""
for _name in (*_ENCODINGS, "utf-16"):
    codecs.lookup(_name)


def rebuild(content: bytes, ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """UTF-8 text without control characters; in a CSV nothing begins a formula.

    Raises:
        CannotRebuild: not text, or longer than allowed.
    """
    words = clean(decode(content), limits, removals)
    if ending == "csv":
        words = _without_formulas(words, limits, removals)
    if not words.strip():
        raise CannotRebuild("no_text")
    return Rebuilt(b"\xef\xbb\xbf" + words.encode(), ending)


def decode(content: bytes) -> str:
    """The characters, whichever of the usual encodings of Japan they are in.

    Raises:
        CannotRebuild: in none of them.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRebuild("damaged")


def clean(words: str, limits: Limits, removals: Removals) -> str:
    """Without control characters and without those that turn the direction of writing.

    Raises:
        CannotRebuild: longer than allowed.
    """
    if len(words) > limits.text_chars:
        raise CannotRebuild("too_large")
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in words if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
    removals.note("control_characters", len(words) - len(kept))
    return kept


def _without_formulas(words: str, limits: Limits, removals: Removals) -> str:
    csv.field_size_limit(limits.text_chars)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    try:
        for row in csv.reader(io.StringIO(words)):
            safe = [disarm(cell) for cell in row]
            removals.note("formulas", sum(a != b for a, b in zip(row, safe, strict=True)))
            writer.writerow(safe)
    except csv.Error:
        raise CannotRebuild("damaged") from None
    return out.getvalue()


def disarm(cell: str) -> str:
    """A cell that a spreadsheet takes as words: a quote before what would be a formula."""
    bare = cell.lstrip(" \t\n")
    if bare.startswith(_STARTS) and not (bare[0] in "+-" and set(bare[1:]) <= _NUMBER):
        return "'" + cell
    return cell
