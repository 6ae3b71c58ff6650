# SPDX-License-Identifier: Apache-2.0
"""Card, signature, GビズID and acting for another: providers in processes of their own, two zones."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from madoguchi.config.demo.business_twin import business_environment, start_business_twin
from madoguchi.config.demo.card_twin import (
    card_environment,
    certificate_environment,
    start_card_twin,
    start_revocation_twin,
)
from madoguchi.config.demo.people import AKARI
from madoguchi.config.demo.processes import stop_all
from madoguchi.config.demo.wait import wait_until_up
from madoguchi.kernel.clock import now, today
from tests.journeys.applications import complete
from tests.journeys.conftest import copy_packs
from tests.journeys.family import photo
from tests.journeys.filing import Answers, Citizen
from tests.journeys.pages import Upload
from tests.journeys.people import sign_in_clerk
from tests.journeys.reader import NARROW, Reader, a_reader, take_cookies
from tests.journeys.town import Town, free_ports

pytestmark = pytest.mark.browser
SIGN_PIN = "TODAI2026"


@pytest.fixture(scope="module")
def card_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city whose portal knows the providers, and whose office asks the revocation service."""
    home: Path = tmp_path_factory.mktemp("card")
    card, revocation, business = free_ports(3)
    authority = home / "practice-cards"
    twins: list[subprocess.Popen[bytes]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MADOGUCHI_PACKS_ROOT", str(copy_packs(home / "packs")))
        environment = card_environment(card) | business_environment(business)
        town = Town(home, extra=environment | certificate_environment(authority, revocation))
        try:
            town.logs.mkdir(parents=True, exist_ok=True)
            log = town.logs / "twins.log"
            twins.append(start_revocation_twin(revocation, authority=authority, log=log))
            wait_until_up(revocation, processes=twins)
            town.prepare()
            twins.append(start_card_twin(town.portal, card, authority=authority, log=log))
            twins.append(start_business_twin(town.portal, business, log=log))
            wait_until_up(card, business, processes=twins)
            town.start()
            yield town
        finally:
            town.close()
            stop_all(twins)


def hold(reader: Reader, button: str, pin: str) -> None:
    """Go to the provider, hold the card, and come back to the city."""
    reader.page.get_by_role("link", name=button).click()
    reader.says("これは練習用の画面です")
    reader.page.locator("#pin").fill(pin)
    reader.page.get_by_role("button", name="カードをかざす").click()
    reader.problems.clear()  # the way led over another site, as it should


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_a_card_is_held_and_the_form_goes_on(
    card_city: Town, chromium: Browser, width: int
) -> None:
    with a_reader(chromium, card_city.portal_url, width=width, folder="card") as reader:
        sign_in_at(reader, card_city)
        reader.open("/procedures/tax-certificate/")
        reader.look("card-intro")
        reader.says("マイナンバーカードで本人確認をします")
        start(reader)
        reader.look("card-why")
        hold(reader, "カードで本人確認をする", "1125")
        reader.look("card-back")
        reader.says("カードで本人確認ができました")
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.look("card-told")
        reader.says("灯 あかり")
        reader.page.get_by_role("link", name="申請をつづける").click()
        assert "/step/" in reader.path


def test_stopping_at_the_phone_leads_back_to_the_draft(card_city: Town, chromium: Browser) -> None:
    with a_reader(chromium, card_city.portal_url, folder="card") as reader:
        sign_in_at(reader, card_city)
        reader.open("/procedures/tax-certificate/")
        start(reader)
        reader.page.get_by_role("link", name="カードで本人確認をする").click()
        reader.page.get_by_role("button", name="やめる").click()
        reader.problems.clear()
        reader.look("card-cancelled")
        reader.says("カードでの本人確認を中止しました。")
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.says("マイナンバーカードで本人確認をします")


def start(reader: Reader) -> None:
    """Begin a new draft, whether or not there is one already."""
    with reader.page.expect_navigation():
        reader.page.locator("main form[action$='/start/'] button").click()


def sign_in_at(reader: Reader, city: Town) -> None:
    """Akari signs in with her account."""
    citizen = Citizen(city.portal_url)
    citizen.sign_in(AKARI.email, city.passwords["residents"])
    take_cookies(reader, citizen.http.cookies.jar)


def moving_out() -> Answers:
    """Akari moves to another town next week."""
    answers = {
        "registered": True,
        "moves_on": today(now()) + timedelta(days=7),
        "destination": "japan",
        "new_address": AKARI.address_answer,
        "name": AKARI.name_answer,
        "birth": AKARI.birth,
        "address": AKARI.address_answer,
        "phone": AKARI.phone,
        "has_card": True,
        "members": [],
    }
    return complete("move-out", answers)


def fill(city: Town, procedure: str, answers: Answers, files: dict[str, list[Upload]]) -> Citizen:
    """Fill a form up to the review, over the pages."""
    citizen = Citizen(city.portal_url)
    page = citizen.fill(procedure, answers, files)
    assert page.url.endswith("/review/"), page.said
    citizen.review = page.url  # type: ignore[attr-defined]
    return citizen


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str], list[Upload]]:
    """A photo to attach."""

    def made(name: str) -> list[Upload]:
        return [(name, photo(tmp_path, name).read_bytes())]

    return made


