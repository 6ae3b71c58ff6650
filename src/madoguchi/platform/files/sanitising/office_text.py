# SPDX-License-Identifier: Apache-2.0
"""Which words are in an Office file? Only they come out."""

import re
import xml.etree.ElementTree as ET

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.office_xml import Part, local
from madoguchi.platform.files.sanitising.packages import Package
from madoguchi.platform.files.sanitising.plain_text import clean
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

_WHERE = {
    "docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$"),
    "pptx": re.compile(r"ppt/(slides|notesSlides)/\w+\.xml$"),
    "xlsx": re.compile(r"xl/worksheets/\w+\.xml$"),
    "odt": re.compile(r"content\.xml$"),
    "ods": re.compile(r"content\.xml$"),
}
_DIGITS = re.compile(r"\d+")
_BREAKS = frozenset({"p", "h", "br", "cr", "table-row", "tr"})
_GAPS = frozenset({"tab", "tc", "table-cell"})


def extract(content: bytes, ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """The words of a document, the cells of a sheet (tabs between them), the words of slides.

    Raises:
        CannotRebuild: locked, damaged, a bomb – or there are no words.
    """
    package = Package(content, limits, removals)
    names = sorted(filter(_WHERE[ending].match, package.names()), key=_in_order)
    if ending == "xlsx":
        texts = _sheets(package, names)
    else:
        texts = ["".join(_words(Part(package.read(name)).root)) for name in names]
    words = clean("\n\n".join(texts), limits, removals)
    if not words.strip():
        raise CannotRebuild("no_text")
    removals.note("everything_but_text")
    return Rebuilt(b"\xef\xbb\xbf" + words.encode(), "txt")


def _words(root: ET.Element) -> list[str]:
    """In document order; ODF holds text in any element, OOXML in ``t`` alone."""
    open_document = "opendocument" in root.tag
    out: list[str] = []
    for element in root.iter():
        name = local(element.tag)
        if name in _BREAKS:
            out.append("\n")
        elif name in _GAPS:
            out.append("\t")
        if element.text and (name == "t" or open_document):
            out.append(element.text)
        if open_document and element.tail:
            out.append(element.tail)
    return out


def _sheets(package: Package, names: list[str]) -> list[str]:
    shared: list[str] = []
    if "xl/sharedStrings.xml" in package:
        strings = Part(package.read("xl/sharedStrings.xml")).root
        shared = [_shown(one) for one in strings]
    texts = []
    for name in names:
        rows = [row for row in Part(package.read(name)).root.iter() if local(row.tag) == "row"]
        texts.append("\n".join("\t".join(_cell(cell, shared) for cell in row) for row in rows))
    return texts


def _shown(one: ET.Element) -> str:
    return "".join(t.text or "" for t in one.iter() if local(t.tag) == "t")


def _cell(cell: ET.Element, shared: list[str]) -> str:
    value = next((part.text or "" for part in cell if local(part.tag) == "v"), "")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return _shown(cell) or value


def _in_order(name: str) -> tuple[int, str]:
    digits = _DIGITS.findall(name)
    return (int(digits[-1]) if digits and len(digits[-1]) < 9 else 0, name)
