# SPDX-License-Identifier: Apache-2.0
"""The home page shows what exists, says whether the city hall is open, and stays light."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import yaml
from django.conf import settings as zone
from django.test import Client

from madoguchi.engines.procedures.api import CatalogueEntry
from madoguchi.faces.portal import catalogue, views
from madoguchi.faces.portal.offers import ICONS, Offer, closing_soon, opening_soon
from madoguchi.kernel.clock import frozen
from madoguchi.platform.screens.assets import STATIC
from madoguchi.platform.screens.wording import all_texts

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ALLOWANCE = Offer("児童手当 認定請求", "/p/child/", "約10分", "baby", ("birth",))
NURSERY = Offer(
    "保育所の申込み", "/p/nursery/", "", "bag", ("nursery",), closes_on=date(2026, 12, 4)
)
EXAM = Offer("職員採用試験", "/p/exam/", "", "work", ("work",), opens_on=date(2026, 12, 1))


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> list[Offer]:
    found = [ALLOWANCE, NURSERY, EXAM]
    monkeypatch.setattr(views, "list_offers", lambda lang, at: found)
    return found


def read(client: Client, at: datetime = FRIDAY, path: str = "/") -> str:
    with frozen(at):
        response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_home_shows_procedures_and_life_events(client: Client, offers: list[Offer]) -> None:
    page = read(client)
    assert page.count("<h1") == 1
    assert "児童手当 認定請求" in page
    assert "妊娠・出産" in page
    assert "引っ越し" not in page


def test_home_tells_what_begins_and_ends_soon(client: Client, offers: list[Offer]) -> None:
    page = read(client)
    assert "「保育所の申込み」の受付は、令和8年12月4日(金)までです" in page
    assert "「職員採用試験」の受付を、令和8年12月1日(火)から始めます" in page


def test_soon_is_thirty_days() -> None:
    found = [NURSERY, EXAM]
    assert closing_soon(found, date(2026, 11, 4)) == [NURSERY]
    assert closing_soon(found, date(2026, 11, 3)) == []
    assert closing_soon(found, date(2026, 12, 5)) == []
    assert opening_soon(found, date(2026, 12, 1)) == []
    assert opening_soon(found, date(2026, 11, 30)) == [EXAM]


def test_an_empty_home_teaches(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "list_offers", lambda lang, at: [])
    page = read(client)
    assert "準備中です" in page
    assert 'href="tel:0000241111"' in page
    assert 'type="search"' not in page


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (FRIDAY, "<strong>開いています</strong>(17時15分まで)"),
        (EVENING, "次に開くのは 令和8年11月24日(火)8時30分 です。"),
        (HOLIDAY, "きょうは勤労感謝の日のため、お休みです。"),
    ],
)
def test_whether_the_city_hall_is_open(
    client: Client, offers: list[Offer], at: datetime, words: str
) -> None:
    assert words in read(client, at)


def test_the_same_page_in_english(client: Client, offers: list[Offer]) -> None:
    page = read(client, path="/?lang=en")
    assert '<html lang="en">' in page
    assert "<strong>Open now</strong>(until 17:15)" in page
    assert "Pregnancy and birth" in page


@pytest.mark.parametrize("path", ["/privacy/", "/accessibility/", "/sitemap/", "/style/"])
@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_standing_pages_speak_three_languages(
    client: Client, offers: list[Offer], path: str, lang: str
) -> None:
    page = read(client, path=f"{path}?lang={lang}")
    assert page.count("<h1") == 1
    assert 'href="tel:0000241111"' in page


def test_no_link_of_the_frame_is_dead(client: Client, offers: list[Offer]) -> None:
    page = read(client)
    assert 'href="#"' not in page
    assert 'href=""' not in page


def test_home_is_light(client: Client, offers: list[Offer]) -> None:
    page = read(client)
    files = [path for path in STATIC.iterdir() if f"screens/{path.name}" in page]
    assert {path.name for path in files} == {
        "favicon.svg",
        "icons.svg",
        "madoguchi.css",
        "portal.js",
    }
    weight = len(page.encode()) + sum(path.stat().st_size for path in files)
    assert weight <= 150_000, "uncompressed, so that no compression setting matters"


def test_every_life_event_of_the_packs_has_a_card() -> None:
    files = Path(zone.PACKS_ROOT).glob("*/services/*/procedure.yaml")
    named = {
        event
        for path in files
        for event in yaml.safe_load(path.read_text(encoding="utf-8")).get("life_events", ())
    }
    assert named
    assert sorted(named - ICONS.keys()) == []
    assert [key for key in ICONS if f"portal.event.{key}" not in all_texts()] == []


def entry(openness: str, has_fee: bool) -> CatalogueEntry:
    season = SimpleNamespace(opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 4))
    return cast(
        CatalogueEntry,
        SimpleNamespace(
            id="nursery-application",
            title="保育所の申込み",
            icon="baby",
            life_events=("nursery",),
            minutes=25,
            has_fee=has_fee,
            deadline="12月4日(金)まで",
            season=SimpleNamespace(
                openness=openness, season=None if openness == "always" else season
            ),
        ),
    )


def test_a_published_procedure_becomes_an_offer(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [entry("open", False), entry("not_yet", True), entry("always", False)]
    monkeypatch.setattr(catalogue, "list_catalogue", lambda lang, at: found)
    running, ahead, always = catalogue.list_offers("ja", FRIDAY)
    assert running.url == "/procedures/nursery-application/"
    assert running.note == "約25分 ・ 無料 ・ 12月4日(金)まで"
    assert (running.opens_on, running.closes_on) == (None, date(2026, 12, 4))
    assert "手数料あり" in ahead.note
    assert (ahead.opens_on, ahead.closes_on) == (date(2026, 11, 1), None)
    assert (always.opens_on, always.closes_on) == (None, None)


def test_the_front_door_has_what_the_home_page_reads() -> None:
    read = {"id", "title", "icon", "life_events", "minutes", "has_fee", "deadline", "season"}
    assert read <= set(CatalogueEntry.__dataclass_fields__)
