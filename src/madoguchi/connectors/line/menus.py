# SPDX-License-Identifier: Apache-2.0
"""Which rich menu does a person see? One for each state (linked or not) and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

WIDTH: Final = 1200
HEIGHT: Final = 405
LANGUAGES: Final = ("ja", "en", "easy")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "ja": {
        "bar": "市役所のメニュー",
        "apply": "手続きをする",
        "book": "予約する",
        "report": "困りごとを知らせる",
        "link": "アカウントをつなぐ",
        "mine": "自分の申請・予約",
    },
    "en": {
        "bar": "City hall menu",
        "apply": "Apply",
        "book": "Book",
        "report": "Report a problem",
        "link": "Link my account",
        "mine": "My cases",
    },
    "easy": {
        "bar": "市役所の メニュー",
        "apply": "てつづき",
        "book": "よやく",
        "report": "こまったこと",
        "link": "つなぐ",
        "mine": "じぶんの てつづき",
    },
}


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of four fields in a row; each sends what a person could also have typed."""

    state: Literal["linked", "unlinked"]
    language: str

    @property
    def name(self) -> str:
        """Its name at LINE, by which it is found again."""
        return f"madoguchi-{self.state}-{self.language}"

    @property
    def fields(self) -> tuple[str, ...]:
        """What the four fields do, from the left."""
        return ("apply", "book", "report", "mine" if self.state == "linked" else "link")

    def as_json(self) -> Mapping[str, Any]:
        """As the Messaging API takes it."""
        words, wide = _WORDS[self.language], WIDTH // 4
        areas = [
            {
                "bounds": {"x": place * wide, "y": 0, "width": wide, "height": HEIGHT},
                "action": {
                    "type": "postback",
                    "label": words[does][:20],
                    "data": f"do={does}",
                    "displayText": words[does],
                },
            }
            for place, does in enumerate(self.fields)
        ]
        return {
            "size": {"width": WIDTH, "height": HEIGHT},
            "selected": True,
            "name": self.name,
            "chatBarText": words["bar"][:14],
            "areas": areas,
        }


def menu_name(*, is_linked: bool, language: str) -> str:
    """The name of the menu for a person; Japanese where the language has none."""
    state: Literal["linked", "unlinked"] = "linked" if is_linked else "unlinked"
    return Menu(state, language if language in LANGUAGES else "ja").name


def all_menus() -> list[Menu]:
    """Every menu that must be there."""
    states: tuple[Literal["linked", "unlinked"], ...] = ("linked", "unlinked")
    return [Menu(state, language) for state in states for language in LANGUAGES]
