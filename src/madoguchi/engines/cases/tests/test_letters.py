# SPDX-License-Identifier: Apache-2.0
"""Are letters numbered without gaps, tagged, quick, and readable only here?"""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from madoguchi.engines.cases.api import (
    Verdict,
    decide,
    issue_letter,
    publish_procedure,
)
from madoguchi.engines.cases.commands.issue_letter import take_number
from madoguchi.engines.cases.models import Case, Letter, LetterCounter
from madoguchi.engines.cases.queries.letters import LetterFails, open_letter
from madoguchi.engines.cases.rules.documents import format_document_number, is_same_year
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.actors import SYSTEM

REFUSED = Verdict("refused", ("住民票がないため",), "児童手当法第4条第1項")


def words_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace(
        "\n", ""
    )


def test_a_refusal_is_a_tagged_letter_with_appeal(case, takeuchi, at):
    _, letter = decide(case_id=case.id, verdict=REFUSED, actor=takeuchi, at=at)
    pdf = open_letter(letter)
    read = PdfReader(io.BytesIO(pdf))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in read.trailer["/Root"]
    assert read.trailer["/Root"]["/Lang"].startswith("ja")
    assert b"pdfuaid" in pdf or "pdfuaid" in str(read.xmp_metadata.rdf_root.toxml())
    words = words_of(pdf)
    for expected in (
        "灯子第1号",
        "灯 あかり",
        "住民票がないため",
        "3か月以内",
        "審査請求",
        "6か月以内",
        "灯台市長",
    ):
        assert expected.replace(" ", "") in words.replace(" ", "")
    assert pdf not in bytes(letter.sealed_pdf)
    assert not bytes(letter.sealed_pdf).startswith(b"%PDF")


def test_numbers_run_per_section_and_fiscal_year(opened, takeuchi, at):
    for expected in (1, 2, 3):
        _, letter = decide(case_id=opened().id, verdict=REFUSED, actor=takeuchi, at=at)
        assert (letter.fiscal_year, letter.serial) == (2026, expected)
    assert take_number("roads", at.date()) == (1, 2026)
    assert take_number("child-support", datetime(2027, 4, 1, tzinfo=UTC).date()) == (1, 2027)
    assert format_document_number("灯子", 123) == "灯子第123号"
    assert is_same_year(datetime(2027, 3, 31, tzinfo=UTC).date(), at.date())


def test_a_letter_that_fails_leaves_no_gap_and_no_decision(opened, takeuchi, at):
    publish_procedure(
        procedure=town.procedure(summary="変わりました。"),
        letters={"refusal.typ": "#panic(1)", "approval.typ": town.LETTERS["approval.typ"]},
        actor=SYSTEM,
        at=at,
    )
    case = opened(revision=2)
    with pytest.raises(LetterFails):
        decide(case_id=case.id, verdict=REFUSED, actor=takeuchi, at=at)
    case.refresh_from_db()
    assert case.state == "received"
    assert not Letter.objects.exists()
    assert not LetterCounter.objects.filter(last__gt=0).exists()


def test_what_is_typed_is_never_run(opened, takeuchi, at):
    case = opened(answers={"name": town.name("#panic(1)", '"]; #read("/etc/passwd")')})
    verdict = Verdict("refused", ('#include "/etc/passwd" $x$ *a* _b_ @c <d>',), "= 見出し")
    _, letter = decide(case_id=case.id, verdict=verdict, actor=takeuchi, at=at)
    words = words_of(open_letter(letter))
    assert "#panic(1)" in words
    assert "root:" not in words
    assert "#include" in words


def test_a_letter_may_be_drawn_again_and_again(opened, takeuchi, at):
    case = opened()
    decide(case_id=case.id, verdict=REFUSED, actor=takeuchi, at=at)
    for _ in range(5):
        issue_letter(case_id=case.id, reasons=("理由",), law="法", actor=takeuchi, at=at)
    assert Case.objects.get(id=case.id).letters.count() == 6


def test_a_form_may_import_another_of_the_pack(opened, takeuchi, at):
    publish_procedure(
        procedure=town.procedure(summary="分けました。"),
        letters={
            "common.typ": "#let greeting = [ごあいさつ申し上げます。]",
            "approval.typ": '#import "/letter.typ": *\n#import "common.typ": *\n#show: letter\n#greeting',
        },
        actor=SYSTEM,
        at=at,
    )
    _, letter = decide(
        case_id=opened(revision=2).id, verdict=Verdict("approved"), actor=takeuchi, at=at
    )
    assert "ごあいさつ申し上げます" in words_of(open_letter(letter))
