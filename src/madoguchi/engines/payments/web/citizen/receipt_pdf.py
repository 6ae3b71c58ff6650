# SPDX-License-Identifier: Apache-2.0
"""How is the record of a payment set as a tagged PDF? By Typst, with the fonts of letters."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import typst

from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.assets import font_folder
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.wording import say

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.city)
#set page(paper: "a4", margin: (x: 25mm, y: 30mm))
#set text(font: ("BIZ UDPMincho", "Noto Sans JP"), size: 12pt, lang: data.lang, region: "jp")
#set par(leading: 0.9em)
#align(right, data.day)
#v(6mm)
#show heading: it => align(center, text(size: 22pt, it.body))
#heading(level: 1, data.title)
#v(10mm)
#align(center, text(size: 24pt, data.total))
#v(6mm)
#align(center, data.what)
#v(10mm)
#for row in data.rows [
  #grid(columns: (60mm, 1fr), gutter: 4mm, row.at(0), row.at(1))
  #v(2mm)
]
#v(14mm)
#align(right, text(size: 14pt, data.city))
#v(1fr)
#text(size: 9pt, data.note)
"""


def typeset_receipt(
    *, title: str, what: str, rows: Sequence[tuple[str, str]], total: str, at: datetime, lang: str
) -> bytes:
    """A PDF 1.7 with tags (PDF/UA-1): what was paid for what, line by line."""
    data = {
        "lang": "en" if lang == "en" else "ja",
        "title": title,
        "what": what,
        "rows": [list(row) for row in rows],
        "total": total,
        "day": format_date(today(at), lang),
        "city": current_city().name.pick(lang),
        "note": say("payments.receipt.note", lang),
    }
    return bytes(
        typst.compile(
            _SOURCE.encode(),
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the build, read once per process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])
