# SPDX-License-Identifier: Apache-2.0
"""Which characters of a text may not survive on another computer (外字, IVS, 機種依存文字)?"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from madoguchi.kernel.texts import TextValue, text

CharacterKind = Literal["external", "variant", "invisible", "unassigned", "emoji", "beyond_jis"]


@dataclass(frozen=True, slots=True)
class UnusualCharacter:
    """One find: ``at`` is the index in the text, ``character`` the code point(s) found there."""

    character: str
    at: int
    kind: CharacterKind
    message: TextValue

    @property
    def code_points(self) -> str:
        """Such as ``U+E000`` or ``U+8FBB U+E0100``."""
        return " ".join(f"U+{ord(c):04X}" for c in self.character)


_MESSAGES: dict[CharacterKind, TextValue] = {
    "external": text(
        "「{shown}」は外字(登録したパソコンでしか見えない文字)です。そのままお預かりし、"
        "正しい字を職員が確認します。",
        "“{shown}” is a private character that only some computers can show. We keep it as typed "
        "and our staff will confirm the right one.",
        "「{shown}」は ほかの パソコンで 見えない 字です。そのまま うけとって、"
        "市役所の 人が 見ます。",
    ),
    "variant": text(
        "「{shown}」は字の形を指定した文字です。そのままお預かりします。"
        "画面では近い形で表示されることがあります。",
        "“{shown}” carries a request for one exact shape. We keep it as typed; a screen may show a "
        "similar shape.",
        "「{shown}」は そのまま うけとります。がめんでは すこし ちがう 形に なることが あります。",
    ),
    "invisible": text(
        "目に見えない文字が入っています。消して、入れ直してください。",
        "There is an invisible character. Please delete it and type again.",
        "見えない 字が あります。けして もういちど 入れてください。",
    ),
    "unassigned": text(
        "読めない文字が入っています。消して、入れ直してください。",
        "There is a character that cannot be read. Please delete it and type again.",
        "読めない 字が あります。けして もういちど 入れてください。",
    ),
    "emoji": text(
        "「{shown}」は絵文字です。文字で入れてください。",
        "“{shown}” is an emoji. Please use letters.",
        "「{shown}」は 絵文字です。字で 書いてください。",
    ),
    "beyond_jis": text(
        "「{shown}」は、印刷や他の機関のシステムで出ないことがある文字です。"
        "そのままお預かりし、職員が確認します。",
        "“{shown}” may not print in every system. We keep it as typed and our staff will check it.",
        "「{shown}」は 出ないことが ある 字です。そのまま うけとって、市役所の 人が 見ます。",
    ),
}
MUST_CHANGE: frozenset[CharacterKind] = frozenset({"invisible", "unassigned", "emoji"})
"""The kinds that a name or address cannot be kept with; the other kinds are only pointed out."""


def find_unusual_characters(value: str) -> tuple[UnusualCharacter, ...]:
    """List every character that needs care, in the order of the text.

    Kinds: ``external`` private use (外字), ``variant`` a base with an IVS selector, ``invisible``
    controls and bidirectional marks, ``unassigned``, ``emoji``, ``beyond_jis`` in neither
    JIS X 0213 (Japan's 11,233 characters) nor Windows' cp932. Line ends are not reported.
    """
    if value.isascii() and value.isprintable():
        return ()
    found: list[UnusualCharacter] = []
    for at, c in enumerate(value):
        if _is_selector(c):
            base = value[at - 1] if at else ""
            start = max(at - 1, 0)
            if found and found[-1].at == start:
                found.pop()
            kind: CharacterKind = "emoji" if base and _is_emoji(base) else "variant"
            found.append(_find(base + c, start, kind))
            continue
        seen = _kind_of(c)
        if seen is not None:
            found.append(_find(c, at, seen))
    return tuple(found)


def _find(shown: str, at: int, kind: CharacterKind) -> UnusualCharacter:
    return UnusualCharacter(shown, at, kind, _MESSAGES[kind].fill(shown=shown))


def _kind_of(c: str) -> CharacterKind | None:
    category = unicodedata.category(c)
    if category == "Co":
        return "external"
    if category == "Cn":
        return "unassigned"
    if category in {"Cc", "Cf", "Cs"}:
        return None if c in "\n\r" else "invisible"
    if _is_emoji(c):
        return "emoji"
    return None if c.isascii() or _is_in_jis(c) else "beyond_jis"


def _is_selector(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"


def _is_emoji(c: str) -> bool:
    return "\U0001f000" <= c <= "\U0001faff" or ("\u2600" <= c <= "\u27bf" and not _is_in_jis(c))


def _is_in_jis(c: str) -> bool:
    # cp932 adds the letters that every Windows knows (髙, ①) and its own forms of a few signs.
    for encoding in ("euc_jis_2004", "cp932"):
        try:
            c.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False
