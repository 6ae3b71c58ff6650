# SPDX-License-Identifier: Apache-2.0
"""How is the certificate of a course set as a tagged PDF? By Typst, with the fonts of letters."""

import json
from datetime import datetime
from functools import lru_cache

import typst

from madoguchi.engines.booking.web.desk.frame import span_words
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.assets import font_folder
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.wording import say

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.city)
#set page(paper: "a4", margin: (x: 30mm, y: 45mm))
#set text(font: ("BIZ UDPMincho", "Noto Sans JP"), size: 14pt, lang: data.lang, region: "jp")
#set par(leading: 1.1em)
#show heading: it => align(center, text(size: 30pt, tracking: 0.3em, it.body))
#heading(level: 1, data.title)
#v(20mm)
#align(right, text(size: 20pt, data.name))
#v(14mm)
#for line in data.lines [
  #par(line)
]
#v(24mm)
#data.day
#v(4mm)
#align(right, text(size: 16pt, data.city))
#v(1fr)
#text(size: 9pt, data.number)
"""


def typeset_certificate(
    *,
    name: str,
    course: str,
    number: str,
    came: int,
    of: int,
    first: datetime,
    last: datetime,
    at: datetime,
    lang: str,
) -> bytes:
    """A PDF 1.7 with tags (PDF/UA-1): who took part in what, and how often they came."""
    span = span_words(first, last, lang)
    data = {
        "lang": "en" if lang == "en" else "ja",
        "title": say("booking.certificate.title", lang),
        "name": say("booking.certificate.name", lang, name=name),
        "lines": [
            say("booking.certificate.words", lang, course=course),
            say("booking.certificate.times", lang, span=span, came=came, of=of),
        ],
        "day": format_date(today(at), lang),
        "city": current_city().name.pick(lang),
        "number": number,
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
