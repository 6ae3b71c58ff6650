# SPDX-License-Identifier: Apache-2.0
"""Names of people: readings come into katakana, kanji stay, 外字 are kept and pointed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import names

TARO = {"family": "港", "given": "太郎", "family_kana": "ミナト", "given_kana": "タロウ"}


def _codes(form, **options):
    reading = names.read_person_name({**TARO, **form}, **options)
    return {(p.part, p.code, p.blocking) for p in reading.problems}


def test_a_name_is_read_shown_and_stored():
    reading = names.read_person_name(
        {"family": "　港 ", "given": "太郎", "family_kana": "みなと", "given_kana": "ﾀﾛｳ"}
    )
    assert reading.ok
    assert reading.problems == ()
    assert reading.name.full == "港 太郎"
    assert reading.name.kana == "ミナト タロウ"
    assert reading.name.in_letters == "港 太郎 様"
    assert reading.name.as_answer() == TARO
    assert names.PersonName(**TARO).keys() == ("港太郎", "ミナトタロオ")


@pytest.mark.parametrize(
    ("written", "kana"),
    [
        ("こーひー", "コーヒー"),
        ("コ-ヒ-", "コーヒー"),
        ("ｼﾞｮｰｼﾞ", "ジョージ"),
        ("まりあ さんとす", "マリア サントス"),
    ],
)
def test_readings_come_into_full_width_katakana(written, kana):
    assert names.read_kana(written) == kana


@pytest.mark.parametrize(
    ("family", "given"),
    [("髙橋", "栞"), ("渡邉", "〇子"), ("佐々木", "ヒカリ"), ("SANTOS DA SILVA", "MARIA JOSÉ"), ("O'Brien", "Anne-Marie"),
     ("葛\U000e0100城", "凛"), ("\ue000田", "灯"), ("金", "・")],
)  # fmt: skip
def test_names_of_many_kinds(family, given):
    reading = names.read_person_name({**TARO, "family": family, "given": given})
    assert reading.name.family == family
    assert reading.ok is (given != "・")


def test_private_characters_are_kept_and_pointed_out():
    assert _codes({"family": "\ue000田"}) == {("family", "external", False)}
    assert _codes({"family": "葛\U000e0100城"}) == {("family", "variant", False)}


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"family": ""}, ("family", "missing", True)),
        ({"given": " 　"}, ("given", "missing", True)),
        ({"family": "港1"}, ("family", "not_a_name", True)),
        ({"family": "港@"}, ("family", "not_a_name", True)),
        ({"family": "○○"}, ("family", "not_a_name", True)),
        ({"family": "港😀"}, ("family", "emoji", True)),
        ({"family": "港" * 61}, ("family", "too_long", True)),
        ({"family_kana": "港"}, ("family_kana", "not_kana", True)),
        ({"family_kana": "Minato"}, ("family_kana", "not_kana", True)),
        ({"given_kana": ""}, ("given_kana", "kana_missing", True)),
        ({"given_kana": "タ" * 61}, ("given_kana", "too_long", True)),
    ],
)
def test_each_problem_is_named_beside_its_field(form, found):
    assert found in _codes(form)


def test_kana_and_one_of_two_names_may_be_let_go():
    assert _codes({"family_kana": "", "given_kana": ""}, kana=False) == set()
    single = {"family": "スカルノ", "given": "", "family_kana": "スカルノ", "given_kana": ""}
    assert _codes(single, single=True) == set()
    assert ("given", "missing", True) in _codes(single)
    assert ("family", "missing", True) in _codes(dict.fromkeys(TARO, ""), single=True)
    assert names.PersonName("スカルノ", "").full == "スカルノ"


def test_callers_without_a_form_get_a_refusal():
    assert names.parse_person_name(TARO).as_answer() == TARO
    with pytest.raises(names.NameRefused) as refused:
        names.parse_person_name({**TARO, "given": ""})
    assert refused.value.part == "given"
    assert refused.value.message.ja == "名を入れてください。"


@given(st.fixed_dictionaries(dict.fromkeys(TARO, st.text(max_size=70))))
def test_any_text_is_read_and_every_problem_told_in_three_languages(form):
    reading = names.read_person_name(form)
    for problem in reading.problems:
        for sentence in (problem.message.ja, problem.message.en, problem.message.easy):
            assert sentence
    assert names.read_person_name(reading.name.as_answer()) == reading
