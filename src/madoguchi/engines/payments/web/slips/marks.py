# SPDX-License-Identifier: Apache-2.0
"""How do digits and texts become bars and squares that a scanner reads? As vectors, in SVG."""

from barcode.codex import Gs1_128
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_MODULES = 10
"""What must stay white at both ends of a bar code."""
QUIET_SQUARES = 4


def bars(digits: str) -> str:
    """A GS1-128 (function 1 first, code set C) of the digits as SVG; 1 unit is one module."""
    pattern = Gs1_128(digits).build()[0]
    width = len(pattern) + 2 * QUIET_MODULES
    path, at = [], 0
    for dark, run in _runs(pattern):
        if dark == "1":
            path.append(f"M{at + QUIET_MODULES} 0h{run}v40h-{run}z")
        at += run
    return _svg(width, 40, "".join(path), stretch=True)


def square(text: str) -> str:
    """A QR code (error correction M) of the text as SVG; 1 unit is one square."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = [
        f"M{x + QUIET_SQUARES} {y + QUIET_SQUARES}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    side = len(rows) + 2 * QUIET_SQUARES
    return _svg(side, side, "".join(path))


def _runs(pattern: str) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    for sign in pattern:
        if runs and runs[-1][0] == sign:
            runs[-1] = (sign, runs[-1][1] + 1)
        else:
            runs.append((sign, 1))
    return runs


def _svg(width: int, height: int, path: str, *, stretch: bool = False) -> str:
    keep = ' preserveAspectRatio="none"' if stretch else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"{keep} shape-rendering="crispEdges">'
        f'<path d="{path}"/></svg>'
    )
