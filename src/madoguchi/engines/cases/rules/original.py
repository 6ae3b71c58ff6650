# SPDX-License-Identifier: Apache-2.0
"""What is a reason to open the original of a file?"""

from typing import ClassVar

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text

SHORTEST_REASON = 10
LONGEST_REASON = 1_000


class ReasonMissing(Refusal):
    """The reason is missing or too short to be one."""

    code: ClassVar[str] = "original_reason_missing"

    def __init__(self) -> None:
        super().__init__(
            text(
                f"原本を開く理由を、{SHORTEST_REASON}文字以上で書いてください。",
                f"Write why you open the original, in at least {SHORTEST_REASON} characters.",
            ),
            next_step=text(
                "無害化した写しでは足りないわけを、あとで読む人にわかるように書きます。",
                "Say why the safe copy is not enough, so that a later reader understands.",
            ),
        )


def check_reason(reason: str) -> str:
    """The reason, trimmed.

    Raises:
        ReasonMissing: see there.
    """
    words = reason.strip()[:LONGEST_REASON]
    if len(words) < SHORTEST_REASON:
        raise ReasonMissing
    return words
