# SPDX-License-Identifier: Apache-2.0
"""Messages, notes, names of files and document numbers lead to their case; the index reads nobody."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from madoguchi.engines.cases.api import (
    Verdict,
    decide,
    receive_message,
    send_message,
    write_note,
)
from madoguchi.engines.cases.models.search_index import drop_talk
from madoguchi.engines.cases.queries.search import SearchQuery, search_cases
from madoguchi.engines.cases.queries.talk import talk_query, talk_tokens
from madoguchi.engines.cases.tests import town
from madoguchi.engines.cases.tests.test_pages import as_sanami, read  # noqa: F401
from madoguchi.kernel.application import CitizenMessage, SentFile
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id


def find(actor, at, words, **more):
    query = SearchQuery(words=words, **{"talk": True, **more})
    return [row["number"] for row in search_cases(query, actor=actor, on=today(at)).rows]


@pytest.fixture
def talked(opened, sanami, at):
    """A case with a note, two messages and a file; another with nothing."""
    case = opened()
    opened()
    write_note(case_id=case.id, words="父の勤め先は灯台港湾運送です。", actor=sanami, at=at)
    send_message(case_id=case.id, words="在留カードの写しもお願いします。", actor=sanami, at=at)
    file = SentFile(
        id=new_id(), question="words", name="源泉徴収票2026.pdf", type="application/pdf", size=9,
        sha256="0" * 64,
    )  # fmt: skip
    message = CitizenMessage(
        message_id=new_id(), submission_id=case.submission_id, sent_at=at,
        text="来週の木曜に窓口へうかがいます。", files=(file,),
    )  # fmt: skip
    receive_message(message=message, at=at)
    return case


@pytest.mark.parametrize(
    "words", ["港湾運送", "在留カード", "木曜に窓口", "木曜 窓口", "源泉徴収票"]
)
def test_what_was_written_is_found_when_asked_for(talked, sanami, at, words):
    assert find(sanami, at, words) == [talked.number]
    assert find(sanami, at, words, talk=False) == []


def test_words_must_stand_in_one_text(talked, sanami, at):
    assert find(sanami, at, "港湾運送 在留カード") == []


def test_other_sections_find_nothing(talked, michi, at):
    assert find(michi, at, "港湾運送") == []


def test_names_and_talk_are_found_together(talked, opened, sanami, at):
    other = opened(answers={"words": "在留カードをなくしました"})
    assert set(find(sanami, at, "在留カード")) == {talked.number, other.number}


def test_the_index_of_talk_holds_nothing_readable(talked):
    with connection.cursor() as cursor:
        column = "tokens::text" if connection.vendor == "postgresql" else "tokens"
        cursor.execute(f"SELECT {column} FROM cases_talk")
        rows = [row[0] for row in cursor]
    assert len(rows) == 4
    for words in ("港湾", "在留", "木曜"):
        hexed = words.encode("utf-16-be").hex()
        assert not any(words in row or hexed in row for row in rows)


def test_what_is_dropped_is_found_no_more(talked, sanami, at):
    drop_talk(UUID(str(talked.id)))
    assert find(sanami, at, "港湾運送") == []


def test_long_lines_lose_no_pair(case):
    text = "あ" * 398 + "境界の言葉" + "い" * 500
    tokens = set(talk_tokens(case, text))
    assert all(set(word) <= tokens for word in talk_query("境界の言葉"))


def test_single_characters_are_not_looked_for():
    assert talk_query("港") == []


@pytest.mark.parametrize("typed", ["灯子第1号", "灯子 第1号", "灯子第１号"])
def test_a_document_number_leads_to_its_case(opened, sanami, michi, takeuchi, at, typed):
    case = opened()
    opened()
    decide(case_id=case.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    assert find(sanami, at, typed, talk=False) == [case.number]
    assert find(michi, at, typed, talk=False) == []
    assert find(sanami, at, "灯子第9号", talk=False) == []


def test_the_page_keeps_the_tick(as_sanami, talked):  # noqa: F811
    page = read(as_sanami.get("/cases/search/", {"q": "港湾運送", "talk": "1"}))
    assert talked.number in page
    assert 'name="talk" value="1" checked' in page
    assert talked.number not in read(as_sanami.get("/cases/search/", {"q": "港湾運送"}))


def test_old_cases_are_found_too(opened, sanami, at):
    old = opened(at=town.MONDAY - timedelta(days=900))
    write_note(case_id=old.id, words="倉庫の鍵を預かった。", actor=sanami, at=at)
    assert find(sanami, at, "倉庫の鍵") == [old.number]
