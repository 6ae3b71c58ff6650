# SPDX-License-Identifier: Apache-2.0
"""Can applicants see what the city holds of them and who read it, and can nobody else?"""

import json
from collections.abc import Iterator

import pytest

from madoguchi.config.demo.people import AKARI
from tests.journeys.applications import bulky_waste
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt
from tests.journeys.pages import Page
from tests.journeys.town import Town, a_town


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    """A running town on each database."""
    with a_town(database=request.param) as town:
        town.start()
        yield town


@pytest.fixture
def people(town: Town) -> Iterator[tuple[Citizen, Citizen, Clerk]]:
    """Who files, somebody else, and a clerk."""
    akari, stranger, hino = (
        Citizen(town.portal_url),
        Citizen(town.portal_url),
        Clerk(town.office_url),
    )
    akari.sign_in(AKARI.email, town.passwords["residents"])
    hino.sign_in("hino", town.passwords["staff"])
    yield akari, stranger, hino
    for one in (akari, stranger, hino):
        one.close()


def data_url(receipt: Receipt) -> str:
    """The address of the record."""
    return f"/applications/{receipt.submission_id}/data/"


def ask(town: Town, citizen: Citizen, receipt: Receipt) -> Page:
    """Press the button and wait for the answer; returns the page with the record."""
    page = citizen.get(data_url(receipt))
    page = citizen.submit(page, page.form(action="/data/"))
    assert "記録を取り寄せています" in page.words
    town.pull()
    page = citizen.get(data_url(receipt))
    assert page.status == 200
    assert "届いたか確かめる" not in page.words
    return page


def test_the_record_shows_every_value_and_every_reader(
    town: Town, people: tuple[Citizen, Citizen, Clerk]
) -> None:
    akari, stranger, hino = people
    receipt = akari.file("bulky-waste", bulky_waste())
    town.pull()
    assert "まだ、だれも見ていません" in ask(town, akari, receipt).words

    hino.case(receipt.number)
    page = ask(town, akari, receipt)
    assert "船の模型" in page.words
    assert "日野" not in page.words, "sections are named, not people"
    answer = akari.get(f"{data_url(receipt)[:-1]}.json")
    report = json.loads(answer.content)
    [reading] = report["readings"]
    assert reading["section"] == "環境課"
    assert reading["what"] == "page"
    assert reading["purpose"] == "粗大ごみ 収集申込"
    assert {value["source"] for value in report["values"]} == {"typed"}
    held = " ".join(value["text"] for value in report["values"])
    for expected in ("船の模型", "門を入って右", AKARI.phone):
        assert expected in held

    assert stranger.get(data_url(receipt)).status == 404
    assert stranger.get(f"{data_url(receipt)[:-1]}.json").status == 404
    notes = "SELECT count(*) FROM procedures_applicantnote WHERE kind = 'data'"
    assert town.rows("portal", notes)[0][0] == 1, "only the newest record rests on the portal"


def test_a_guest_asks_with_the_secret_of_the_receipt(town: Town) -> None:
    guest, later = Citizen(town.portal_url), Citizen(town.portal_url)
    receipt = guest.file("bulky-waste", bulky_waste())
    town.pull()
    assert later.get(data_url(receipt)).status == 404
    later.look_up(receipt)
    assert "船の模型" in ask(town, later, receipt).words