@pytest.mark.timeout(300)
def test_a_notice_is_signed_changed_signed_again_and_verified_in_the_office(
    card_city: Town, chromium: Browser, picture: Callable[[str], list[Upload]]
) -> None:
    citizen = fill(card_city, "move-out", moving_out(), {"id_photo": picture("免許証.png")})
    with a_reader(chromium, card_city.portal_url, width=NARROW, folder="card") as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open(citizen.review)  # type: ignore[attr-defined]
        reader.look("sign-review")
        reader.press("電子署名に進む")
        reader.page.locator("details.more summary").first.click()
        reader.look("sign-what")
        reader.says("madoguchi-signed-application/1")
        hold(reader, "カードで電子署名をする", SIGN_PIN)
        reader.look("sign-back")
        reader.says("カードで電子署名ができました")
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.look("sign-signed")
        reader.says("電子署名が済んでいます")
        reader.open(reader.path.replace("/review/", "/step/person/?back=review"))
        reader.page.locator("[name=phone]").fill("090-0000-9999")
        reader.send()
        reader.look("sign-void")
        reader.says("もう一度、電子署名をしてください")
        reader.press("電子署名に進む")
        hold(reader, "カードで電子署名をする", SIGN_PIN)
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.press("この内容で申請する")
        number = reader.text("#receipt-number")
    card_city.pull()
    with a_reader(chromium, card_city.office_url, folder="card") as clerk:
        sign_in_clerk(clerk, "okada", card_city.passwords["staff"])
        clerk.open(f"/cases/{number}/")
        clerk.says("本人確認は未確認です")
        clerk.look("sign-desk-unconfirmed", citizen=False)
        clerk.press("失効をもう一度確かめる", within="aside")
        clerk.says("失効していない(OCSP")
        clerk.says("本人確認が取れています")
        clerk.says("届いた内容と同じ")
        clerk.look("sign-desk-verified", citizen=False)


@pytest.mark.timeout(300)
def test_a_company_proves_itself_and_the_clerk_sees_it(
    card_city: Town, chromium: Browser, picture: Callable[[str], list[Upload]]
) -> None:
    with a_reader(chromium, card_city.portal_url, width=NARROW, folder="card") as reader:
        sign_in_at(reader, card_city)
        reader.open("/procedures/road-occupancy/")
        reader.look("business-intro")
        start(reader)
        draft = reader.path.split("/step/")[0]
        reader.look("business-acting")
        reader.open(f"{draft}/business/")
        reader.look("business-why")
        reader.page.get_by_role("link", name="GビズIDで確認する").click()
        reader.page.locator("#password").fill("todai-gbiz")
        reader.page.get_by_role("button", name="ログインする").click()
        reader.problems.clear()
        reader.look("business-back")
        reader.page.get_by_role("link", name="申請にもどる").click()
        reader.look("business-told")
        reader.says("有限会社みさき製網")
        reader.says("GビズIDで確認ができています")
