# SPDX-License-Identifier: Apache-2.0
"""Which words are needed, and which does a reader of a language get?"""

from collections.abc import Mapping
from typing import Any, TypedDict

FALLBACK = {"ja": ("ja",), "en": ("en", "easy", "ja"), "easy": ("easy", "ja")}
NAMES = {"ja": "日本語", "en": "英語", "easy": "やさしい日本語"}


class Words(TypedDict, total=False):
    """A notice in one language; ``short`` is the title for LINE, SMS and push."""

    subject: str
    text: str
    html: str
    short: str
    attachments: list[tuple[str, str, str]]
    """name, media type, base64"""


def find_missing(texts: Mapping[str, Mapping[str, Any]], *, least: int = 1) -> str | None:
    """The language whose subject or text is missing; ``least`` languages must be there."""
    if "ja" not in texts:
        return "ja"
    odd = next((one for one in texts if one not in NAMES), None)
    if odd is not None:
        return odd
    for language, words in texts.items():
        if not words.get("subject") or not words.get("text"):
            return language
    if len(texts) < least:
        return "easy" if "easy" not in texts else "en"
    return None


def language_for(reader: str, texts: Mapping[str, Any]) -> str:
    """The language in which a reader gets the notice."""
    return next((one for one in FALLBACK.get(reader, ("ja",)) if one in texts), "ja")
