# SPDX-License-Identifier: Apache-2.0
"""Sentences to start from: the officer picks the Japanese one, the applicant reads their own."""

import pytest

from madoguchi.engines.cases.api import Mark, Verdict, decide, extend_term, request_correction
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.phrases import list_phrases, translate
from madoguchi.engines.cases.tests import town
from madoguchi.engines.cases.tests.hall import LONG_AGO, publish_procedure
from madoguchi.engines.cases.tests.test_pages import as_sanami, as_takeuchi, read  # noqa: F401
from madoguchi.kernel.actors import SYSTEM

OLD = {"ja": "いまの年金を選び直してください。", "en": "Please choose your pension again."}
NO_RECORD = {"ja": "住民票がないため", "en": "There is no residence record."}
LATE = {"ja": "期間を過ぎて届きました。", "en": "It arrived too late."}
ASKING = {"ja": "ほかの機関に問い合わせています。", "en": "We are asking other authorities."}
SHARED = [
    {"id": "blurred", "text": {"ja": "字が読めません。", "en": "It can't be read."}},
    {"id": "late", "kind": "refusal", "text": LATE},
    {"id": "asking", "kind": "extension", "text": ASKING},
]


@pytest.fixture
def guest_case(opened):
    """The application of somebody who reads English, of a procedure with sentences in two."""
    from madoguchi.engines.cases.models import ProcedureRevision

    outcomes = town.DEFINITION["outcomes"]
    changed = town.procedure(
        correction_reasons=[{"id": "old", "text": OLD, "questions": ["pension"]}],
        outcomes={**outcomes, "refused": {**outcomes["refused"], "reasons": [NO_RECORD]}},
    )
    publish_procedure(procedure=changed, letters=town.LETTERS, actor=SYSTEM, at=LONG_AGO)
    ProcedureRevision.objects.filter(current=True).update(reasons=SHARED)
    return opened(language="en", revision=2)


def ja(phrases):
    return [one.ja for one in phrases]


def test_each_purpose_has_its_sentences_the_own_ones_first(guest_case):
    edition = get_edition("child-allowance", 2)
    offered = list_phrases(edition, "correction", question="pension")
    assert ja(offered) == [OLD["ja"], "字が読めません。"]
    assert ja(list_phrases(edition, "correction", question="name")) == ["字が読めません。"]
    assert ja(list_phrases(edition, "refusal")) == [NO_RECORD["ja"], LATE["ja"]]
    assert ja(list_phrases(edition, "extension")) == [ASKING["ja"]]


def test_only_our_own_sentences_are_translated(guest_case):
    edition = get_edition("child-allowance", 2)
    assert translate(edition, OLD["ja"], "en") == OLD["en"]
    assert translate(edition, OLD["ja"], "easy") == OLD["ja"]
    assert translate(edition, OLD["ja"], "ja") == OLD["ja"]
    assert translate(edition, "自分の言葉です。", "en") == "自分の言葉です。"


def test_a_correction_is_picked_in_japanese_and_read_in_english(as_sanami, guest_case, sanami, at, heard):  # fmt: skip # noqa: F811
    page = read(as_sanami.get(f"/cases/{guest_case.number}/correction/?lang=en"))
    assert f'<option value="{OLD["ja"]}">{OLD["en"]}</option>' in page
    mark = Mark("person", "pension", None, OLD["ja"])
    row = request_correction(
        case_id=guest_case.id, marks=[mark], message="", due_on=None, actor=sanami, at=at
    )
    assert heard[-1].note.correction.fields[0].reason == OLD["en"]
    assert row.fields[0]["reason"] == OLD["ja"]


def test_a_japanese_reader_sees_no_word_about_languages(as_sanami, case):  # noqa: F811
    page = read(as_sanami.get(f"/cases/{case.number}/correction/"))
    assert "そのことばで届きます" not in page


def test_reasons_of_a_refusal_reach_the_reader_in_their_language(as_takeuchi, guest_case, takeuchi, at, heard):  # fmt: skip # noqa: F811
    page = read(as_takeuchi.get(f"/cases/{guest_case.number}/decide/refused/"))
    assert NO_RECORD["ja"] in page
    assert LATE["ja"] in page
    verdict = Verdict("refused", (NO_RECORD["ja"], LATE["ja"], "直筆の理由"), "児童手当法第4条")
    decide(case_id=guest_case.id, verdict=verdict, actor=takeuchi, at=at)
    words = heard[-1].note.text
    assert NO_RECORD["en"] in words
    assert LATE["en"] in words
    assert "直筆の理由" in words
    decided = guest_case.actions.get(kind="refused")
    assert decided.data["reasons"][:2] == [NO_RECORD["ja"], LATE["ja"]]


def test_a_longer_term_is_explained_from_the_list(as_sanami, guest_case, heard):  # noqa: F811
    url = f"/cases/{guest_case.number}/do/extend/"
    assert f'value="{ASKING["ja"]}"' in read(as_sanami.get(url))
    as_sanami.post(url, {"days": "5", "phrase": ASKING["ja"], "reason": ""})
    guest_case.refresh_from_db()
    assert guest_case.extended_days == 5
    assert ASKING["en"] in heard[-1].note.text


def test_a_longer_term_without_any_reason_is_refused(as_sanami, case):  # noqa: F811
    read(as_sanami.post(f"/cases/{case.number}/do/extend/", {"days": "5"}), 422)


def test_own_words_come_before_the_list(case, sanami, at, heard):
    extend_term(case_id=case.id, days=2, reason="担当が替わったため", actor=sanami, at=at)
    assert "担当が替わったため" in heard[-1].note.text
