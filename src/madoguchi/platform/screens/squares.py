# SPDX-License-Identifier: Apache-2.0
"""How is a word drawn as a square code (QR) that needs neither picture file nor script?"""

import qrcode
from qrcode.constants import ERROR_CORRECT_M


def square_path(word: str) -> tuple[int, str]:
    """The square code as an SVG path in units of one cell, with the side of the picture."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(word)
    code.make(fit=True)
    rows = code.get_matrix()
    cells = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return len(rows), "".join(cells)
