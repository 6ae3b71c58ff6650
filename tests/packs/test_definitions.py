# SPDX-License-Identifier: Apache-2.0
"""Are the procedures of the demonstration city complete, kind and fictional?"""

import re

import pytest

from madoguchi.kernel.definition.compile import inspect_procedure
from tests.packs.demo import ROOT, SERVICES, demo_packs, texts_of

COMPANIES = {"みさき製網"}
"""The made-up companies; any other name of a company may be a real one."""
UNKIND = (
    "させていただ",
    "下記",
    "こちら",
    "間違っています",
    "不正な",
    "無効な",
    "してはいけません",
)
LONGEST_EASY_SENTENCE = 62


def test_all_fourteen_are_there() -> None:
    assert len(SERVICES) >= 14
    assert sorted(demo_packs().procedures) == list(SERVICES)
    assert demo_packs().warnings == ()


@pytest.mark.parametrize("key", SERVICES)
def test_it_compiles_without_a_problem(key: str) -> None:
    packs = demo_packs()
    _, problems = inspect_procedure(packs.procedures[key].definition, facts=packs.fact_types)
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("key", SERVICES)
def test_every_text_is_there_in_three_languages(key: str) -> None:
    texts = list(texts_of(demo_packs().procedures[key].definition))
    assert [place for place, text in texts if not (text.en and text.easy)] == []
    assert len(texts) > 30


def test_shared_reasons_are_there_in_three_languages() -> None:
    reasons = demo_packs().reasons
    assert len(reasons) >= 5
    assert [reason.id for reason in reasons if not (reason.text.en and reason.text.easy)] == []


@pytest.mark.parametrize("key", SERVICES)
def test_words_are_kind(key: str) -> None:
    texts = list(texts_of(demo_packs().procedures[key].definition))
    said = [(place, word) for place, text in texts for word in UNKIND if word in text.ja]
    assert said == []
    assert [place for place, text in texts if re.search("[０-９Ａ-Ｚａ-ｚ]", text.ja)] == []


@pytest.mark.parametrize("key", SERVICES)
def test_easy_japanese_is_short_and_spaced(key: str) -> None:
    problems = []
    for place, text in texts_of(demo_packs().procedures[key].definition):
        for sentence in re.split("[。?]", text.easy or ""):
            if len(sentence) > LONGEST_EASY_SENTENCE:
                problems.append(f"{place}: long: {sentence}")
            if len(sentence) > 24 and " " not in sentence:
                problems.append(f"{place}: no spaces: {sentence}")
    assert problems == []


@pytest.mark.parametrize("key", SERVICES)
def test_an_application_has_decisions_with_letters(key: str) -> None:
    packed = demo_packs().procedures[key]
    definition = packed.definition
    if definition.kind == "survey":
        assert definition.outcomes == {}
        return
    for outcome in ("approved", "refused"):
        plan = definition.outcomes[outcome]
        assert plan.letter in packed.letters
        assert (packed.source.parent / "letters" / str(plan.letter)).is_file()
        assert plan.reasons, "an officer starts from a reason"
    assert definition.correction_reasons
    assert definition.standard_days is not None
    assert definition.applicant["name"]


@pytest.mark.parametrize("key", SERVICES)
def test_law_and_section_are_named(key: str) -> None:
    definition = demo_packs().procedures[key].definition
    assert all(law.article for law in definition.law)
    assert definition.contact
    assert demo_packs().city.telephone_of(definition.section) in definition.contact.ja
    assert definition.law
    assert demo_packs().city.find_section(definition.section)
    named = [rule.because.law for rule in definition.eligible]
    named += [ending.law for ending in definition.endings if ending.law]
    assert [law for law in named if not re.search(r"第\d+条", law)] == []


@pytest.mark.parametrize("key", SERVICES)
def test_corrections_ask_for_what_may_be_corrected(key: str) -> None:
    packed = demo_packs().procedures[key]
    for reason in packed.definition.correction_reasons:
        assert reason.questions, reason.id
        for name in reason.questions:
            assert packed.compiled.by_question[name][1].question.correctable


FILES = [
    pytest.param(path, id=path.relative_to(ROOT).as_posix())
    for path in sorted(ROOT.rglob("*"))
    if path.suffix in (".yaml", ".typ")
]


@pytest.mark.parametrize("path", FILES)
def test_nobody_real_is_named(path) -> None:
    written = path.read_text(encoding="utf-8")
    telephones = re.findall(r"(?<![\dA-Z-])0\d{1,4}-\d{1,4}-\d{3,4}(?!\d)", written)
    assert [number for number in telephones if not number.startswith("0000-")] == []
    postcodes = re.findall(r"postcode: \"?(\d+)", written)
    assert [code for code in postcodes if not code.startswith("000")] == []
    companies = re.findall("(?:株式会社|有限会社|合同会社)([ぁ-ん一-龠ァ-ヶー]{2,6})", written)
    assert [name for name in companies if not any(name.startswith(n) for n in COMPANIES)] == []
    mails = re.findall(r"@([\w.-]+\.[a-z]{2,})", written)
    assert [host for host in mails if not re.search(r"(^|\.)example(\.\w+)?$", host)] == []
