# SPDX-License-Identifier: Apache-2.0
"""How does a PDF become pictures of its pages, or its bare words?"""

import io

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image, JpegImagePlugin

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.plain_text import clean
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

DOTS_PER_INCH = 150
LONGEST_SIDE = 3_000
_PAPER_SIDE = 842.0
_QUALITY = 80
_ENCODER = JpegImagePlugin
_PASSWORD = 4


def rebuild(content: bytes, _ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """Draw each page and put the pictures into a new PDF: nothing of the original is in it.

    Raises:
        CannotRebuild: locked, damaged, or more pages than allowed.
    """
    document = _open(content, limits)
    document.init_forms()
    target = pikepdf.new()
    for number in range(len(document)):
        image, size = _draw(document, number, DOTS_PER_INCH / 72, LONGEST_SIDE)
        _add_page(target, image, size)
    removals.note("everything_but_pixels")
    out = io.BytesIO()
    target.save(out, min_version="1.7", deterministic_id=True)
    return Rebuilt(out.getvalue(), "pdf", len(document))


def extract_text(content: bytes, _ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """The words of each page, and nothing else.

    Raises:
        CannotRebuild: as for ``rebuild``; or there are no words.
    """
    document = _open(content, limits)
    pages, total = [], 0
    for number in range(len(document)):
        words = document[number].get_textpage().get_text_bounded()
        total += len(words)
        if total > limits.text_chars:
            raise CannotRebuild("too_large")
        pages.append(words)
    removals.note("everything_but_text")
    words = clean("\n\n".join(pages), limits, removals)
    if not words.strip():
        raise CannotRebuild("no_text")
    return Rebuilt(b"\xef\xbb\xbf" + words.encode(), "txt", len(pages))


def draw_page(content: bytes, number: int, limits: Limits, width: int) -> tuple[Image.Image, int]:
    """Page ``number`` (from 1) at most ``width`` pixels across, and how many pages there are.

    Raises:
        CannotRebuild: there is no such page.
    """
    document = _open(content, limits)
    if not 1 <= number <= len(document):
        raise CannotRebuild("not_admitted")
    image, _ = _draw(document, number - 1, DOTS_PER_INCH / 72, width)
    return image, len(document)


def _open(content: bytes, limits: Limits) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise CannotRebuild("password" if locked else "damaged") from None
    if len(document) > limits.pages:
        raise CannotRebuild("too_large")
    if not len(document):
        raise CannotRebuild("damaged")
    return document


def _draw(
    document: pypdfium2.PdfDocument, number: int, scale: float, longest: int
) -> tuple[Image.Image, tuple[float, float]]:
    try:
        page = document[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise CannotRebuild("damaged")
        fitting = min(scale, longest / max(width, height))
        if min(width, height) * fitting < 1:
            raise CannotRebuild("too_large")
        bitmap = page.render(scale=fitting, may_draw_forms=True, rev_byteorder=True)
        image = bitmap.to_pil().convert("RGB")
        page.close()
    except pypdfium2.PdfiumError:
        raise CannotRebuild("damaged") from None
    shrink = min(1.0, 14_400 / max(width, height))
    return image, (width * shrink, height * shrink)


def _add_page(target: pikepdf.Pdf, image: Image.Image, size: tuple[float, float]) -> None:
    out = io.BytesIO()
    grey = _is_grey(image)
    (image.convert("L") if grey else image).save(out, "JPEG", quality=_QUALITY)
    picture = pikepdf.Stream(
        target, out.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=image.width,
        Height=image.height, BitsPerComponent=8, Filter=Name.DCTDecode,
        ColorSpace=Name.DeviceGray if grey else Name.DeviceRGB,
    )  # fmt: skip
    width, height = size
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
        Resources=Dictionary(XObject=Dictionary(P=picture)),
        Contents=pikepdf.Stream(target, f"{width:.2f} 0 0 {height:.2f} 0 0 cm /P Do".encode()),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(page)))


def _is_grey(image: Image.Image) -> bool:
    """Whether a small copy of the page has no colour to speak of."""
    small = image.resize((64, 64), Image.Resampling.BILINEAR)
    red, green, blue = small.split()
    pairs = zip(red.tobytes(), green.tobytes(), blue.tobytes(), strict=True)
    return all(max(rgb) - min(rgb) <= 12 for rgb in pairs)


def _warm_up() -> None:
    """Let the renderer load what it needs while files can still be opened freely."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(_PAPER_SIDE, _PAPER_SIDE).render(scale=0.02).to_pil()
    document.close()


_warm_up()
