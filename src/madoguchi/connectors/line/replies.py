# SPDX-License-Identifier: Apache-2.0
"""What can a message to one person on LINE look like? Words, links to choose from, quick answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST_CARDS: Final = 10
MOST_QUICK: Final = 13


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a carousel: a title (40), a sentence (60) and one link with its words (20)."""

    title: str
    sentence: str
    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Quick:
    """A button under the message (20 characters) that sends its data back to us."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A message; with cards the text is what is read aloud and shown in the list of chats."""

    text: str
    cards: Sequence[Card] = ()
    quick: Sequence[Quick] = ()

    def as_json(self) -> Mapping[str, Any]:
        """As the Messaging API takes it."""
        found: dict[str, Any] = {"type": "text", "text": self.text}
        if self.cards:
            columns = [_column(card) for card in self.cards[:MOST_CARDS]]
            found = {
                "type": "template",
                "altText": self.text[:400],
                "template": {"type": "carousel", "columns": columns},
            }
        if self.quick:
            items = [{"type": "action", "action": _postback(one)} for one in self.quick]
            found["quickReply"] = {"items": items[:MOST_QUICK]}
        return found


def _column(card: Card) -> Mapping[str, Any]:
    action = {"type": "uri", "label": card.label[:20], "uri": card.link}
    return {"title": card.title[:40], "text": card.sentence[:60], "actions": [action]}


def _postback(one: Quick) -> Mapping[str, str]:
    label = one.label[:20]
    return {"type": "postback", "label": label, "data": one.data, "displayText": label}
