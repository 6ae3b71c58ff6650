# SPDX-License-Identifier: Apache-2.0
"""How does a PDF become a new one of bare pages? Text stays text; nothing acts or points outside."""

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.pdf_scrub import Scrubber
from madoguchi.platform.files.sanitising.pdf_threats import count_threats
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

LARGEST_SIDE = 14_400
"""In 1/72 inch: ISO 32000-1, annex C.2."""
_PAGE_KEYS = frozenset(("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources",
                        "/Contents"))  # fmt: skip


def rebuild(content: bytes, _ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """Copy pages, boxes, contents and cleaned resources into a new document, then check that.

    What people wrote into forms and onto pages becomes part of the page.

    Raises:
        CannotRebuild: locked, damaged, a bomb, or something is left that is not a bare page.
    """
    with _open(content) as source:
        count_threats(source, content, limits, removals)
        pages = len(source.pages)
        if not 0 < pages <= limits.pages:
            raise CannotRebuild("too_large" if pages else "damaged")
        _press_flat(source, removals)
        out = _copy(source, limits, removals)
    check(out, limits, pages)
    return Rebuilt(out, "pdf", pages)


def check(content: bytes, limits: Limits, pages: int) -> None:
    """Read what was written and make sure that there is nothing left to take out.

    Raises:
        CannotRebuild: there is.
    """
    with _open(content) as pdf:
        scrubber = Scrubber(limits, Removals())
        if set(pdf.Root.keys()) - {"/Type", "/Pages"} or "/Info" in pdf.trailer:
            raise CannotRebuild("not_inert")
        if len(pdf.pages) != pages:
            raise CannotRebuild("not_inert")
        for page in pdf.pages:
            if set(page.obj.keys()) - _PAGE_KEYS:
                raise CannotRebuild("not_inert")
            scrubber.clean(page.obj.get("/Resources"))
            scrubber.clean(page.obj.get("/Contents"))
        if scrubber.changes:
            raise CannotRebuild("not_inert")


def _open(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise CannotRebuild("password") from None
    except (pikepdf.PdfError, ValueError):
        raise CannotRebuild("damaged") from None


def _press_flat(source: pikepdf.Pdf, removals: Removals) -> None:
    """Draw what forms and notes show onto their pages, before they are left behind."""
    for page in source.pages:
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            if isinstance(note, Dictionary) and "/AP" not in note and "/V" in note:
                removals.note("unseen_values")
    try:
        source.flatten_annotations("screen")
    except (pikepdf.PdfError, ValueError, TypeError):
        removals.note("annotations")


def _copy(source: pikepdf.Pdf, limits: Limits, removals: Removals) -> bytes:
    scrubber = Scrubber(limits, removals)
    target = pikepdf.new()
    for page in source.pages:
        bare = _bare(page, limits)
        scrubber.clean(bare["/Resources"])
        scrubber.clean(bare.get("/Contents"))
        target.pages.append(pikepdf.Page(source.make_indirect(bare)))
    target.remove_unreferenced_resources()
    out = io.BytesIO()
    target.save(
        out,
        min_version="1.7",
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        recompress_flate=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    if out.tell() > limits.output_bytes:
        raise CannotRebuild("too_large")
    return out.getvalue()


def _bare(page: pikepdf.Page, limits: Limits) -> Any:
    """A page with its boxes, resources and contents alone."""
    box = _box(_inherited(page, "/MediaBox", limits))
    if box is None:
        raise CannotRebuild("damaged")
    bare = Dictionary(Type=Name.Page, MediaBox=Array(box))
    crop = _box(_inherited(page, "/CropBox", limits))
    if crop is not None:
        bare["/CropBox"] = Array(crop)
    turn = _inherited(page, "/Rotate", limits)
    if isinstance(turn, int) and turn % 90 == 0:
        bare["/Rotate"] = turn % 360
    resources = _inherited(page, "/Resources", limits)
    bare["/Resources"] = resources if isinstance(resources, Dictionary) else Dictionary()
    contents = page.obj.get("/Contents")
    if isinstance(contents, (Array, pikepdf.Stream)):
        bare["/Contents"] = contents
    return bare


def _inherited(page: pikepdf.Page, key: str, limits: Limits) -> Any:
    """A value of a page or of the nodes above it (ISO 32000-1, 7.7.3.4)."""
    node: Any = page.obj
    for _ in range(limits.depth):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    raise CannotRebuild("too_large")


def _box(value: Any) -> list[float] | None:
    """Four finite numbers that span a page of a size that paper can have."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    sides = [float(number) for number in value]
    if any(not abs(side) <= 10 * LARGEST_SIDE for side in sides):
        raise CannotRebuild("too_large")
    if max(abs(sides[2] - sides[0]), abs(sides[3] - sides[1])) > LARGEST_SIDE:
        raise CannotRebuild("too_large")
    return sides
