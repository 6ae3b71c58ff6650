# SPDX-License-Identifier: Apache-2.0
"""Which messages and reasons can be sent?"""

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import text

MESSAGE_LENGTH = 2000
REASON_LENGTH = 500


class MessageRefused(Refusal):
    """The message is empty or too long."""

    code = "message.refused"


def check_message(written: str) -> str:
    """The message as it is sent.

    Raises:
        MessageRefused: it is empty or longer than ``MESSAGE_LENGTH`` characters.
    """
    words = normalise(written, multiline=True).strip()
    if not words:
        raise MessageRefused(
            text(
                "送る言葉を入れてください。",
                "Please write your message.",
                "つたえたい ことを 書いてください。",
            )
        )
    return _not_longer(words, MESSAGE_LENGTH)


def check_reason(written: str) -> str:
    """The reason of a withdrawal as it is sent; it may be empty.

    Raises:
        MessageRefused: it is longer than ``REASON_LENGTH`` characters.
    """
    return _not_longer(normalise(written, multiline=True).strip(), REASON_LENGTH)


def _not_longer(words: str, limit: int) -> str:
    if len(words) > limit:
        raise MessageRefused(
            text(
                f"{limit:,}文字までで書いてください。いまは{len(words):,}文字です。",
                f"Please write up to {limit:,} characters. You wrote {len(words):,}.",
                f"{limit:,}文字までで 書いてください。いまは {len(words):,}文字です。",
            )
        )
    return words
