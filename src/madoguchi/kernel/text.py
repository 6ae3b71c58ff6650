# SPDX-License-Identifier: Apache-2.0
"""How is Japanese text that people type brought into one form, and made searchable?"""

import re
import unicodedata
from itertools import product

from madoguchi.kernel.character_variants import VARIANTS

_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0001-\U000e007f]"
    # A joiner holds emoji together; anywhere else it only hides.
    r"|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")
_KANA_AND_MARK = re.compile(r"([\u3041-\u3096\u309d\u30a1-\u30fa\u30fd])([\u3099\u309a])")
_LONE_MARK = re.compile(r"(?<![\u3041-\u309f\u30a1-\u30ff])([\u3099\u309a])")
_WIDE_ASCII = {0xFF01 + i: 0x21 + i for i in range(0x5D)} | {
    0xFF5E: 0x301C,  # the wave dash that Windows types as a full-width tilde
    0xFFE5: 0xA5,
    0xFFE3: 0x203E,
}
_WIDE_DIGITS = {0xFF10 + i: 0x30 + i for i in range(10)}
_HIRAGANA = {c: c + 0x60 for c in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_KATAKANA = {v: k for k, v in _HIRAGANA.items()}
HYPHENS = "-‐‑‒–—―−－ーｰ─━﹣➖"
_HYPHEN = re.compile(f"[{re.escape(HYPHENS)}]")


def remove_control_characters(text: str, *, keep_newlines: bool = False) -> str:
    """Drop what cannot be seen: controls, bidirectional marks, zero-width, lone surrogates.

    Line ends become ``\\n``, or a space where ``keep_newlines`` is false. Variation selectors
    (IVS) and private-use characters (外字) stay.
    """
    text = _NEWLINES.sub("\n", text)
    text = _CONTROLS.sub("", text)
    return text if keep_newlines else text.replace("\n", " ")


def normalise(text: str, *, multiline: bool = False) -> str:
    """Bring typed text into one form without changing any kanji.

    Full-width ASCII becomes half-width, half-width kana full-width (with its marks joined), every
    kind of space one plain space, invisible characters go. Kanji are never exchanged: 髙, 﨑,
    CJK compatibility ideographs, IVS and 外字 stay as typed (so this is deliberately not NFKC,
    which would turn U+FA19 into U+795E). One line loses runs of spaces. Idempotent.
    """
    text = remove_control_characters(text, keep_newlines=multiline)
    if not text.isascii():
        text = to_fullwidth_kana(text).translate(_WIDE_ASCII)
    text = re.sub(f"[{_SPACES}]", " ", text)
    if not multiline:
        text = re.sub(" {2,}", " ", text)
    return text.strip()


def to_fullwidth_kana(text: str) -> str:
    """Half-width kana to full-width; marks typed apart are joined (か + ゛ combining → が)."""
    text = _HALF_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    text = _KANA_AND_MARK.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text)
    return _LONE_MARK.sub(lambda mark: "゛" if mark[0] == "\u3099" else "゜", text)


def to_katakana(text: str) -> str:
    """Hiragana and half-width kana to full-width katakana; everything else stays."""
    return to_fullwidth_kana(text).translate(_HIRAGANA)


def to_hiragana(text: str) -> str:
    """Katakana of either width to hiragana; everything else stays."""
    return to_fullwidth_kana(text).translate(_KATAKANA)


def to_halfwidth_digits(text: str) -> str:
    """Full-width digits to 0–9; everything else stays."""
    return text.translate(_WIDE_DIGITS)


def unify_hyphens(text: str) -> str:
    """Every dash, minus and long mark to ``-``: for numbers, never for names."""
    return _HYPHEN.sub("-", text)


def is_katakana(text: str) -> bool:
    """Whether the text is full-width katakana, long marks, middle dots and spaces only."""
    return bool(re.fullmatch(r"[ァ-ヺー・ヽヾ 　]*[ァ-ヺ][ァ-ヺー・ヽヾ 　]*", text))


def is_hiragana(text: str) -> bool:
    """Whether the text is hiragana, long marks and spaces only."""
    return bool(re.fullmatch(r"[ぁ-ゖーゝゞ 　]*[ぁ-ゖ][ぁ-ゖーゝゞ 　]*", text))


