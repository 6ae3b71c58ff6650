# SPDX-License-Identifier: Apache-2.0
"""Is every letter an official letter: drawn, tagged, titled, in full, on one page?"""

import io
import os
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdf
import pytest

from madoguchi.kernel.examples import Example, complete_answers
from tests.packs.demo import SERVICES, demo_context, demo_packs

if os.environ.get("MADOGUCHI_ZONE") != "office":
    pytest.skip("letters are drawn in the office", allow_module_level=True)

from madoguchi.engines.cases.queries import letters
from madoguchi.engines.cases.queries.editions import Edition

AT = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
WITH_LETTERS = [k for k in SERVICES if demo_packs().procedures[k].definition.outcomes]
LETTERS = [
    pytest.param(key, outcome, example, id=f"{key} {outcome}: {example.title}")
    for key in WITH_LETTERS
    for outcome in ("approved", "refused")
    for example in demo_packs().procedures[key].examples
    if example.valid and example.answers
]


def draw(key: str, outcome: str, example: Example, message: str = "") -> tuple[bytes, Any]:
    packed = demo_packs().procedures[key]
    definition = packed.definition
    edition = Edition(
        procedure=definition,
        compiled=packed.compiled,
        letters=packed.letters,
        reasons=(),
        revision=1,
        digest="",
    )
    plan = definition.outcomes[outcome]  # type: ignore[index]
    case = make_case(key, outcome, example)
    words = letters.LetterWords(
        number="灯子第123号", on=date(2026, 12, 4), reasons=(plan.reasons[0].ja,), message=message
    )
    data = letters.letter_data(case, edition, plan, words)
    return letters.draw(edition, plan, data, at=AT), data


def make_case(key: str, outcome: str, example: Example) -> SimpleNamespace:
    """What a letter looks at in a case."""
    packed = demo_packs().procedures[key]
    on = example.on or date(2026, 11, 20)
    answers = complete_answers(packed.compiled, example.answers or {}, demo_context(on))
    places = packed.definition.applicant
    name = answers[places["name"]]
    birth = answers.get(places.get("birth", ""))
    address = answers.get(places.get("address", ""))
    shown = (
        " ".join(filter(None, [address["town"] + address["block"], address["building"]]))
        if address
        else ""
    )
    return SimpleNamespace(
        procedure_title=packed.definition.title.ja,
        outcome=outcome,
        section=packed.definition.section,
        applicant_name=f"{name['family']} {name['given']}",
        applicant_kana="",
        applicant_address=shown,
        applicant_birth_on=date.fromisoformat(birth["value"]) if birth else None,
        number="R8-4K7M-0273-6",
        received_on=on,
        decided_on=date(2026, 12, 4),
        fee_yen=example.expect.fee_yen,
        identity="email",
        content=SimpleNamespace(answers=answers),
    )


