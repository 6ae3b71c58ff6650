# SPDX-License-Identifier: Apache-2.0
"""What is in a PDF that acts, points outside, hides, or names its maker? Counted for the clerk."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Removals

MOST_OBJECTS = 400_000
_KEYS = {
    "/OpenAction": "automatic_actions",
    "/AA": "automatic_actions",
    "/JS": "javascript",
    "/EmbeddedFiles": "attachments",
    "/AF": "attachments",
    "/XFA": "dynamic_form",
    "/Metadata": "metadata",
    "/PieceInfo": "metadata",
    "/Outlines": "bookmarks",
    "/OCProperties": "layers",
    "/Ref": "outside_content",
    "/OPI": "outside_content",
    "/ByteRange": "signature",
}
_NAMES = {
    ("/S", "/Launch"): "launch",
    ("/S", "/URI"): "links",
    ("/S", "/GoToR"): "outside_documents",
    ("/S", "/GoToE"): "outside_documents",
    ("/S", "/SubmitForm"): "form_sending",
    ("/S", "/ImportData"): "form_sending",
    ("/S", "/Rendition"): "media",
    ("/S", "/Movie"): "media",
    ("/S", "/Sound"): "media",
    ("/Subtype", "/RichMedia"): "media",
    ("/Subtype", "/Movie"): "media",
    ("/Subtype", "/Sound"): "media",
    ("/Subtype", "/Screen"): "media",
    ("/Subtype", "/3D"): "media",
    ("/Subtype", "/FileAttachment"): "attachments",
    ("/Subtype", "/Widget"): "form_fields",
    ("/Subtype", "/PS"): "postscript",
}
_MARKUP = frozenset(
    ["/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Redact", "/Watermark"]
)  # fmt: skip


def count_threats(pdf: pikepdf.Pdf, content: bytes, limits: Limits, removals: Removals) -> None:
    """Note under stable codes what the copy will not have.

    Raises:
        CannotRebuild: more objects than any document has, or nested without end.
    """
    if len(pdf.objects) > MOST_OBJECTS:
        raise CannotRebuild("too_large")
    for found in pdf.objects:
        for thing in _dictionaries(found, limits.depth):
            _count(thing, removals)
    if "/Info" in pdf.trailer:
        removals.note("metadata")
    end = content.rfind(b"%%EOF")
    if not content.startswith(b"%PDF-") or (end >= 0 and content[end + 5 :].strip()):
        removals.note("trailing_bytes")


def _dictionaries(thing: Any, depth: int) -> Iterator[Any]:
    """An object and what stands directly in it."""
    if depth <= 0:
        raise CannotRebuild("too_large")
    if isinstance(thing, pikepdf.Array):
        inner: Any = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        inner = [value for _, value in thing.items()]
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth - 1)


def _count(thing: Any, removals: Removals) -> None:
    for key, value in thing.items():
        code = _KEYS.get(key)
        if code:
            removals.note(code)
        elif key in {"/S", "/Subtype"} and isinstance(value, pikepdf.Name):
            _count_name(key, str(value), thing, removals)
    if isinstance(thing, pikepdf.Stream) and "/F" in thing:
        removals.note("outside_content")


def _count_name(key: str, name: str, thing: Any, removals: Removals) -> None:
    code = _NAMES.get((key, name))
    if code:
        removals.note(code)
    elif key == "/Subtype" and name in _MARKUP and "/Rect" in thing:
        removals.note("annotations")
