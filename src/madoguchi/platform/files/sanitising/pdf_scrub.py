# SPDX-License-Identifier: Apache-2.0
"""What may a page of a safe PDF lean on? Walks its resources and takes out everything else."""

import zlib
from typing import Any

import pikepdf
from pikepdf import Name

from madoguchi.platform.files.sanitising.jpeg_segments import keep_picture
from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Removals

_NAMED = frozenset(
    [
        "/Font",
        "/XObject",
        "/ExtGState",
        "/ColorSpace",
        "/Pattern",
        "/Shading",
        "/Properties",
        "/CharProcs",
    ]
)
"""Dictionaries whose keys are names that the author chose: no key of them means anything."""
_FORBIDDEN = frozenset(
    ["/A", "/AA", "/AF", "/Action", "/AcroForm", "/Alternates", "/Annots", "/DSS", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FFilter", "/FDecodeParms", "/JS", "/JavaScript", "/Launch", "/Metadata", "/Names", "/Next", "/OPI", "/OpenAction", "/Outlines", "/PieceInfo", "/PA", "/PtData", "/Measure", "/Parent", "/P", "/PS", "/Level1", "/Ref", "/RichMedia", "/RichMediaContent", "/StructParent", "/StructParents", "/URI", "/URIActions", "/XFA"]
)  # fmt: skip
_PLAIN_FILTERS = frozenset(
    [
        "/FlateDecode",
        "/Fl",
        "/LZWDecode",
        "/LZW",
        "/ASCII85Decode",
        "/A85",
        "/ASCIIHexDecode",
        "/AHx",
        "/RunLengthDecode",
        "/RL",
    ]
)
_PICTURE_FILTERS = frozenset(["/DCTDecode", "/DCT", "/CCITTFaxDecode", "/CCF"])
_DEVICES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_PIECE = 1024 * 1024


class Scrubber:
    """Goes through what pages use, once each, and counts what it had to change."""

    def __init__(self, limits: Limits, removals: Removals) -> None:
        self._limits, self._removals = limits, removals
        self._seen: set[tuple[int, int]] = set()
        self._unpacked = 0
        self.changes = 0

    def clean(self, thing: Any, *, depth: int = 0, named: bool = False) -> None:
        """Clean an object and all that it leads to.

        Raises:
            CannotRebuild: nested too deep, unpacks to too much, or needs a decoder that is too
                risky to hand on (JBIG2, JPEG 2000).
        """
        if depth > self._limits.depth:
            raise CannotRebuild("too_large")
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
            return
        if thing.is_indirect:
            if thing.objgen in self._seen:
                return
            self._seen.add(thing.objgen)
        if isinstance(thing, pikepdf.Array):
            for place, value in enumerate(thing):
                self._clean_value(thing, place, value, depth)
        else:
            self._clean_entries(thing, depth, named=named)

    def _clean_entries(self, thing: Any, depth: int, *, named: bool) -> None:
        if isinstance(thing, pikepdf.Stream):
            self._clean_stream(thing)
        for key in list(thing.keys()):
            if not named and self._must_go(thing, key):
                del thing[key]
                self.changes += 1
            else:
                inner = key in _NAMED and not named
                self._clean_value(thing, key, thing[key], depth, named=inner)

    def _clean_value(
        self, owner: Any, key: Any, value: Any, depth: int, *, named: bool = False
    ) -> None:
        if isinstance(value, pikepdf.Array) and len(value) == 2 and value[0] == Name.ICCBased:
            owner[key] = _DEVICES.get(int(value[1].get("/N", 3)), Name.DeviceRGB)
            self._removals.note("colour_profile")
            self.changes += 1
        else:
            self.clean(value, depth=depth + 1, named=named)

    def _must_go(self, thing: Any, key: str) -> bool:
        if key in _FORBIDDEN:
            return True
        if key == "/F" and isinstance(thing, pikepdf.Stream):
            return True
        return key == "/Subtype2"

    def _clean_stream(self, stream: Any) -> None:
        filters = _names(stream.get("/Filter"))
        if stream.get("/Subtype") == Name.PS:
            raise CannotRebuild("not_inert")
        if set(filters) - _PLAIN_FILTERS - _PICTURE_FILTERS:
            raise CannotRebuild("not_inert")
        if stream.get("/Subtype") == Name.Image:
            width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
            if width * height > self._limits.pixels:
                raise CannotRebuild("too_large")
        content = self._unpack(stream.read_raw_bytes(), stream, filters)
        if filters and filters[-1] in {"/DCTDecode", "/DCT"}:
            self._clean_jpeg(stream, content)

    def _unpack(self, content: bytes, stream: Any, filters: list[str]) -> bytes:
        """The content with its plain filters undone, counted on the way."""
        for name in filters:
            if name in _PICTURE_FILTERS:
                break
            if name in {"/FlateDecode", "/Fl"}:
                content = self._inflate(content)
            elif len(filters) == 1:
                content = stream.read_bytes()
            else:
                raise CannotRebuild("not_inert")
        self._unpacked += len(content)
        if self._unpacked > self._limits.unpacked_bytes:
            raise CannotRebuild("too_large")
        return content

    def _inflate(self, content: bytes) -> bytes:
        machine, out, rest = zlib.decompressobj(), bytearray(), content
        try:
            while rest and not machine.eof:
                out += machine.decompress(rest, _PIECE)
                rest = machine.unconsumed_tail
                if self._unpacked + len(out) > self._limits.unpacked_bytes:
                    raise CannotRebuild("too_large")
        except zlib.error:
            if not out:
                raise CannotRebuild("damaged") from None
        return bytes(out)

    def _clean_jpeg(self, stream: Any, content: bytes) -> None:
        picture, dropped = keep_picture(content, self._limits.pixels)
        if picture != content:
            parameters = stream.get("/DecodeParms")
            stream.write(picture, filter=Name.DCTDecode)
            if isinstance(parameters, pikepdf.Dictionary):
                stream["/DecodeParms"] = parameters
            self._removals.note("camera_data", int(dropped > 0))
            self.changes += int(dropped > 0)


def _names(value: Any) -> list[str]:
    if isinstance(value, pikepdf.Array):
        return [str(name) for name in value]
    return [] if value is None else [str(value)]
