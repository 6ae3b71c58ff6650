# SPDX-License-Identifier: Apache-2.0
"""The gate finds what people stumble over, says where, and what to write instead."""

import pytest

from madoguchi.engines.messaging.rules.finding import RULES
from madoguchi.engines.messaging.rules.kanji_grades import GRADES, count_by_grade, grade_of
from madoguchi.engines.messaging.rules.phrases import space_out
from madoguchi.engines.messaging.rules.plain_words import PlainWord
from madoguchi.engines.messaging.rules.readability import Gate, blocks, read_through
from madoguchi.engines.messaging.rules.sentences import split_sentences

GATE = Gate(
    hard=(
        PlainWord("提出する", "出す"),
        PlainWord("速やかに", "すぐに"),
        PlainWord("お越しください", "来てください"),
        PlainWord("確認する", "確かめる", "見る", only_easy=True),
    ),
    names=frozenset({"灯台市", "灯川"}),
)


def rules_of(text, language="easy"):
    return [one.rule for one in read_through(text, language, GATE)]


def found(text, rule, language="easy"):
    return next(one for one in read_through(text, language, GATE) if one.rule == rule)


def test_the_table_of_kanji_is_the_standard():
    assert count_by_grade() == (80, 160, 200, 202, 193, 191)
    assert len(GRADES) == 1026
    assert [grade_of(one) for one in "一引悪愛圧胃鬱あA"] == [1, 2, 3, 4, 5, 6, 7, 0, 0]
    assert {grade_of(one) for one in "茨媛岡潟岐熊香佐埼崎滋鹿縄井沖栃奈梨阪阜"} == {4}


@pytest.mark.parametrize(
    "text",
    [
        "水が とまります。",
        "11月24日の 朝、水が とまります。水を ためて ください。",
        "すぐに 高い ところに 逃(に)げて ください。",
        "灯台市からの お知らせです。{date}に ごみを 出して ください。",
        "くわしい ことは https://example.jp/x を 見て ください。",
        "",
    ],
)
def test_a_text_that_everybody_reads_has_nothing_that_blocks(text):
    assert not blocks(read_through(text, "easy", GATE))


def test_a_long_sentence_is_counted_without_spaces_and_readings():
    short = "あ " * 34 + "漢(かん)"
    assert "sentence_long" not in rules_of(short)
    assert found("あ" * 40, "sentence_long").count == 40
    assert not found("あ" * 40, "sentence_long").blocking
    assert found("あ" * 51, "sentence_long").blocking
    assert "sentence_long" in rules_of("あ" * 61, "ja")
    assert not blocks(read_through("あ" * 200, "ja", GATE))


@pytest.mark.parametrize(
    "text",
    [
        "行けない ことは ありません。",
        "できなくは ないです。",
        "出さないと もらえません。",
        "カードが なければ 入れません。",
        "行かないわけではない。",
    ],
)
def test_a_double_negation_blocks(text):
    assert found(text, "double_negation").blocking


def test_a_must_is_no_double_negation_but_is_said_as_a_request():
    rules = rules_of("お金を 出さなければ なりません。")
    assert "double_negation" not in rules
    assert found("お金を 出さなければ なりません。", "must").instead == "〜てください"


@pytest.mark.parametrize("form", ["提出します", "提出してください", "提出した", "提出すれば"])
def test_a_hard_word_is_found_in_every_form(form):
    one = found(f"紙を {form}。", "hard_word")
    assert (one.instead, one.blocking) == ("出す", True)


def test_hard_words_are_advice_in_ordinary_japanese():
    one = found("速やかに来てください。", "hard_word", "ja")
    assert (one.found, one.blocking, one.instead) == ("速やかに", False, "すぐに")
    assert "hard_word" not in rules_of("内容を確認します。", "ja")
    assert found("確認します。", "hard_word").instead == "見る"


def test_a_place_is_told_by_its_characters():
    text = "水です。紙を 速やかに 出して ください。"
    one = found(text, "hard_word")
    assert text[one.start : one.end] == "速やかに"


def test_kanji_beyond_the_year_need_a_reading():
    assert found("避難して ください。", "kanji").found == "避難"
    assert "kanji" not in rules_of("避難(ひなん)して ください。")
    assert "kanji" not in rules_of("灯台市です。")
    assert "kanji" not in rules_of("学校です。")
    assert "kanji" not in rules_of("避難指示が出ました。", "ja")


def test_spaces_are_put_before_each_phrase():
    one = found("11月24日の朝に水がとまります。", "spacing")
    assert one.blocking
    assert one.instead == "11月24日の 朝に 水が とまります"
    assert space_out("水を ためてください") == "水を ためてください"


def test_one_sentence_says_one_thing():
    text = "雨が ふって、川が ふえて、道が なくなって、あぶないので、行かないで。"
    assert found(text, "clauses").blocking
    assert "clauses" not in rules_of("水を ためて ください。")


def test_the_passive_is_advice():
    assert not found("水が とめられます。", "passive").blocking


def test_english_has_no_gate():
    assert read_through("It is not impossible.", "en", GATE) == ()


def test_line_breaks_end_sentences():
    assert [one.text for one in split_sentences("日: 5日\n所: 港\n\nおわり。")] == [
        "日: 5日", "所: 港", "おわり"]  # fmt: skip


def test_every_rule_has_its_words():
    from madoguchi.platform.screens.wording import get_text

    for rule in RULES:
        assert get_text(f"messaging.readable.{rule}").ja
        assert get_text(f"messaging.readable.{rule}_do").ja
