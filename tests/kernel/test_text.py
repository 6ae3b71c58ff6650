# SPDX-License-Identifier: Apache-2.0
"""Japanese text: one form without changing a kanji, the fuzzy key of the standard, odd characters."""

import unicodedata

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import text
from madoguchi.kernel.character_variants import _GROUPS, VARIANTS
from madoguchi.kernel.characters import MUST_CHANGE, find_unusual_characters

IVS = "\U000e0100"
COMPATIBILITY_GOD = "\ufa19"
KANA = st.text(st.characters(min_codepoint=0x30A1, max_codepoint=0x30F6), max_size=12)


def test_width_comes_into_one_form():
    assert text.normalise("　ａｂｃ（ﾊﾟｿｺﾝ）１２３　") == "abc(パソコン)123"
    assert text.normalise("ｳﾞｧｲｵﾘﾝ｡｢ﾄﾞﾚﾐ｣") == "ヴァイオリン。「ドレミ」"
    assert text.normalise("か\u3099く") == "がく"
    assert text.normalise("灯　　あかり\r\n") == "灯 あかり"
    assert text.normalise("１０時～１２時") == "10時\u301c12時"


def test_no_kanji_is_exchanged():
    for name in (
        "髙橋",
        "山﨑",
        "渡邉",
        "𠮷野家",
        f"葛{IVS}城",
        "\ue000田",
        COMPATIBILITY_GOD,
        "ヶ丘",
    ):
        assert text.normalise(name) == name


def test_what_cannot_be_seen_goes():
    assert text.normalise("港\u200b太\x00郎\u202e\ufeff\ud800") == "港太郎"
    assert (
        text.normalise("一行目\r\n二行目\u2028三行目", multiline=True) == "一行目\n二行目\n三行目"
    )
    assert text.normalise("一行目\n二行目") == "一行目 二行目"
    assert text.remove_control_characters("a\tb\x1bc", keep_newlines=True) == "a\tbc"


@given(st.text(), st.booleans())
def test_normalising_twice_changes_nothing_more(value, multiline):
    once = text.normalise(value, multiline=multiline)
    assert text.normalise(once, multiline=multiline) == once
    once.encode()
    assert multiline or "\n" not in once


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_kanji_pass_untouched(value):
    assert text.normalise(value) == value
    assert text.to_katakana(value) == value


@given(st.text(st.characters(min_codepoint=0xFF61, max_codepoint=0xFF9F), max_size=10))
def test_half_width_kana_agree_with_a_second_implementation(value):
    wide = jaconv.h2z(value, kana=True, ascii=False, digit=False)
    ours = text.to_fullwidth_kana(value)
    if not set(value) & {"ﾞ", "ﾟ"}:
        assert ours == wide
    assert text.normalise(ours) == text.normalise(value)
    assert not set(ours) & set(map(chr, range(0xFF61, 0xFFA0)))


@given(KANA)
def test_kana_turn_both_ways(value):
    assert text.to_katakana(text.to_hiragana(value)) == value
    assert text.to_katakana(jaconv.kata2hira(value)) == value


def test_kinds_of_kana():
    assert text.is_katakana("ミナト タロウ")
    assert text.is_katakana("マリア・サントス")
    assert text.is_hiragana("みなと")
    for other in ("", "港", "みなと", "ﾐﾅﾄ", "ー", " ", "ミナト1"):
        assert not text.is_katakana(other)
    assert text.to_halfwidth_digits("０１２ａ") == "012ａ"
    assert text.unify_hyphens("1ー2－3‐4−5") == "1-2-3-4-5"