_SMALL = str.maketrans("ァィゥェォヵヶッャュョヮ", "アイウエオカケツヤユヨワ")
_SAME_SOUND = str.maketrans("ヲヰヱハ", "オイエワ")
_VU = re.compile("ヴ([ァィェォャュョ]?)")
_VU_TO = {"ァ": "バ", "ィ": "ビ", "ェ": "ベ", "ォ": "ボ", "ャ": "ビャ", "ュ": "ビュ", "ョ": "ビョ"}
_MARKS = re.compile("[\u3099\u309a]")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d]")
_REPEAT = re.compile("(.)[々〻ヽヾ]+")
_BETWEEN_KANJI = re.compile("(?<=[㐀-\u9fff\U00020000-\U0003ffff])([ケカノ之乃])(?=[㐀-\u9fff])")
_AMBIGUOUS = re.compile("[ヂヅー]")
_VOWEL = {
    letter: vowel
    for vowel, row in {
        "ア": "アカサタナハマヤラワガザダバパァャヮ",
        "イ": "イキシチニヒミリギジヂビピィケセテネヘメレエゲゼデベペェ",
        "ウ": "ウクスツヌフムユルグズヅブプゥュッヴ",
        "オ": "オコソトノホモヨロゴゾドボポォョヲ",
    }.items()
    for letter in row
}
_O_ROW = frozenset("オコソトノホモヨロ")
_MOST_VARIANTS = 4


def search_key(text: str) -> str:
    """The fuzzy key under which a name or address is found (住民記録システム標準仕様書 2.1.2).

    Equal keys mean "may be the same": 清濁 and 半濁 (ジ=ヂ, ズ=ヅ, バ=ヴァ), small and large kana,
    オ=ヲ, ハ=ワ, ウ after an オ-row letter = オ, long marks and the hyphen family, spaces, width,
    hiragana and katakana, case, and 異体字 (髙=高, 邊=辺). Hyphens between digits stay, so that
    1-23 is not 12-3. A text of signs only has the key "". For the cases where one reading is not
    enough (ヂ is both ジ and チ) store and compare ``search_keys``.
    """
    return _finish_key(_prepare_key(text), ())


def search_keys(text: str) -> tuple[str, ...]:
    """Every key of a text, ``search_key`` first; two texts match if they share one key.

    ヂ counts as ジ and as チ, ヅ as ズ and as ツ, and ー as nothing and as the vowel before it.
    At most 16 keys.
    """
    base = _prepare_key(text)
    places = len(_AMBIGUOUS.findall(base)[:_MOST_VARIANTS])
    keys = (_finish_key(base, choice) for choice in product((0, 1), repeat=places))
    return tuple(dict.fromkeys(keys))


def may_be_same(one: str, other: str) -> bool:
    """Whether a fuzzy search for one text finds the other."""
    return not set(search_keys(one)).isdisjoint(search_keys(other))


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters in order, as search tokens; one character gives itself."""
    if len(text) < 2:
        return [text] if text else []
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _prepare_key(text: str) -> str:
    text = _SELECTORS.sub("", normalise(text))
    text = unicodedata.normalize("NFKC", text.translate(VARIANTS)).translate(VARIANTS)
    text = re.sub(r"(?<=[0-9])" + _HYPHEN.pattern + r"(?=[0-9])", "\x00", text)
    text = re.sub(r"(?<=[ァ-ヺぁ-ゖ])" + _HYPHEN.pattern, "ー", text)
    text = to_katakana(_without_accents(text.casefold()))
    return _VU.sub(lambda found: _VU_TO.get(found[1], "ブ"), text)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    parts = (unicodedata.normalize("NFD", c)[0] if "\u00c0" <= c <= "\u024f" else c for c in text)
    return "".join(c for c in parts if not "\u0300" <= c <= "\u036f")


def _finish_key(base: str, choice: tuple[int, ...]) -> str:
    text = _resolve(base, choice).translate(_SMALL)
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    text = _REPEAT.sub(lambda run: run[1] * len(run[0]), text)
    text = "".join(c for c in text if c == "\x00" or _is_kept(c)).replace("\x00", "-")
    text = _BETWEEN_KANJI.sub(lambda found: "ケ" if found[1] in "ケカ" else "ノ", text)
    letters: list[str] = []
    for c in text:
        letters.append("オ" if c == "ウ" and letters and letters[-1] in _O_ROW else c)
    return "".join(letters).translate(_SAME_SOUND)


def _resolve(base: str, choice: tuple[int, ...]) -> str:
    wanted = iter(choice)

    def resolved(found: re.Match[str]) -> str:
        letter, second = found[0], next(wanted, 0)
        if letter == "ー":
            before = base[found.start() - 1 : found.start()]
            return _VOWEL.get(before, "") if second else ""
        return {"ヂ": "ジチ", "ヅ": "ズツ"}[letter][second]

    return _AMBIGUOUS.sub(resolved, base)


def _is_kept(c: str) -> bool:
    category = unicodedata.category(c)
    return category[0] in "LNM" or category == "Co"
