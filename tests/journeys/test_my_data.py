# SPDX-License-Identifier: Apache-2.0
"""Everything that the city holds on me, over two live zones: kept for later, seen, corrected, erased.

On SQLite with a wide browser and scripts, on PostgreSQL with a narrow one and without. Nothing that
was kept can be read in the portal zone at any stage.
"""

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser

from madoguchi.config.demo.people import AKARI, FUNAKI, Resident
from tests.journeys.applications import bulky_waste
from tests.journeys.desk import Clerk
from tests.journeys.filing import Citizen, Receipt
from tests.journeys.filling import fill
from tests.journeys.pages import Form, Page
from tests.journeys.people import sign_in_clerk
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader, take_cookies
from tests.journeys.town import Town, a_town
from tests.journeys.traces import Seeker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
CANARY, DIGITS = "鵺鷽籠鵤荘", "090-0000-5937"
SEEKER = Seeker([CANARY, DIGITS, "5937284"])
WORKS = "/procedures/bulky-waste/"


@dataclass
class Stage:
    """A town, and how people look at it."""

    town: Town
    chromium: Browser
    width: int
    scripts: bool

    def reader(self, url: str) -> AbstractContextManager[Reader]:
        """Somebody's browser."""
        return a_reader(
            self.chromium, url, width=self.width, scripts=self.scripts, folder="my-data"
        )

    def citizen(self, resident: Resident) -> Citizen:
        """Signed in, without a browser."""
        citizen = Citizen(self.town.portal_url)
        citizen.sign_in(resident.email, self.town.passwords["residents"])
        return citizen


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Stage]:
    """A running town on each database."""
    wide = request.param == "sqlite"
    with a_town(database=request.param) as town:
        town.start()
        yield Stage(town, chromium, WIDE if wide else NARROW, scripts=wide)


def answers(resident: Resident) -> dict[str, object]:
    """What somebody files, with unusual words in it."""
    address = resident.address_answer | {"building": CANARY}
    return bulky_waste(replace(resident, phone=DIGITS), address=address, phone=DIGITS)


