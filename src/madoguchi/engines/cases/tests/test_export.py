# SPDX-License-Identifier: Apache-2.0
"""What leaves the office as a table, and what does a spreadsheet make of it?"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from madoguchi.engines.cases.api import Verdict, decide, start_export, write_csv, write_xlsx
from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.queries.statistics import read_statistics
from madoguchi.engines.cases.rules.cells import guard_cell
from madoguchi.engines.cases.rules.figures import (
    calculate_share,
    find_median,
    list_months,
    months_before,
)
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.clock import today
from madoguchi.platform.audit.api import list_by_subject

EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|cmd"]
)
def test_no_cell_is_a_formula(text):
    assert guard_cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "灯 あかり", "090-0000-1125", "-5", "+81", "1,000円", "厚生年金"]
)
def test_plain_cells_stay(text):
    assert guard_cell(text) == text


@given(st.text(max_size=200))
def test_no_text_escapes_the_guard(text):
    first = guard_cell(text).lstrip(" 　")[:1]
    number = True
    try:
        float(guard_cell(text))
    except ValueError:
        number = False
    assert number or first not in set("=+-@\t\r\n|%")


def test_csv_has_answers_as_columns_and_nothing_to_run(opened, sanami, at):
    opened(answers={"words": EVIL, "copies": 2})
    opened(answers={"children": [], "pension": "national"})
    sheet = start_export(
        cases=Case.objects.all(), answers=True, kind="csv", purpose="試し", actor=sanami, at=at
    )
    text = b"".join(write_csv(sheet)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 2
    assert rows[0]["加入している年金"] == "厚生年金"
    assert rows[1]["加入している年金"] == "国民年金"
    assert rows[0]["お子さん1 お子さんのお名前"].startswith("灯 なぎ")
    assert rows[1]["お子さん1 お子さんのお名前"] == ""
    assert rows[0]["伝えたいこと"] == f"'{EVIL}"
    assert rows[0]["お子さん1 お子さんの生年月日"] == "2019-03-02"
    (leaf,) = list_by_subject("cases:export")
    assert leaf.purpose == "試し"


def test_excel_holds_the_same_as_text(opened, sanami, at, settings):
    opened(answers={"words": EVIL})
    sheet = start_export(
        cases=Case.objects.all(), answers=True, kind="xlsx", purpose="試し", actor=sanami, at=at
    )
    with write_xlsx(sheet) as file:
        page = load_workbook(io.BytesIO(file.read())).active
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values[0][0] == "受付番号"
    assert f"'{EVIL}" in values[1]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert not list((settings.HOME / "tmp").glob("*.xlsx"))


def test_an_export_reads_in_pieces(opened, sanami, at, django_assert_num_queries, monkeypatch):
    from madoguchi.engines.cases.queries import export

    monkeypatch.setattr(export, "PIECE", 2)
    for _ in range(5):
        opened()
    sheet = start_export(
        cases=Case.objects.all(), answers=False, kind="csv", purpose="試し", actor=sanami, at=at
    )
    with django_assert_num_queries(3):
        assert len(list(sheet.rows)) == 5


def test_medians_shares_and_months():
    assert find_median({}) is None
    assert find_median({3: 1}) == 3
    assert find_median({1: 1, 2: 1}) == 1.5
    assert find_median({1: 10, 50: 3}) == 1
    assert calculate_share(0, 0) is None
    assert calculate_share(1, 3) == 33.3
    november = today(town.MONDAY)
    assert months_before(november, 11).isoformat() == "2025-12-01"
    assert len(list_months(months_before(november, 11), november)) == 12


@given(st.dictionaries(st.integers(0, 60), st.integers(1, 5), min_size=1, max_size=20))
def test_the_median_is_that_of_the_whole_row(counts):
    import statistics

    row = [value for value, times in counts.items() for _ in range(times)]
    assert find_median(counts) == statistics.median(row)


def test_statistics_count_what_happened(opened, sanami, takeuchi, michi, at):
    first, _, _ = opened(), opened(channel="paper"), opened(answers={"words": "道路"})
    decide(case_id=first.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    on = today(at)
    found = read_statistics(actor=sanami, first=months_before(on, 11), last=on, on=on)
    assert (found.total.received, found.total.decided, found.total.online_share) == (2, 1, 50.0)
    assert found.total.median_days == 9
    assert found.by_procedure["child-allowance"].title == "児童手当 認定請求"
    others = read_statistics(actor=michi, first=months_before(on, 11), last=on, on=on)
    assert others.total.received == 1
