# SPDX-License-Identifier: Apache-2.0
"""How does a share of the recovery key look on paper? One A4 sheet per holder, as PDF."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import qrcode
import typst
from django.conf import settings
from qrcode.constants import ERROR_CORRECT_M

from madoguchi.platform.crypto.shares import Sheet

FORM = Path(__file__).parent / "sheet.typ"
_QUIET_ZONE = 4


def draw_sheet(sheet: Sheet, *, zone: str, shares: int, recipient: str, at: datetime) -> bytes:
    """The printable sheet of one share: words, QR code, what to do with it (ja/en)."""
    data = {
        "zone": zone,
        "number": sheet.number,
        "needed": sheet.needed,
        "shares": shares,
        "set": sheet.set_id,
        "made_on": at.date().isoformat(),
        "recipient": recipient,
        "words": list(sheet.words),
        "code": qr_svg(" ".join(sheet.words)),
    }
    drawn = _compiler().compile(
        input=FORM.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    if not isinstance(drawn, bytes):
        raise TypeError("a sheet is drawn into one file")
    return drawn


def qr_svg(text: str) -> str:
    """A QR code as SVG, one square per module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_ZONE)
    code.add_data(text)
    matrix = code.get_matrix()
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    side = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{squares}"/></svg>'
    )


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        font_paths=[str(p) for p in settings.FONT_PATHS], ignore_system_fonts=True
    )
