# SPDX-License-Identifier: Apache-2.0
"""How are the places that are hard to read shown beside the text?"""

from collections.abc import Mapping
from typing import Any

from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.rules.finding import Finding
from madoguchi.engines.messaging.rules.read_words import read_all
from madoguchi.platform.screens.wording import say

MOST = 30
LONGEST = 40


def by_field(texts: Mapping[str, Mapping[str, Any]], lang: str) -> dict[str, list[dict[str, Any]]]:
    """field (``text_easy``) → findings as the page shows them, those that block first."""
    return {
        f"{place.part}_{place.language}": [
            shown(one, lang) for one in sorted(place.findings, key=lambda one: not one.blocking)
        ][:MOST]
        for place in read_all(texts, pack_in_use().gate())
    }


def shown(one: Finding, lang: str) -> dict[str, Any]:
    """A finding in words: what, why, what instead."""
    found = one.found if len(one.found) <= LONGEST else f"{one.found[:LONGEST]}…"
    weight = "block" if one.blocking else "advice"
    return {
        "tone": "bad" if one.blocking else "warn",
        "weight": say(f"messaging.readable.{weight}", lang),
        "found": found,
        "why": say(f"messaging.readable.{one.rule}", lang, count=one.count, most=one.most),
        "instead": say("messaging.readable.instead", lang, words=one.instead)
        if one.instead
        else say(f"messaging.readable.{one.rule}_do", lang),
    }
