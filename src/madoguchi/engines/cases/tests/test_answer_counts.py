# SPDX-License-Identifier: Apache-2.0
"""Options are counted, words never; what few have chosen is not told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.cases.api import Verdict, decide, publish_procedure
from madoguchi.engines.cases.queries import answer_counts
from madoguchi.engines.cases.queries.answer_counts import count_answers
from madoguchi.engines.cases.rules.figures import FEW, hide_small
from madoguchi.engines.cases.tests import town
from madoguchi.engines.cases.tests.hall import LONG_AGO
from madoguchi.engines.cases.tests.test_pages import as_takeuchi, read  # noqa: F401
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import today

STEPS = [
    {
        "id": "person",
        "title": "請求する方",
        "questions": [
            {"id": "pension", "type": "choice", "label": "年金", "statistics": True,
             "options": [{"id": "employees", "label": "厚生年金"},
                         {"id": "national", "label": "国民年金"},
                         {"id": "none", "label": "なし"}]},
            {"id": "wishes", "type": "choices", "label": "希望", "statistics": True,
             "required": False,
             "options": [{"id": "post", "label": "郵送"}, {"id": "mail", "label": "メール"}]},
            {"id": "secret", "type": "choice", "label": "数えない問い",
             "options": [{"id": "a", "label": "甲"}, {"id": "b", "label": "乙"}]},
            {"id": "words", "type": "text", "label": "自由な言葉", "statistics": True},
        ],
    },
    {
        "id": "children",
        "title": "お子さん",
        "repeat": {"min": 0, "max": 5, "one": "お子さん"},
        "questions": [
            {"id": "apart", "type": "yes_no", "label": "別居", "statistics": True},
        ],
    },
]  # fmt: skip


@pytest.fixture
def asked(town_hall):
    """A procedure with questions that are counted; it answers with a way to file it."""
    definition = town.procedure(
        id="counted", title="数える手続き", steps=STEPS, applicant={}, fee=None, routes=[],
        checks=[], correction_reasons=[],
    )  # fmt: skip
    publish_procedure(procedure=definition, letters=town.LETTERS, actor=SYSTEM, at=LONG_AGO)

    def file(pension, *, wishes=(), apart=(), at=town.MONDAY):
        from madoguchi.engines.cases.api import open_case

        answers = {
            "pension": pension, "wishes": list(wishes), "secret": "a", "words": "なにか",
            "children": [{"apart": one} for one in apart],
        }  # fmt: skip
        sent = town.application(procedure_id="counted", at=at)
        return open_case(application=sent.model_copy(update={"answers": answers}), at=at)

    return file


def counted(actor, at, **changes):
    on = today(at)
    values = {"procedure": "counted", "first": on - timedelta(days=30), "last": on}
    return count_answers(actor=actor, **{**values, **changes})


def told(counts):
    return {one.id: [(label.ja, count) for label, count in one.options] for one in counts.questions}


def test_each_option_is_counted_also_in_items_and_of_many(asked, sanami, at):
    for _ in range(4):
        asked("employees", wishes=("post", "mail"), apart=(True, False))
    for _ in range(3):
        asked("national", wishes=("post",), apart=(True,))
    counts = counted(sanami, at)
    assert (counts.cases, counts.more) == (7, False)
    assert told(counts) == {
        "pension": [("厚生年金", 4), ("国民年金", 3), ("なし", 0)],
        "wishes": [("郵送", 7), ("メール", 4)],
        "apart": [("はい", 7), ("いいえ", 4)],
    }


def test_what_few_have_chosen_is_not_told_nor_worked_out(asked, sanami, at):
    for pension in ("employees",) * 5 + ("national",) * 4 + ("none",):
        asked(pension)
    assert told(counted(sanami, at))["pension"] == [
        ("厚生年金", 5), ("国民年金", None), ("なし", None),
    ]  # fmt: skip


def test_others_and_other_times_are_not_counted(asked, sanami, michi, at):
    asked("employees", at=town.MONDAY - timedelta(days=60))
    asked("employees")
    assert counted(sanami, at).cases == 1
    assert counted(michi, at).cases == 0


def test_there_is_a_limit_and_it_is_said(asked, as_takeuchi, sanami, at, monkeypatch):  # noqa: F811
    monkeypatch.setattr(answer_counts, "MOST", 2)
    for _ in range(3):
        asked("employees")
    counts = counted(sanami, at)
    assert (counts.cases, counts.more) == (2, True)
    page = read(as_takeuchi.get("/cases/statistics/?procedure=counted"))
    assert "新しいものから" in page


def test_the_page_draws_them_for_one_procedure_alone(asked, as_takeuchi, at):  # noqa: F811
    for _ in range(3):
        asked("employees")
    asked("national")
    page = read(as_takeuchi.get("/cases/statistics/?procedure=counted"))
    assert 'id="answer-pension-title"' in page
    assert "少数" in page
    assert "自由な言葉" not in page
    assert "なにか" not in page
    assert "answer-pension" not in read(as_takeuchi.get("/cases/statistics/"))


def test_decided_alone_is_not_nothing(opened, as_takeuchi, takeuchi, at):  # noqa: F811
    old = opened(at=town.MONDAY - timedelta(days=800))
    assert "overdue-title" in read(as_takeuchi.get("/cases/statistics/"))
    decide(case_id=old.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    page = read(as_takeuchi.get("/cases/statistics/"))
    assert "late-title" in page
    assert "overdue-title" not in page


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9)))
def test_no_small_number_is_told_and_none_stands_alone(counts):
    shown = hide_small(counts)
    hidden = [key for key, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= FEW for count in shown.values())
    assert all(shown[key] in (None, counts[key]) for key in counts)
    if len(hidden) == 1:
        assert all(count == 0 for key, count in counts.items() if key not in hidden)