def file_and_keep(stage: Stage, citizen: Citizen, resident: Resident) -> Receipt:
    """File, and let the page before sending keep the answers; looked at in the browser."""
    page = citizen.fill("bulky-waste", answers(resident))
    with stage.reader(stage.town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open(page.url)
        reader.says("次の申請のために控えておきますか")
        box = reader.page.locator('input[name=keep][value="self"]')
        assert not box.is_checked(), "off until it is ticked"
        box.check(force=True)
        reader.look("1-review-with-keeping")
        reader.send()
        reader.says("選んだ内容を、次の申請のために控えました")
        reader.look("2-receipt")
        found = re.search(r"/applications/([0-9a-f-]{36})/", reader.page.url)
        number = reader.page.locator("#receipt-number").inner_text()
    assert found
    return Receipt(found[1], number, "")


def is_clean(stage: Stage) -> None:
    """Nothing of it is readable in the portal's database, files or logs."""
    town = stage.town
    found = [*SEEKER.search_rows(town, "portal"), *SEEKER.search_folder(town.portal.home)]
    found += SEEKER.search(town.log_of("portal").read_bytes(), "log")
    assert not found, found[:5]


def test_what_was_typed_once_is_offered_again(stage: Stage) -> None:
    citizen = stage.citizen(AKARI)
    file_and_keep(stage, citizen, AKARI)
    is_clean(stage)
    page = citizen.get(WORKS)
    page = citizen.submit(page, page.form(action="/start/"))
    page = citizen.go_on(page, "bulky-waste", answers(AKARI), until="where")
    assert page.url.endswith("/step/where/")
    with stage.reader(stage.town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open(page.url)
        reader.says("前の申請の内容を使えます")
        reader.says("の「粗大ごみ 収集申込」から")
        name = reader.page.locator('[name="name.family"]')
        assert name.input_value() == "", "nothing is put in unasked"
        reader.look("3-offers")
        fill(reader, {"place_note": "門の左"})
        use = reader.page.locator('button[name=use][value$=":name"]')
        with reader.page.expect_navigation():
            use.click()
        assert reader.page.locator('[name="name.family"]').input_value() == AKARI.family
        assert reader.page.locator('[name="place_note"]').input_value() == "門の左"
        assert reader.page.locator('[name="address.building"]').input_value() == ""
        with reader.page.expect_navigation():
            reader.page.locator('button[name=use][value="all"]').click()
        assert reader.page.locator('[name="address.building"]').input_value() == CANARY
        reader.look("4-offers-taken")
    is_clean(stage)
    page = citizen.get(page.url)
    page = citizen.go_on(page, "bulky-waste", answers(AKARI))
    receipt = citizen.send(page)
    stage.town.pull()
    clerk = Clerk(stage.town.office_url)
    clerk.sign_in("hino", stage.town.passwords["staff"])
    assert "前の申請" in clerk.case(receipt.number).words, "the clerk sees where it came from"
    clerk.close()
    citizen.close()


def test_the_profile_is_changed_and_removed_by_hand(stage: Stage) -> None:
    citizen = stage.citizen(AKARI)
    with stage.reader(stage.town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open("/mine/profile/")
        reader.says(CANARY)
        reader.look("5-profile")
        with reader.page.expect_navigation():
            reader.page.locator('main a[href$="applicant.phone/"]').click()
        reader.look("6-profile-value")
        fill(reader, {"kept_value": "12"})
        reader.send()
        assert reader.status == 422
        reader.look("7-profile-wrong")
        fill(reader, {"kept_value": DIGITS[:-1] + "8"})
        reader.send()
        reader.says(DIGITS[:-1] + "8")
        reader.says("ご自分で直した内容")
    is_clean(stage)
    page = citizen.get("/mine/profile/")
    citizen.submit(page, _form_with(page, "withdraw", "self"))
    page = citizen.get("/mine/profile/")
    assert "控えている内容はありません" in page.words
    assert stage.town.rows("portal", "SELECT count(*) FROM procedures_profile")[0][0] == 0
    citizen.close()


def _form_with(page: Page, name: str, value: str) -> Form:
    return next(
        form
        for form in page.forms
        if any(one.name == name and one.value == value for one in form.fields)
    )


def test_everything_on_one_page_and_who_read_it(stage: Stage) -> None:
    town, citizen = stage.town, stage.citizen(AKARI)
    receipt = citizen.file("bulky-waste", answers(AKARI))
    town.pull()
    clerk = Clerk(town.office_url)
    clerk.sign_in("hino", town.passwords["staff"])
    for _ in range(3):
        clerk.case(receipt.number)
    clerk.get("/cases/?tab=all")
    page = clerk.get("/cases/export/")
    clerk.submit(page, page.form(name="purpose"), {"purpose": ["月ごとの統計のため"]})
    clerk.close()

    with stage.reader(town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open("/mine/data/")
        reader.says("まだ取り寄せていません")
        reader.press("すべての申請の記録を取り寄せる")
        reader.says("次の申請の記録を取り寄せています")
        reader.look("8-my-data-waiting")
        town.pull()
        reader.open(f"/mine/data/?application={receipt.submission_id}")
        reader.says("環境課の職員(窓口係)が、申請の審査のため3回見ました。")
        reader.says("環境課の職員(窓口係)の仕事の一覧に、あなたの申請が2回表れました")
        reader.says("目的:「月ごとの統計のため」")
        for more in reader.page.locator("main details summary").all():
            more.click()
        reader.says(CANARY)
        reader.look("9-my-data")
        reader.open("/mine/data/?reader=環境課")
        reader.look("10-my-data-filtered")
        taken = reader.context.request.get(f"{town.portal_url}/mine/data.json")
        data = json.loads(taken.body())
        assert len(data["applications"]) >= 1
        assert any(one["report"] for one in data["applications"])
        pdf = reader.context.request.get(f"{town.portal_url}/mine/data.pdf").body()
        assert pdf.startswith(b"%PDF-1.7")
    is_clean(stage)
    correct(stage, citizen, receipt)
    citizen.close()


def correct(stage: Stage, citizen: Citizen, receipt: Receipt) -> None:
    """A correction is asked for, answered with reasons, and the answer read."""
    town, wanted = stage.town, DIGITS[:-1] + "9"
    with stage.reader(town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open(f"/applications/{receipt.submission_id}/amend/where/phone/")
        reader.look("11-amend")
        fill(reader, {"phone": wanted, "message": "書き間違えました"})
        reader.send()
        reader.says("市に送りました")
    is_clean(stage)
    town.pull()
    with stage.reader(town.office_url) as reader:
        sign_in_clerk(reader, "hino", town.passwords["staff"])
        reader.open(f"/cases/{receipt.number}/")
        reader.look("12-case-with-request", citizen=False)
        reader.press("訂正の求めに答える")
        reader.look("13-answer", citizen=False)
        fill(reader, {"outcome": "granted", "words": "本人に電話で確かめました。"})
        reader.press("訂正の求めに答える")
        reader.says(wanted)
    town.pull()
    with stage.reader(town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open(f"/applications/{receipt.submission_id}/")
        reader.says("本人に電話で確かめました。")
        reader.open("/mine/data/")
        reader.press("すべての申請の記録を取り寄せる")
        town.pull()
        reader.open(f"/mine/data/?application={receipt.submission_id}")
        reader.says("訂正しました")
        reader.look("14-my-data-corrected")


def test_leaving_for_good(stage: Stage) -> None:
    town, citizen = stage.town, stage.citizen(FUNAKI)
    receipt = file_and_keep(stage, citizen, FUNAKI)
    page = citizen.get(WORKS)
    citizen.submit(page, page.form(action="/start/"))
    town.pull()
    with stage.reader(town.portal_url) as reader:
        take_cookies(reader, citizen.http.cookies.jar)
        reader.open("/mine/delete/")
        reader.says("元には戻せません")
        reader.says("書きかけの申請 1件")
        reader.look("15-delete")
        secret = reader.page.locator("#secrets ~ dl .code").nth(1).inner_text()
        fill(reader, {"password": "違うパスワード", "understood": "yes"})
        reader.send()
        assert reader.status == 422
        reader.look("16-delete-wrong")
        fill(reader, {"password": town.passwords["residents"], "understood": "yes"})
        reader.send()
        reader.says("アカウントを削除しました")
        reader.look("17-deleted")
    assert not town.rows("portal", "SELECT 1 FROM identity_user WHERE email = ?", [FUNAKI.email])
    assert not town.rows("portal", "SELECT 1 FROM procedures_profile")
    gone = citizen.get("/mine/data/")
    assert "/accounts/login/" in gone.url, "the other sign-in has ended too"
    citizen.close()
    is_clean(stage)
    town.pull()
    clerk = Clerk(town.office_url)
    clerk.sign_in("hino", town.passwords["staff"])
    assert "本人がアカウントを削除した" in clerk.case(receipt.number).words
    clerk.do(receipt.number, "message", words=["回収は水曜日です。"])
    clerk.close()
    town.pull()
    guest = Citizen(town.portal_url)
    page = guest.look_up(replace(receipt, secret=secret))
    assert "回収は水曜日です。" in page.words, "what is written now is read with the secret"
    guest.close()
    is_clean(stage)
