# SPDX-License-Identifier: Apache-2.0
"""Does a password lean on a word that everybody here would try first?"""

from django.core.exceptions import ValidationError

OWN_WORDS = frozenset(
    {
        "madoguchi", "shiyakusho", "yakusho", "cityhall", "kosodate", "juminhyo", "mynumber",
        "password", "パスワード", "市役所", "窓口", "役場",
    }
)  # fmt: skip
"""Of the product and of any city hall; the settings add those of the city."""
FREE = 6
"""Letters besides such a word that make a password a password."""


class OwnWords:
    """Refuses a password that is little more than one of our own words."""

    def __init__(self, words: list[str] | None = None) -> None:
        self._words = OWN_WORDS | {word.lower() for word in words or () if len(word) > 2}

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's shape
        """Raise ValidationError in the words for common passwords."""
        typed = "".join(password.lower().split())
        for word in self._words:
            besides = sum(letter.isalpha() for letter in typed.replace(word, ""))
            if word in typed and besides < FREE:
                raise ValidationError("too common", code="password_too_common")

    def get_help_text(self) -> str:
        """Nothing: the page says it when it matters."""
        return ""
