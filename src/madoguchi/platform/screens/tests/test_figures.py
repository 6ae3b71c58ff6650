# SPDX-License-Identifier: Apache-2.0
"""Charts, clocks, deadlines, pagers and date boxes are laid out right for any numbers."""

from datetime import date

import pytest
from django.http import QueryDict
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.screens.charts import BOTTOM, LEFT, RIGHT, TOP, Kind, Series, draw, number
from madoguchi.platform.screens.clock_bar import Stretch, draw_clock
from madoguchi.platform.screens.dates import date_parts, era_choices, typed_date
from madoguchi.platform.screens.due import describe_due
from madoguchi.platform.screens.pager import make_pager

VALUES = st.one_of(st.none(), st.floats(0, 1e9), st.integers(0, 10_000_000).map(float))


@given(
    kind=st.sampled_from(["bar", "stacked", "line"]),
    rows=st.integers(1, 40).flatmap(
        lambda n: st.lists(st.lists(VALUES, min_size=n, max_size=n), min_size=1, max_size=6)
    ),
)
def test_nothing_is_drawn_outside_the_chart(kind: Kind, rows: list[list[float | None]]) -> None:
    names = [f"c{n}" for n in range(len(rows[0]))]
    series = [Series(f"s{n}", tuple(row)) for n, row in enumerate(rows)]
    chart = draw("k", "t", kind, names, series)
    for mark in chart.marks:
        assert LEFT <= mark.x <= mark.x + mark.width <= RIGHT + 0.1
        assert TOP - 0.1 <= mark.y <= BOTTOM
        assert mark.height >= 0
        assert mark.y + mark.height <= BOTTOM + 0.3
    assert 2 <= len(chart.y_ticks) <= 8
    assert [category for category, _ in chart.rows] == names
    assert len(chart.x_ticks) <= 13


def test_bars_stand_in_proportion() -> None:
    chart = draw("k", "件数", "bar", ["a", "b"], [Series("件", (100.0, 50.0))], unit="件")
    tall, short = chart.marks
    assert tall.height == pytest.approx(2 * short.height, abs=0.2)
    assert [tick.label for tick in chart.y_ticks] == ["0件", "25件", "50件", "75件", "100件"]
    assert chart.summary == "件数。件: a 100件、b 50件"


def test_stacked_bars_stand_on_one_another() -> None:
    series = [Series("x", (30.0,)), Series("y", (20.0,))]
    low, high = draw("k", "t", "stacked", ["a"], series).marks
    assert high.y + high.height == pytest.approx(low.y, abs=0.2)


def test_a_line_breaks_where_nothing_is_known() -> None:
    chart = draw("k", "t", "line", ["a", "b", "c", "d"], [Series("x", (1.0, 2.0, None, 4.0))])
    assert chart.lines[0].path.count("M") == 2
    assert len(chart.marks) == 3
    assert chart.rows[2] == ("c", ["—"])


def test_numbers_have_as_many_places_as_they_need() -> None:
    assert number(1234, "件") == "1,234件"
    chart = draw("k", "t", "line", ["a", "b"], [Series("x", (41.0, 52.4))], unit="%")
    assert [cells for _, cells in chart.rows] == [["41.0%"], ["52.4%"]]


def test_the_page_has_the_numbers_twice() -> None:
    chart = draw("k", "件数", "bar", ["4月"], [Series("受付", (7.0,))], unit="件")
    page = engines["django"].from_string("{% chart chart %}").render({"chart": chart})
    assert "<svg" in page
    assert '<td class="num">7件</td>' in page


@given(
    days=st.lists(st.tuples(st.sampled_from(["used", "paused"]), st.integers(0, 400)), max_size=9),
    standard=st.integers(1, 365),
)
def test_a_clock_is_never_longer_than_its_bar(days, standard: int) -> None:
    bar = draw_clock(
        "c",
        [Stretch(part, count) for part, count in days],
        standard_days=standard,
        start_label="",
        end_label="",
        summary="",
    )
    assert all(piece.x + piece.width <= 100.1 for piece in bar.pieces)
    assert bar.used + bar.left >= standard
    assert bar.left >= 0


def test_the_clock_of_the_reference_case() -> None:
    bar = draw_clock(
        "c",
        [Stretch("used", 6), Stretch("paused", 3)],
        standard_days=20,
        start_label="",
        end_label="",
        summary="",
    )
    assert [(p.part, p.x, p.width) for p in bar.pieces] == [
        ("used", 0.0, 26.09),
        ("paused", 26.09, 13.04),
    ]
    assert bar.left == 14


@pytest.mark.parametrize(
    ("left", "paused", "tone", "words"),
    [
        (-1, None, "bad", "超過 1日"),
        (0, None, "bad", "きょうまで"),
        (3, None, "warn", "あと 3日"),
        (4, None, "quiet", "あと 4日"),
        (4, 3, "lamp", "停止中 3日"),
        (None, None, "quiet", "期限なし"),
    ],
)
def test_a_deadline_in_tone_and_words(
    left: int | None, paused: int | None, tone: str, words: str
) -> None:
    due = describe_due(left, paused_days=paused)
    assert (due.tone, due.text) == (tone, words)


@given(page=st.integers(-3, 400), size=st.integers(1, 100), total=st.integers(0, 20_000))
def test_a_pager_shows_ends_and_neighbours(page: int, size: int, total: int) -> None:
    pager = make_pager(QueryDict("q=灯&page=9"), page=page, size=size, total=total)
    numbers = [link.number for link in pager.links if link.url]
    current = [link.number for link in pager.links if link.current]
    assert len(current) == 1
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert len(pager.links) <= 7
    assert pager.last <= total
    assert all("q=" in link.url for link in pager.links if link.url)


def test_eras_begin_with_the_present_one() -> None:
    labels = [choice.label for choice in era_choices()]
    assert labels == ["西暦", "令和", "平成", "昭和", "大正", "明治"]
    assert [choice.label for choice in era_choices("en", oldest="heisei")] == [
        "Western year",
        "Reiwa 令和",
        "Heisei 平成",
    ]


def test_a_date_box_keeps_what_was_typed() -> None:
    form = {"birth.era": ["昭和"], "birth.year": ["六十五"], "birth.month": ["4"]}
    typed = typed_date(form, "birth")
    assert typed == {"era": "昭和", "year": "六十五", "month": "4", "day": ""}
    assert date_parts(date(1988, 4, 12))["year"] == "63"
    assert date_parts(date(1988, 4, 12), western=True)["year"] == "1988"
