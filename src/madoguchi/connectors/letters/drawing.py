# SPDX-License-Identifier: Apache-2.0
"""How do letters of one batch become a PDF, in the order in which the post office wants them?"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from madoguchi.connectors.letters.block import PostalBlock
from madoguchi.engines.messaging.ports import Outgoing
from madoguchi.kernel.clock import to_local

FORM: Final = Path(__file__).parent / "letter.typ"
_here = threading.local()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and the folders with fonts."""

    city: str
    telephone: str
    fonts: tuple[str, ...]


def draw_letters(
    letters: Sequence[tuple[Outgoing, PostalBlock]], head: Letterhead, *, at: datetime
) -> bytes:
    """One PDF, one page or more for each letter, in the given order."""
    local = to_local(at)
    data = {
        "city": head.city,
        "telephone": head.telephone,
        "date": f"{local.year}年{local.month}月{local.day}日",
        "title": letters[0][0].subject,
        "letters": [
            {
                "postcode": block.postcode,
                "lines": block.lines,
                "name": block.name,
                "subject": one.subject,
                "text": [part for part in one.text.split("\n\n") if part.strip()],
                "link": one.link,
                "number": one.delivery_id.hex[-8:].upper(),
            }
            for one, block in letters
        ],
    }
    drawn = _compiler(head.fonts).compile(
        input=FORM.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    if not isinstance(drawn, bytes):
        raise TypeError("letters are drawn into one file")
    return drawn


def _compiler(fonts: tuple[str, ...]) -> Any:
    """One compiler per thread: its fonts stay warm."""
    if getattr(_here, "fonts", None) != fonts:
        _here.fonts = fonts
        known = [path for path in fonts if Path(path).is_dir()]
        _here.compiler = typst.Compiler(font_paths=known, ignore_system_fonts=True)
    return _here.compiler
