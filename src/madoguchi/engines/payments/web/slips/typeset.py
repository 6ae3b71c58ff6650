# SPDX-License-Identifier: Apache-2.0
"""How are slips set as one tagged PDF? By Typst; bars and squares are vectors."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from madoguchi.engines.payments.rules.faces import SlipFace
from madoguchi.engines.payments.rules.numbers import show_number
from madoguchi.engines.payments.web.slips.marks import bars, square
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.money import format_yen
from madoguchi.platform.screens.assets import font_folder
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.wording import say

_SOURCE = Path(__file__).with_name("slip.typ")
_WORDS = (
    "due_number", "square", "square_alt", "bars_alt", "receipt", "payment", "copy", "stamp",
    "no_store", "after",
)  # fmt: skip


def typeset_slips(faces: Sequence[SlipFace], *, at: datetime) -> bytes:
    """A PDF 1.7 with tags (PDF/UA-1), one page per slip in the given order.

    Slips are in Japanese: banks and stores read them.
    """
    data = {
        "title": say("payments.slip.title", "ja"),
        "city": current_city().name.pick("ja"),
        "made_on": say("payments.slip.made_on", "ja", day=format_date(today(at), "ja")),
        "words": {name: say(f"payments.slip.{name}", "ja") for name in _WORDS},
        "slips": [_shown(one) for one in faces],
    }
    return bytes(
        typst.compile(
            _SOURCE.read_bytes(),
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    )


def _shown(one: SlipFace) -> dict[str, Any]:
    due = format_date(one.due_on, "ja") if one.due_on else say("payments.slip.no_day", "ja")
    title = one.title.pick("ja")
    if one.ordinal:
        title = say("payments.slip.part", "ja", title=title, ordinal=one.ordinal)
    return {
        "title": title,
        "yen": format_yen(one.yen),
        "due_number": show_number(one.due_number),
        "name": one.name,
        "addressee": say("payments.slip.to", "ja", name=one.name) if one.name else "",
        "address": one.address,
        "postal": f"〒{one.postal}" if one.postal else "",
        "notice": say("payments.slip.superseded", "ja") if one.is_superseded else "",
        "rows": [
            [say("payments.slip.amount", "ja"), format_yen(one.yen)],
            [say("payments.slip.due_on", "ja"), due],
            [say("payments.slip.due_number", "ja"), show_number(one.due_number)],
        ],
        "numbers": [
            [say("payments.slip.agency", "ja"), one.agency],
            [say("payments.slip.pay_number", "ja"), show_digits(one.pay_number)],
            [say("payments.slip.confirmation", "ja"), one.confirmation],
            [say("payments.slip.category", "ja"), one.category],
        ],
        "pay_by": _pay_by(one),
        "code": one.code,
        "code_written": one.code_written,
        "bars": bars(one.code) if one.code else "",
        "square": square(one.square),
    }


def _pay_by(one: SlipFace) -> str:
    if one.pay_by is None or not one.code:
        return ""
    return say("payments.slip.pay_by", "ja", day=format_date(one.pay_by, "ja"))


def show_digits(digits: str) -> str:
    """Digits in groups of four."""
    return "-".join(digits[n : n + 4] for n in range(0, len(digits), 4))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the build, read once per process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])