# 住民記録システム標準仕様書 2.1.2 検索文字入力, the examples of the standard
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヂ", "ジ"), ("ズ", "ヅ"), ("ワ", "ハ"), ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴ", "ブ"), ("オ", "ヲ"),
        ("ヒ", "ピ"), ("ッ", "ツ"), ("ャ", "ヤ"), ("ュ", "ユ"), ("ョ", "ヨ"), ("コウノ", "コオノ"),
        ("オーノ", "オノ"), ("オーノ", "オオノ"), ("コーヒー", "コ－ヒ‐"), ("コーヒー", "ｺｰﾋｰ"), ("コーヒー", "コ-ヒ―"),
        ("ミナト　タロウ", "ミナト タロウ"), ("ミナトタロウ", "ミナト タロウ"), ("辺", "邊"), ("辺", "边"), ("辺", "邉"),
        ("辺", "𨘢"), ("浜", "濱"), ("浜", "濵"), ("浜", "滨"), ("藤", "䕨"), ("藤", "籘"), ("藤", "籐"),
        ("ヂ", "チ"), ("ヅ", "ツ"),
    ],
)  # fmt: skip
def test_the_standards_examples_are_found(one, other):
    assert text.may_be_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"), ("山﨑", "山崎"), ("齋藤", "斎藤"), ("齊藤", "斎藤"), ("渡邉", "渡辺"), (f"葛{IVS}城", "葛城"),
        ("佐々木", "佐佐木"), ("霞ヶ関", "霞が関"), ("一ノ瀬", "一之瀬"), (COMPATIBILITY_GOD, "\u795e"),
        ("ﾜﾀﾅﾍﾞ", "わたなべ"), ("José", "JOSE"), ("ショウタ", "シヨオタ"), ("いすゞ", "イスズ"),
    ],
)  # fmt: skip
def test_names_are_found_under_their_variants(one, other):
    assert text.may_be_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ジ", "チ"), ("港", "灯"), ("1-23", "12-3"), ("サトウ", "カトウ"), ("\ue000田", "\ue001田")],
)
def test_different_names_stay_apart(one, other):
    assert not text.may_be_same(one, other)


@given(st.text(max_size=30))
def test_a_key_is_stable_and_found_by_itself(value):
    keys = text.search_keys(value)
    assert keys[0] == text.search_key(value)
    assert 1 <= len(keys) <= 16
    assert text.may_be_same(value, value)
    assert text.search_key(text.normalise(value)) == text.search_key(value)


@given(KANA)
def test_hiragana_voice_and_size_make_no_difference(value):
    plain = text.search_key(value)
    assert text.search_key(text.to_hiragana(value)) == plain
    assert not set(plain) & set(
        "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポァィゥェォッャュョヮヲハー"
    )


@pytest.mark.parametrize(
    "unit", ["々", "佐々", "ー", "ヂー", "か\u3099", "1-", "葛\U000e0100", "(", "\u200d"]
)
def test_very_long_answers_are_read_to_the_end(unit):
    for value in (unit * 20_000, "佐" + unit * 20_000):
        text.normalise(value)
        assert text.search_keys(value)[0] == text.search_key(value)
        find_unusual_characters(value)


def test_a_text_of_signs_has_an_empty_key():
    assert text.search_key("・- 　") == ""
    assert text.search_key("") == ""


def test_bigrams():
    assert text.bigrams("児童手当") == ["児童", "童手", "手当"]
    assert text.bigrams("灯") == ["灯"]
    assert text.bigrams("") == []


def test_no_variant_stands_in_two_groups():
    groups = _GROUPS.split()
    letters = [c for group in groups for c in group]
    assert len(letters) == len(set(letters))
    assert all(len(group) > 1 for group in groups)
    assert len(VARIANTS) == len(letters) - len(groups)
    assert not set(map(chr, VARIANTS)) & set(VARIANTS.values())
    assert all(unicodedata.category(c) == "Lo" for c in letters if c != "⻆")


def _kinds(value):
    return [(find.kind, find.at, find.character) for find in find_unusual_characters(value)]


def test_odd_characters_are_named_with_their_place():
    assert _kinds("山田太郎 Taro 髙﨑①㈱～−") == []
    assert _kinds("\ue000田") == [("external", 0, "\ue000")]
    assert _kinds(f"葛{IVS}城") == [("variant", 0, f"葛{IVS}")]
    assert _kinds(f"\ue000{IVS}") == [("variant", 0, f"\ue000{IVS}")]
    assert _kinds("港\u200b") == [("invisible", 1, "\u200b")]
    assert _kinds("港😀") == [("emoji", 1, "😀")]
    assert _kinds("𨘢") == [("beyond_jis", 0, "𨘢")]
    assert _kinds("a\nb") == []
    assert _kinds("\u0378") == [("unassigned", 0, "\u0378")]
    find = find_unusual_characters(f"葛{IVS}")[0]
    assert find.code_points == "U+845B U+E0100"
    assert find.kind not in MUST_CHANGE


@given(st.text(max_size=40))
def test_every_find_is_told_in_three_languages(value):
    for find in find_unusual_characters(value):
        assert value[find.at :].startswith(find.character)
        assert find.message.ja
        assert find.message.en
        assert find.message.easy
