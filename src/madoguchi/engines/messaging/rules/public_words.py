# SPDX-License-Identifier: Apache-2.0
"""What of a notice is for everybody to read?"""

from collections.abc import Iterator, Mapping
from typing import Any


def public_texts(texts: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """language → {subject, text}: the words without attachments and forms of other channels."""
    return {
        language: {"subject": str(words["subject"]), "text": str(words["text"])}
        for language, words in texts.items()
    }


def areas_named(audience: Mapping[str, Any]) -> Iterator[str]:
    """The codes of the areas that an audience names, wherever they stand in its tree, but excluded."""
    if audience.get("type") == "areas":
        yield from audience.get("codes", ())
    inner = audience.get("of", ())
    for one in inner if isinstance(inner, (list, tuple)) else (inner,):
        if isinstance(one, Mapping):
            yield from areas_named(one)
