# SPDX-License-Identifier: Apache-2.0
"""Which papers come with the demo's applications? Made-up photos and scans, one of them hostile."""

import io
import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from madoguchi.kernel.application import SentFile
from madoguchi.kernel.definition.questions import FileQuestion
from madoguchi.kernel.packs import PackedProcedure
from madoguchi.platform.files.storing import receive_stream

SHARE = 0.35
"""How many of the cases come with papers."""


def make_files(
    packed: PackedProcedure, chance: random.Random, *, at: datetime
) -> tuple[SentFile, ...]:
    """A paper for the first question that asks for one, stored as if it had crossed."""
    question = next(
        (q for s in packed.definition.steps for q in s.questions if isinstance(q, FileQuestion)),
        None,
    )
    if question is None or chance.random() > SHARE:
        return ()
    name, content = _paper(question, chance)
    ref = receive_stream(
        [content], name=name, purpose="application.submitted", owner="cases:demo", at=at
    )
    return (
        SentFile(
            id=ref.id, question=question.id, name=ref.name, type=ref.type, size=ref.size,
            sha256=ref.sha256,
        ),
    )  # fmt: skip


def _paper(question: FileQuestion, chance: random.Random) -> tuple[str, bytes]:
    if "pdf" in question.accept and chance.random() < 0.5:
        made: Callable[[], bytes] = chance.choice((_scan, _acting_scan, _cut_scan))
        return "書類.pdf", made()
    return "写真.jpg", _photo(chance)


def _photo(chance: random.Random) -> bytes:
    """A picture from a telephone, lying on its side, that tells where it was taken."""
    image = Image.new("RGB", (1200, 900), (206, 224, 236))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y = chance.randint(0, 1100), chance.randint(300, 850)
        shade = (chance.randint(60, 200), chance.randint(90, 180), chance.randint(80, 160))
        draw.rectangle((x, y, x + chance.randint(60, 260), 900), fill=shade)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Demo Telephone", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _scan() -> bytes:
    return _document(lambda _: None)


def _acting_scan() -> bytes:
    """A document that would run a program and holds another file."""

    def change(document: pikepdf.Pdf) -> None:
        root: Any = document.Root
        root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('demo')")
        )
        document.attachments["memo.txt"] = b"demo"

    return _document(change)


def _cut_scan() -> bytes:
    """A document that was cut on the way: it cannot be opened."""
    return b"%PDF-1.7\n" + bytes(64)


def _document(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    paper = Image.new("L", (827, 1169), 255)
    draw = ImageDraw.Draw(paper)
    for line in range(30):
        draw.rectangle((90, 140 + line * 30, 700 - line * 7 % 200, 150 + line * 30), fill=90)
    out = io.BytesIO()
    paper.save(out, "PDF", resolution=100)
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        change(document)
        changed = io.BytesIO()
        document.save(changed)
    return changed.getvalue()
