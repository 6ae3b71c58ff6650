# SPDX-License-Identifier: Apache-2.0
"""How is the receipt set as a tagged PDF? By Typst, with the letter fonts of the build."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings

from madoguchi.platform import screens

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.city)
#set page(paper: "a4", margin: (x: 25mm, y: 25mm))
#set text(font: ("BIZ UDPGothic", "Noto Sans JP"), size: 11pt, lang: data.lang, region: "jp")
#set par(leading: 0.9em)
#show heading: set text(size: 20pt)
#data.city
#heading(level: 1, data.title)
#v(6mm)
#table(
  columns: (45mm, 1fr),
  inset: 9pt,
  stroke: (x, y) => (bottom: 0.5pt + rgb("#949494")),
  ..data.rows.map(row => (
    table.cell(text(fill: rgb("#4d4d4d"), row.at(0))),
    table.cell(text(size: if row.at(2) { 15pt } else { 11pt }, weight: if row.at(2) { "bold" } else { "regular" }, row.at(1))),
  )).flatten(),
)
#v(6mm)
#for note in data.notes [
  #par(note)
]
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The words of a receipt."""

    title: str
    city: str
    rows: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    made_on: date


def typeset(receipt: Receipt, lang: str) -> bytes:
    """A PDF 1.7 with tags, so that a screen reader follows it (PDF/UA-1)."""
    data = asdict(receipt) | {
        "lang": "en" if lang == "en" else "ja",
        "made_on": receipt.made_on.isoformat(),
        "rows": [[label, words, _is_code(words)] for label, words in receipt.rows],
    }
    return bytes(
        typst.compile(
            _SOURCE.encode(),
            format="pdf",
            font_paths=letter_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    )


def _is_code(words: str) -> bool:
    return words.isascii() and "-" in words and len(words) <= 20


@lru_cache(maxsize=1)
def letter_fonts() -> typst.Fonts:
    """The fonts of the build, read once per process."""
    folders = getattr(settings, "FONT_PATHS", None) or [_built_fonts()]
    return typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in folders])


def _built_fonts() -> Path:
    return Path(str(screens.__file__)).parent / "built" / "fonts"
