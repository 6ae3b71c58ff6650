# SPDX-License-Identifier: Apache-2.0
"""A clerk at the booking desk: two calls by keyboard alone, the week, the sheet, the gate, a storm."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.crawling import Crawl
from tests.journeys.filling import fill
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader
from tests.journeys.ready import PROJECT
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
KNOWN_MOST, NEW_MOST = 40, 60
"""Keys that a call may cost: somebody known, somebody new."""


@pytest.fixture(scope="module")
def placed(city: Town) -> dict[str, Any]:
    """What stands in the portal for the desk."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.placing_bookings"],
        env=city.portal.environment, cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


class Keys:
    """A keyboard that counts; there is no mouse."""

    def __init__(self, reader: Reader) -> None:
        self.page, self.count = reader.page, 0

    def write(self, words: str) -> None:
        """Type, and go on to the next field."""
        self.page.keyboard.type(words)
        self.page.keyboard.press("Tab")
        self.count += len(words) + 1

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.count += times

    def enter(self) -> None:
        """Press Enter and wait for the page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.count += 1


def both(reader: Reader, name: str) -> None:
    """Look at the page at both widths."""
    for width in (NARROW, WIDE):
        reader.resize(width)
        reader.look(name, citizen=False)


def ask(keys: Keys, place: str, day: str, hours: str, caller: str) -> None:
    """Type what the caller asks for; the last field is left by Enter."""
    for words in (place, day, hours, "12"):
        keys.write(words)
    keys.page.keyboard.type(caller)
    keys.count += len(caller)
    keys.enter()


def test_a_clerk_works_a_day_at_the_desk(
    chromium: Browser, city: Town, placed: dict[str, Any]
) -> None:
    with a_clerk(chromium, city, placed) as reader:
        reader.open("/staff/")
        reader.says("電話・窓口の予約")
        both(reader, "home")
        call_twice(reader, placed)
        look_at_the_week(reader, placed)
        stand_at_the_gate(reader, placed)
        weather_a_storm(reader, placed)


def call_twice(reader: Reader, placed: dict[str, Any]) -> None:
    """Somebody new, then the same person again: by keys alone, each in under a minute."""
    reader.open("/staff/booking/call/")
    both(reader, "call")
    reader.page.locator("#where").focus()
    keys, began = Keys(reader), time.monotonic()
    ask(keys, "hall-a", placed["short"], "13-17", "0000-24-7788")
    reader.says("登録された方は見つかりません")
    assert reader.page.evaluate("document.activeElement.name") == "slot"
    keys.press("Tab", 2)
    assert reader.page.evaluate("document.activeElement.id") == "name"
    keys.write("灯 みどり")
    keys.write("アカリ")
    assert reader.page.locator("#phone").input_value() == "0000-24-7788"
    keys.enter()
    assert time.monotonic() - began < 60
    reader.says("予約ができました")
    reader.says("13:00–17:00")
    assert keys.count <= NEW_MOST, keys.count
    both(reader, "booked")
    keys = Keys(reader)
    reader.page.get_by_role("link", name="次の電話へ").focus()
    keys.enter()
    ask(keys, "hall-b", placed["short"], "18-21", "7788")
    both(reader, "found")
    reader.page.locator("input[name=slot]:checked").focus()
    keys.enter()
    reader.says("灯 みどり")
    assert keys.count <= KNOWN_MOST, keys.count
    print(f"a known caller costs {keys.count} keys")


def look_at_the_week(reader: Reader, placed: dict[str, Any]) -> None:
    """Week, day and sheet say the same; a booking opens from them."""
    reader.open(f"/staff/booking/?day={placed['day']}&facility=gym")
    for words in ("予約あり", "空き", "準備・片付け", "13:00–17:00"):
        reader.says(words)
    both(reader, "week")
    reader.open(f"/staff/booking/?day={placed['day']}&facility=offers")
    reader.says("1件 1人")
    both(reader, "week-offers")
    reader.open(f"/staff/booking/sheet/?day={placed['day']}")
    reader.says("転入の窓口")
    both(reader, "sheet-section")
    reader.open(f"/staff/booking/sheet/?day={placed['day']}&facility=gym")
    reader.says("灯 みどり")
    both(reader, "sheet")
    reader.page.emulate_media(media="print")
    assert not reader.page.locator(".sidenav").is_visible()
    reader.page.emulate_media(media="screen")
    reader.press(placed["later"])
    reader.says("灯 あかり")
    both(reader, "booking")
    reader.press("の支払いを記録する")
    reader.says("支払いを記録しました")


def stand_at_the_gate(reader: Reader, placed: dict[str, Any]) -> None:
    """A scanner types the ticket and ends with Enter."""
    reader.open("/staff/booking/gate/")
    both(reader, "gate")
    for words in ("どうぞお入りください", "もう入場しています"):
        reader.page.locator("#shown").focus()
        reader.page.keyboard.type(placed["ticket"])
        with reader.page.expect_navigation():
            reader.page.keyboard.press("Enter")
        reader.says(words)
    both(reader, "gate-said")


def weather_a_storm(reader: Reader, placed: dict[str, Any]) -> None:
    """Preview, one act, and everything stands again."""
    reader.open("/staff/booking/emergency/")
    both(reader, "emergency")
    page = reader.page
    page.locator("input[name=space][value=hall]").check()
    page.locator("#from_day").fill(placed["day"])
    page.locator("#from_time").fill("0:00")
    page.locator("#until_day").fill(placed["day"])
    page.locator("#words").fill("大雨の避難指示のため、体育館を避難所にします。")
    reader.press("影響を見る")
    reader.says(placed["later"])
    both(reader, "preview")
    reader.press("予約3件を取り消して知らせる")
    reader.says("切りかえ中")
    both(reader, "order")
    reader.open(f"/staff/booking/?day={placed['day']}&facility=gym")
    reader.says("避難所")
    page.go_back()
    reader.press("元に戻す")
    reader.says("すべて元に戻りました")
    reader.open(f"/staff/booking/bookings/{placed['later']}/")
    reader.says("予約済み")
    reader.says("元に戻しました")


@contextmanager
def a_clerk(chromium: Browser, city: Town, placed: dict[str, Any]) -> Iterator[Reader]:
    """A senior whom the office has sent."""
    with a_reader(chromium, city.portal_url, folder="booking-desk") as reader:
        name, value = placed["cookie"]
        reader.context.add_cookies(
            [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/staff/"}]
        )
        yield reader


def test_a_clerk_closes_and_draws_a_lottery(
    chromium: Browser, city: Town, placed: dict[str, Any]
) -> None:
    with a_clerk(chromium, city, placed) as reader:
        reader.open("/staff/booking/lotteries/")
        both(reader, "lotteries")
        reader.press("春の大会の抽選")
        both(reader, "lottery-open")
        reader.press("締め切る")
        reader.says("締め切りました")
        both(reader, "lottery-closed")
        reader.press("抽選して公開する")
        reader.says("抽選しました")
        both(reader, "lottery-drawn")
        reader.says("2.0倍")


def test_groups_and_users_are_registered_at_the_counter(
    chromium: Browser, city: Town, placed: dict[str, Any]
) -> None:
    with a_clerk(chromium, city, placed) as reader:
        reader.open("/staff/booking/groups/")
        both(reader, "groups")
        reader.press("灯台ミニバス")
        both(reader, "group")
        reader.page.locator("input[name=resident]").first.check()
        reader.press("本登録にする")
        reader.says("団体を本登録しました")
        reader.open("/staff/booking/patrons/")
        both(reader, "patrons")
        reader.press("はじめての方を登録する")
        both(reader, "patron-new")
        fill(reader, {"name": "港 太郎", "phone": "0000-24-9900", "birth": "S21.3.3"})
        reader.page.locator("input[name=resident]").check()
        reader.press("登録する")
        reader.says("見て確かめた書類を選んでください")
        both(reader, "patron-refused")
        reader.page.locator("select[name=paper]").select_option("licence")
        reader.press("登録する")
        reader.says("利用者を登録しました")
        reader.says("確かめ済み")
        both(reader, "patron")


def test_every_page_of_the_desk_is_sound(
    chromium: Browser, city: Town, placed: dict[str, Any]
) -> None:
    def elsewhere(path: str) -> bool:
        return not path.startswith(("/staff/booking/", "/staff/queue/"))

    with a_clerk(chromium, city, placed) as reader:
        opened, faults = [], []
        for address in Crawl(reader, elsewhere).pages("/staff/booking/", "/staff/queue/"):
            opened.append(address.partition("?")[0])
            try:
                assert reader.status == 200, f"{address}: {reader.status}"
                both(reader, "page")
            except AssertionError as fault:
                faults.append(str(fault))
    assert not faults, "\n".join(faults)
    paths = set(opened)
    for path in ("sheet/", "call/", "gate/", "groups/", "patrons/", "reductions/", "courses/",
                 "lotteries/", "lotteries/plan/", "spaces/", "statistics/", "emergency/", "rules/",
                 "rules/gym/", "rules/gym/history/"):  # fmt: skip
        assert f"/staff/booking/{path}" in paths, path
    print(f"{len(opened)} pages of the desk are sound at both widths")
