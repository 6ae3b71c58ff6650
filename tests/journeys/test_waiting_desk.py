# SPDX-License-Identifier: Apache-2.0
"""A clerk gives a place that became free to who waits, and takes another off the list."""

import json
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.ready import PROJECT
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def placed(city: Town) -> dict[str, Any]:
    """What stands in the portal for the desk."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.placing_waiting"],
        env=city.portal.environment, cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def both(reader: Reader, name: str) -> None:
    """Look at the page at both widths."""
    for width in (NARROW, WIDE):
        reader.resize(width)
        reader.look(name, citizen=False)


def press(reader: Reader, selector: str) -> None:
    """Press a button and wait for the page."""
    with reader.page.expect_navigation():
        reader.page.locator(selector).first.click()


def test_a_waiting_list_is_worked_by_hand(
    chromium: Browser, city: Town, placed: dict[str, Any]
) -> None:
    with a_reader(chromium, city.portal_url, folder="waiting-desk") as reader:
        name, value = placed["cookie"]
        reader.context.add_cookies(
            [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/staff/"}]
        )
        reader.open("/staff/booking/waiting/")
        reader.says("茶室")
        both(reader, "lists")
        reader.open("/staff/booking/waiting/tea/")
        for words in ("灯 あかり", "舟木 春", "0000-24-1110"):
            reader.says(words)
        both(reader, "list")
        press(reader, "form[action$='/do/promote/'] button")
        reader.says("空きが、まだありません")
        both(reader, "no-room")
        reader.open(f"/staff/booking/bookings/{placed['taken']}/")
        reader.page.locator("summary", has_text="取り消す").first.click()
        reader.page.locator("select[name=reason]").select_option("city")
        press(reader, "form[action$='/cancel/'] button")
        reader.open("/staff/booking/waiting/tea/")
        press(reader, "form[action$='/do/promote/'] button")
        reader.says("取り置いて、本人に知らせました")
        both(reader, "offered")
        reader.page.locator("summary", has_text="外す").first.click()
        reader.page.locator("input[name=why], textarea[name=why]").first.fill("電話で辞退")
        press(reader, "form[action$='/do/remove/'] button")
        reader.says("キャンセル待ちから外し")
