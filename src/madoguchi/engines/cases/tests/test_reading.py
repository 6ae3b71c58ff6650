# SPDX-License-Identifier: Apache-2.0
"""Inbox, search, duplicates: what is found, by whom, with how many queries?"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.cases.api import Verdict, assign, decide, make_ready_after_bulk, start_review
from madoguchi.engines.cases.commands.request_correction import Mark, request_correction
from madoguchi.engines.cases.models import InboxCount
from madoguchi.engines.cases.models.counting import recount
from madoguchi.engines.cases.queries import search
from madoguchi.engines.cases.queries.duplicates import list_duplicates
from madoguchi.engines.cases.queries.inbox import InboxQuery, read_inbox
from madoguchi.engines.cases.queries.neighbours import find_neighbours
from madoguchi.engines.cases.queries.search import SearchQuery, search_cases
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.clock import today

ON = date(2026, 11, 20)


@pytest.fixture
def desk(opened, sanami, takeuchi, at):
    """Six cases: fresh, mine, waiting, deciding, overdue, of another section."""
    cases = {
        "fresh": opened(),
        "mine": opened(answers={"name": town.name("舟木", "渉", "フナキ", "ワタル")}),
        "waiting": opened(answers={"name": town.name("港", "一郎", "ミナト", "イチロウ")}),
        "overdue": opened(at=town.MONDAY - timedelta(days=60)),
        "decided": opened(),
        "roads": opened(answers={"words": "道路の穴"}),
    }
    assign(
        case_id=cases["mine"].id,
        assignee_ref=sanami.ref,
        assignee_name=sanami.name,
        actor=sanami,
        at=at,
    )
    request_correction(
        case_id=cases["waiting"].id,
        marks=[Mark("person", "pension", None, "直して")],
        message="",
        due_on=None,
        actor=takeuchi,
        at=at,
    )
    decide(case_id=cases["decided"].id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    return cases


def numbers(page):
    return {row["number"] for row in page.rows}


@pytest.mark.parametrize(
    ("tab", "names"),
    [
        ("mine", {"mine"}),
        ("unassigned", {"fresh", "overdue"}),
        ("overdue", {"overdue"}),
        ("waiting", {"waiting"}),
        ("arrived", set()),
        ("soon", set()),
        ("all", {"fresh", "mine", "waiting", "overdue"}),
    ],
)
def test_each_tab_shows_its_cases_and_counts_them(desk, sanami, at, tab, names):
    page = read_inbox(InboxQuery(tab=tab), actor=sanami, on=today(at))
    assert numbers(page) == {desk[name].number for name in names}
    assert page.counts[tab].value == len(names)
    assert page.total.value == len(names)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"state": "correction"}, {"waiting"}),
        ({"due": "overdue"}, {"overdue"}),
        ({"due": "paused"}, {"waiting"}),
        ({"due": "calm"}, {"fresh", "mine"}),
        ({"word": "フナキ"}, {"mine"}),
        ({"word": "舟"}, {"mine"}),
        ({"received": "30"}, {"fresh", "mine", "waiting"}),
        ({"procedure": "other"}, set()),
    ],
)
def test_filters_narrow(desk, sanami, at, query, names):
    page = read_inbox(InboxQuery(**query), actor=sanami, on=today(at))
    assert numbers(page) == {desk[name].number for name in names}
    assert page.total.value == len(names)


def test_another_section_sees_its_own(desk, michi, at):
    page = read_inbox(InboxQuery(), actor=michi, on=today(at))
    assert numbers(page) == {desk["roads"].number}


def test_counters_agree_with_counting_anew(desk):
    kept = set(
        InboxCount.objects.exclude(cases=0).values_list("section", "state", "assigned", "cases")
    )
    assert recount() == 5
    counted = set(
        InboxCount.objects.exclude(cases=0).values_list("section", "state", "assigned", "cases")
    )
    assert kept == counted
    assert make_ready_after_bulk() == 5


def test_the_most_urgent_comes_first_and_pages_are_bounded(desk, sanami, at):
    page = read_inbox(InboxQuery(), actor=sanami, on=today(at))
    days = [row["due_on"] for row in page.rows]
    assert days == sorted(days)
    newest = read_inbox(InboxQuery(sort="newest", size=15, page=99_999), actor=sanami, on=today(at))
    assert newest.rows == []


def test_the_inbox_asks_little(desk, sanami, at):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read_inbox(InboxQuery(), actor=sanami, on=today(at))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("フナキ", {"mine"}),
        ("ふなき わたる", {"mine"}),
        ("舟木", {"mine"}),
        ("灯川東", {"fresh", "mine", "waiting", "overdue", "decided"}),
        ("港 イチロウ", {"waiting"}),
        ("児童手当 舟木", {"mine"}),
        ("山田", set()),
        ("道路", set()),
    ],
)
def test_words_find_within_the_section(desk, sanami, words, names):
    found = search_cases(SearchQuery(words=words), actor=sanami, on=ON)
    assert {row["number"] for row in found.rows} == {desk[name].number for name in names}


def test_fields_find_exactly(desk, sanami):
    def count(**fields):
        return len(search_cases(SearchQuery(**fields), actor=sanami, on=ON).rows)

    assert count(number=desk["mine"].number.lower().replace("-", "")) == 1
    assert count(number=desk["mine"].number[:9]) == 1
    assert count(name="ミナト") == 1
    assert count(birth="昭和63年4月12日") == 5
    assert count(phone="090-0000-1125") == 5
    assert count(words="０９０－００００－１１２５") == 5
    assert count(address="灯川東") == 5
    assert count(state="approved") == 1
    assert count(state="approved", name="舟木") == 0
    assert count(from_on=today(town.MONDAY)) == 4
    assert count(until_on=today(town.MONDAY - timedelta(days=1))) == 1


def test_a_field_is_searched_beyond_what_is_shown(opened, desk, sanami, takeuchi, monkeypatch):
    """The fifty newest hold the word, the one that was approved is older: it is found."""
    monkeypatch.setattr(search, "MOST_SHOWN", 3)
    old = opened(at=town.MONDAY - timedelta(days=400))
    decide(case_id=old.id, verdict=Verdict("approved"), actor=takeuchi, at=town.MONDAY)
    for _ in range(4):
        opened()
    shown = search_cases(SearchQuery("灯"), actor=sanami, on=ON)
    assert len(shown.rows) == 3
    assert shown.more
    asked = SearchQuery("灯", state="approved", until_on=town.MONDAY.date() - timedelta(days=399))
    assert numbers(search_cases(asked, actor=sanami, on=ON)) == {old.number}
    later = SearchQuery("灯", state="approved", until_on=town.MONDAY.date() - timedelta(days=401))
    assert not search_cases(later, actor=sanami, on=ON).rows


def test_a_part_of_a_telephone_number_finds(opened, desk, sanami):
    case = opened()
    whole = "".join(c for c in case.phone_key if c.isdigit())
    for words in (whole, whole[:7], f"{whole[:3]}-{whole[3:7]}-{whole[7:]}"):
        assert case.number in numbers(search_cases(SearchQuery(words), actor=sanami, on=ON)), words
    assert not search_cases(SearchQuery("0" + whole[:8]), actor=sanami, on=ON).rows


@pytest.mark.parametrize(
    "words", ["'", "\\", "a' & b", "舟木 | 港", ":* !", "%", "\x00舟", '"x" OR "y"']
)
def test_no_word_breaks_the_search(desk, sanami, words):
    assert isinstance(search_cases(SearchQuery(words=words), actor=sanami, on=ON).rows, list)


def test_the_same_person_is_suggested_with_the_reason(desk, sanami):
    found = {one.case.number: one.likeness for one in list_duplicates(desk["fresh"], actor=sanami)}
    assert found[desk["decided"].number] == "name_birth"
    assert found[desk["mine"].number] == "birth_address"
    assert desk["roads"].number not in found


def test_neighbours_follow_the_due_days(desk, sanami, at):
    page = read_inbox(InboxQuery(), actor=sanami, on=today(at))
    order = [row["number"] for row in page.rows]
    by_number = {one.number: one for one in desk.values()}
    for place, number in enumerate(order):
        case = by_number[number]
        case.refresh_from_db()
        if case.assignee_ref == sanami.ref:
            assert find_neighbours(case, actor=sanami) == ("", "")
            continue
        before, after = find_neighbours(case, actor=sanami)
        assert before == (order[place - 1] if place else "")
        assert after == (order[place + 1] if place + 1 < len(order) else "")


def test_starting_the_review_makes_it_mine(desk, sanami, at):
    start_review(case_id=desk["fresh"].id, actor=sanami, at=at)
    page = read_inbox(InboxQuery(tab="mine"), actor=sanami, on=today(at))
    assert page.counts["mine"].value == 2
    assert page.counts["unassigned"].value == 1