def read(pdf: bytes) -> tuple[int, str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    return len(reader.pages), "".join(text.split())


@pytest.mark.parametrize(("key", "outcome", "example"), LETTERS)
def test_a_letter_is_drawn_on_one_page(key: str, outcome: str, example: Example) -> None:
    pdf, data = draw(key, outcome, example)
    pages, text = read(pdf)
    assert pages == 1
    assert "灯台市長磯部健一" in text
    assert "灯子第123号" in text
    assert "令和8年12月4日" in text
    assert data["applicant"]["name"].replace(" ", "") + "様" in text
    assert data["section"]["telephone"] in text
    assert "R8-4K7M-0273-6" in text
    for mark in ("none", "auto", "content", "入力なし", "まだ答えていません", "??"):
        assert mark not in text


@pytest.mark.parametrize("outcome", ["approved", "refused"])
@pytest.mark.parametrize("key", WITH_LETTERS)
def test_a_letter_can_be_read_aloud(key: str, outcome: str) -> None:
    example = next(e for e in demo_packs().procedures[key].examples if e.valid and e.answers)
    pdf, _ = draw(key, outcome, example)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert str(root.Lang).lower().startswith("ja")
        assert bool(root.MarkInfo.Marked)
        assert root.StructTreeRoot
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        title = document.open_metadata().get("dc:title")
    assert title
    assert len(title) <= 30


@pytest.mark.parametrize("key", WITH_LETTERS)
def test_a_refusal_says_why_and_what_can_be_done(key: str) -> None:
    packed = demo_packs().procedures[key]
    example = next(e for e in packed.examples if e.valid and e.answers)
    pdf, data = draw(key, "refused", example)
    _, text = read(pdf)
    assert "".join(data["reasons"][0].split()) in text
    assert "もう一度手続きをするとき" in text or "使えるサービス" in text
    if packed.definition.outcomes["refused"].appeal:
        assert "教示" in text
        assert "3か月以内" in text
        assert "審査請求" in text
        assert "6か月以内" in text
    else:
        assert "審査請求" not in text


@pytest.mark.parametrize("outcome", ["approved", "refused"])
@pytest.mark.parametrize("key", WITH_LETTERS)
def test_a_letter_is_drawn_from_paper_with_hardly_an_answer(key: str, outcome: str) -> None:
    packed = demo_packs().procedures[key]
    example = next(e for e in packed.examples if e.valid and e.answers)
    case = make_case(key, outcome, example)
    case.content.answers = {}
    case.fee_yen = None
    plan = packed.definition.outcomes[outcome]  # type: ignore[index]
    edition = Edition(packed.definition, packed.compiled, packed.letters, (), 1, "")
    words = letters.LetterWords("灯子第123号", date(2026, 12, 4), (plan.reasons[0].ja,))
    data = letters.letter_data(case, edition, plan, words)
    pages, text = read(letters.draw(edition, plan, data, at=AT))
    assert pages == 1
    assert case.applicant_name.replace(" ", "") + "様" in text
    assert "まだ答えていません" not in text


def test_care_decisions_name_the_board_of_the_prefecture() -> None:
    example = next(e for e in demo_packs().procedures["care-need-assessment"].examples if e.answers)
    for outcome in ("approved", "refused"):
        _, text = read(draw("care-need-assessment", outcome, example)[0])
        assert "灯台県介護保険審査会に対して審査請求" in text
        assert "灯台市長に対して審査請求" not in text


@pytest.mark.parametrize(
    ("title", "granted"),
    [
        ("製造業の会社が受注のクラウドを入れる。対象57万円で補助28万5千円", "285,000円"),
        ("1人の食堂が予約と会計のソフトを入れ、納税証明書を付ける", "105,000円"),
        ("賃上げをして、上限が100万円になる", "1,000,000円"),
    ],
)
def test_the_subsidy_in_the_letter_is_the_one_that_the_form_showed(
    title: str, granted: str
) -> None:
    packed = demo_packs().procedures["dx-subsidy"]
    example = next(e for e in packed.examples if e.title == title)
    _, text = read(draw("dx-subsidy", "approved", example)[0])
    assert f"補助金の額{granted}" in text
    assert packed.compiled.by_question["subsidy_shown"][1].number is not None
    assert shown_subsidy(example) == granted


def shown_subsidy(example: Example) -> str:
    """The amount that the form shows below the budget."""
    from madoguchi.kernel.definition.ask_step import ask_step

    compiled = demo_packs().procedures["dx-subsidy"].compiled
    ctx = demo_context(example.on)
    asked = ask_step(compiled, "money", complete_answers(compiled, example.answers or {}, ctx), ctx)
    return f"{next(one.number for one in asked if one.id == 'subsidy_shown')}円"


@pytest.mark.parametrize("name", ["approval.typ", "refusal.typ"])
def test_the_base_has_a_letter_for_a_procedure_without_its_own(name: str) -> None:
    shared = demo_packs().letters
    assert name in shared
    outcome = "approved" if name == "approval.typ" else "refused"
    packed = demo_packs().procedures["tax-certificate"]
    example = next(e for e in packed.examples if e.valid and e.answers)
    plan = packed.definition.outcomes[outcome]  # type: ignore[index]
    edition = Edition(packed.definition, packed.compiled, shared, (), 1, "")
    words = letters.LetterWords(
        "灯税第1号", date(2026, 12, 4), (plan.reasons[0].ja,), message="写しをお返しします。"
    )
    data = letters.letter_data(make_case("tax-certificate", outcome, example), edition, plan, words)
    pages, text = read(letters.draw(edition, plan, data, at=AT))
    assert pages == 1
    assert "写しをお返しします。" in text
