# SPDX-License-Identifier: Apache-2.0
"""What does a label say in Japanese, English and やさしい日本語?"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Language = Literal["ja", "en", "easy"]
LANGUAGES: tuple[Language, ...] = ("ja", "en", "easy")


class TextValue(BaseModel):
    """One text in up to three languages; a missing language falls back to Japanese."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str = Field(min_length=1)
    en: str | None = None
    easy: str | None = None

    def pick(self, lang: str) -> str:
        """Return the text for a reader of ``lang`` ("ja", "en" or "easy")."""
        if lang == "en" and self.en:
            return self.en
        if lang == "easy" and self.easy:
            return self.easy
        return self.ja

    def fill(self, **values: object) -> "TextValue":
        """Return a copy with ``{name}`` places filled in, in each language."""

        def filled(text: str | None) -> str | None:
            return text.format(**values) if text else None

        return TextValue(ja=self.ja.format(**values), en=filled(self.en), easy=filled(self.easy))

    def __str__(self) -> str:
        return self.ja


def _from_plain(value: Any) -> Any:
    return {"ja": value} if isinstance(value, str) else value


Text = Annotated[TextValue, BeforeValidator(_from_plain, json_schema_input_type=str | TextValue)]
"""A pydantic field type: accepts a mapping of languages or a plain Japanese string."""


def text(ja: str, en: str | None = None, easy: str | None = None) -> TextValue:
    """Make a text in code."""
    return TextValue(ja=ja, en=en, easy=easy)
