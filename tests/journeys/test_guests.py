# SPDX-License-Identifier: Apache-2.0
"""Guests in a browser: a number and a secret, letters both ways, withdrawal; and a survey by nobody."""

from datetime import timedelta
from typing import Any

import pytest

from madoguchi.kernel.clock import today
from tests.journeys.conftest import Open
from tests.journeys.filing import packs
from tests.journeys.filling import address, answer_page, day_of, fill, person
from tests.journeys.people import open_case, sign_in_clerk
from tests.journeys.reader import NARROW, Reader
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
FOLDER = "guests"
CHAIR = {"kind": "chair", "longest_cm": "90", "pieces": "2"}
HOME = {
    **person("name", "舟木", "渉", "フナキ", "ワタル"),
    **address("address", "000-0012", "灯台県灯台市港町三丁目", "2番1号"),
    "phone": "090-0000-2301",
    "place_note": "玄関の左",
    "help_needed": "no",
}


def test_bulky_waste_is_asked_about_and_withdrawn(city: Town, citizen: Open, clerk: Open) -> None:
    screen: dict[str, Any] = {"width": NARROW, "folder": FOLDER}
    with citizen(**screen) as guest:
        number, secret = _file(guest)
    city.pull()
    with citizen(**screen) as guest, clerk(folder=FOLDER) as hino:
        _look_up(guest, number, secret)
        fill(guest, {"message": "前の日の夜に出してもいいですか。"})
        guest.press("送る")
        guest.look("waste-asked")
        guest.says("前の日の夜に出してもいいですか。")
        city.pull()
        sign_in_clerk(hino, "hino", city.passwords["staff"])
        open_case(hino, number, "舟木 渉")
        hino.look("desk-waste", citizen=False)
        hino.says("前の日の夜に出してもいいですか。")
        hino.page.locator("#message-words").fill("朝8時30分までにお願いします。")
        hino.press("本人に送る")
        hino.says("朝8時30分までにお願いします。")
        city.pull()
        guest.open(guest.page.url.partition("#")[0])
        guest.look("waste-answered")
        guest.says("朝8時30分までにお願いします。")
        _withdraw(guest)
        city.pull()
        hino.open(f"/cases/{number}/")
        hino.look("desk-waste-withdrawn", citizen=False)
        hino.says("人に譲ることにしました。")
        city.pull()
        guest.open(guest.path)
        guest.look("waste-withdrawn")
        guest.says("取り下げ")


def _file(guest: Reader) -> tuple[str, str]:
    guest.open("/procedures/bulky-waste/")
    guest.look("waste-intro")
    guest.press("申請を始める")
    if not guest.path.endswith("/0/"):
        guest.press("加える")
    answer_page(guest, CHAIR, look="waste-item")
    guest.send()
    answer_page(guest, HOME, look="waste-where")
    day = packs().city.calendar.add_days(today() + timedelta(days=3), 5)
    answer_page(guest, day_of("wish_on", day) | {"morning_only": "yes"}, look="waste-when")
    guest.look("waste-review")
    guest.says("800円")
    guest.send()
    guest.look("waste-receipt")
    return guest.text("#receipt-number"), guest.text("#receipt-secret")


def _look_up(guest: Reader, number: str, secret: str) -> None:
    guest.open("/applications/")
    fill(guest, {"number": number.lower(), "secret": secret.lower().replace("-", " ")})
    guest.send()
    guest.look("waste-status")
    guest.says(number)


def _withdraw(guest: Reader) -> None:
    guest.press("申請を取り下げる")
    guest.look("waste-withdraw")
    fill(guest, {"reason": "人に譲ることにしました。"})
    guest.send()
    guest.look("waste-withdrawal-sent")
    guest.says("取下げの申し出を受け取りました。")


def test_a_survey_is_answered_by_nobody(city: Town, citizen: Open, clerk: Open) -> None:
    with citizen(width=NARROW, folder=FOLDER) as guest:
        guest.open("/procedures/childcare-survey/")
        guest.look("survey-intro")
        guest.press("始める")
        for number in range(30):
            if guest.path.endswith("/review/"):
                break
            fill(guest, _anything(guest))
            guest.look(f"survey-{number}")
            guest.send()
        guest.look("survey-review")
        guest.send()
        guest.look("survey-thanks")
        guest.says("ありがとうございました")
        assert not guest.page.locator("#receipt-number, #receipt-secret").count()
    report = city.pull()
    assert "handled 1" in report
    with clerk(folder=FOLDER) as sanami:
        sign_in_clerk(sanami, "sanami", city.passwords["staff"])
        sanami.open("/cases/?tab=all&procedure=childcare-survey")
        sanami.look("desk-survey", citizen=False)


def _anything(guest: Reader) -> dict[str, Any]:
    """The first choice of each question on the page that is needed."""
    answers: dict[str, Any] = {}
    fields = guest.page.locator("main form .field:has(> :is(legend, label) > .required)")
    for number in range(fields.count()):
        control = fields.nth(number).locator("input:not([type=hidden]), select").first
        name = control.get_attribute("name") or ""
        kind = control.evaluate("one => one.type || one.tagName")
        if kind in {"radio", "checkbox"}:
            answers[name] = control.get_attribute("value")
        elif kind == "select-one":
            answers[name] = control.locator("option").nth(1).get_attribute("value")
        else:
            answers[name] = "2"
    return answers


def test_a_guest_can_put_the_number_away(city: Town, citizen: Open) -> None:
    with citizen(width=NARROW, folder=FOLDER) as guest:
        number, secret = _file(guest)
        _look_up(guest, number, secret)
        address_of_it = guest.path
        with guest.page.expect_navigation():
            guest.page.locator("aside form button").filter(has_text="見終わる").click()
        guest.says("番号をこの端末から消しました。")
        guest.context.clear_cookies()
        guest.open(address_of_it)
        assert guest.status in {403, 404}
        guest.look("put-away")
