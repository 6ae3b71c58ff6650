# SPDX-License-Identifier: Apache-2.0
"""How does a page of a safe copy look? One small picture of it, drawn in the cage."""

import io

from PIL import Image

from madoguchi.platform.files.sanitising import images, pdf_pixels
from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

WIDTH = 1_000


def draw(content: bytes, page: str, limits: Limits, removals: Removals) -> Rebuilt:
    """Page ``page`` (from 1) of a PDF or a picture as a JPEG of at most 1,000 pixels across.

    Raises:
        CannotRebuild: there is no such page.
    """
    number = int(page)
    if content.startswith(b"%PDF-"):
        image, pages = pdf_pixels.draw_page(content, number, limits, WIDTH)
    else:
        image, _ = images.decode(content, limits, removals)
        pages = 1
    if number > pages:
        raise CannotRebuild("not_admitted")
    small = image.convert("RGB")
    small.thumbnail((WIDTH, WIDTH * 3), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82)
    return Rebuilt(out.getvalue(), "jpg", pages)
