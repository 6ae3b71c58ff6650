# SPDX-License-Identifier: Apache-2.0
"""How is a ticket drawn as a QR code, in the page and without a file of its own?"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from madoguchi.platform.screens.squares import square_path


def square_code(words: str) -> SafeString:
    """The path of the dark squares in an <svg>; no style, no script."""
    side, path = square_path(words)
    return format_html(
        '<svg class="square-code" viewBox="0 0 {} {}" aria-hidden="true" shape-rendering="crispEdges">'
        '<path class="square-code-paper" d="M0 0h{}v{}H0z"/><path d="{}"/></svg>',
        side, side, side, side, path,
    )  # fmt: skip
