# SPDX-License-Identifier: Apache-2.0
"""Headers, languages and closing for work, as a reader meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from madoguchi.kernel.clock import frozen
from madoguchi.kernel.texts import text
from madoguchi.platform.screens.maintenance import close, maintenance_file, reopen
from madoguchi.platform.screens.middleware import drop_nul

AT = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)


def test_a_page_may_load_from_this_host_only(reader: Client) -> None:
    response = reader.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_one_view_may_send_its_form_elsewhere(reader: Client) -> None:
    policy = reader.get("/elsewhere/").headers["Content-Security-Policy"]
    assert "form-action 'self' https://portal.example" in policy
    assert "default-src 'none'" in policy


def test_japanese_unless_the_reader_chose(reader: Client) -> None:
    response = reader.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="ja">' in response.content.decode()
    assert "lang" not in response.cookies


@pytest.mark.parametrize(("lang", "html"), [("en", "en"), ("easy", "ja")])
def test_a_choice_is_kept(reader: Client, lang: str, html: str) -> None:
    first = reader.get(f"/?lang={lang}")
    assert first.cookies["lang"]["httponly"]
    later = reader.get("/").content.decode()
    assert f'<html lang="{html}">' in later
    assert f"<h1>{lang}</h1>" in later


def test_an_unknown_language_changes_nothing(reader: Client) -> None:
    response = reader.get("/?lang=tlh")
    assert "<h1>ja</h1>" in response.content.decode()
    assert "lang" not in response.cookies


def test_a_closed_zone_says_until_when(reader: Client) -> None:
    close(message=text("点検中です。", "We are at work."), until_at=AT + timedelta(hours=2))
    with frozen(AT):
        response = reader.get("/?lang=en")
    page = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "7200"
    assert "We are at work." in page
    assert "Friday, 20 November 2026, 12:42" in page
    assert 'href="tel:0000241111"' in page
    assert reopen()
    assert reader.get("/").status_code == 200


def test_parcels_go_on_while_people_wait(reader: Client) -> None:
    close()
    assert reader.get("/").status_code == 503
    assert reader.get("/zone/parcels").status_code == 200


def test_a_program_gets_the_closing_as_json(reader: Client) -> None:
    close()
    response = reader.get("/api/taken/")
    assert response.status_code == 503
    assert response.json()["code"] == "closed_for_work"


def test_a_broken_file_keeps_the_zone_closed(
    reader: Client, caplog: pytest.LogCaptureFixture
) -> None:
    maintenance_file().write_text("{broken", encoding="utf-8")
    assert reader.get("/").status_code == 503
    assert "cannot be read" in caplog.text


def test_planned_work_does_not_close_yet(plain_zone: Settings) -> None:
    from madoguchi.platform.screens.context import planned_work

    close(begins_at=AT + timedelta(days=8), until_at=AT + timedelta(days=8, hours=7))
    with frozen(AT):
        assert Client().get("/").status_code == 200
        notice = planned_work("ja", "0000-24-1111")
    assert notice is not None
    assert notice["title"] == "令和8年11月28日(土)10時42分から、点検のため休みます"
    assert "17時42分まで" in notice["text"]
    with frozen(AT + timedelta(days=9)):
        assert Client().get("/").status_code == 503
        assert planned_work("ja", "0000-24-1111") is None


@pytest.mark.parametrize("query", ["word=a%00b", "word=a\x00b", "word=a%0%000b"])
def test_no_nul_comes_through_an_address(query):
    request = RequestFactory().get("/", QUERY_STRING=query)
    drop_nul(request)
    assert request.GET["word"] == "ab"
