# SPDX-License-Identifier: Apache-2.0
"""Each page that links lead to: sound at both widths, in three languages, light, and helpful in trouble."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.applications import bulky_waste, child_allowance
from tests.journeys.conftest import Open
from tests.journeys.crawling import Crawl, kind_of
from tests.journeys.family import CLAIM, START
from tests.journeys.filing import Citizen
from tests.journeys.filling import fill
from tests.journeys.people import sign_in_clerk, sign_in_resident
from tests.journeys.reader import NARROW, WIDE, Reader, a_reader, take_cookies
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FOLDER = "pages"
LIGHT = 150_000
_LANGUAGE = re.compile(r'<html lang="([^"]+)"')


def look_at_all(
    reader: Reader,
    *starts: str,
    citizen: bool,
    stays_out: Callable[[str], bool] = lambda _: False,
) -> list[str]:
    """Open every page from some starts, look at it at both widths and in the other languages."""
    found = []
    for address in Crawl(reader, stays_out).pages(*starts):
        assert reader.status == 200, f"{address}: {reader.status}"
        name = re.sub(r"[^a-z0-9]+", "-", kind_of(address)).strip("-") or "home"
        for width in (WIDE, NARROW):
            reader.resize(width)
            reader.look(name, citizen=citizen)
        speaks(reader, address)
        found.append(address)
    return found


def speaks(reader: Reader, address: str) -> None:
    """The page is there in each language and says so."""
    mark = "&" if "?" in address else "?"
    for lang, html_lang in (("en", "en"), ("easy", "ja"), ("ja", "ja")):
        answer = reader.context.request.get(f"{reader.origin}{address}{mark}lang={lang}")
        assert answer.status == 200, f"{address} {lang}: {answer.status}"
        said = _LANGUAGE.search(answer.text())
        assert said, address
        assert said[1] == html_lang, f"{address} {lang}"


def test_the_pages_of_a_guest(city: Town, citizen: Open) -> None:
    with citizen(folder=FOLDER) as reader:
        guest = Citizen(city.portal_url)
        receipt = guest.file("bulky-waste", bulky_waste())
        page = guest.get(CLAIM)
        page = guest.submit(page, page.form(action="/start/"))
        page = guest.go_on(page, "child-allowance-claim", child_allowance(), until="papers")
        take_cookies(reader, guest.http.cookies.jar)
        sent = f"/applications/{receipt.submission_id}/"
        found = look_at_all(reader, "/", page.url, sent, f"{sent}receipt/", citizen=True)
    paths = {address.partition("?")[0] for address in found}
    assert {"/", "/procedures/", CLAIM, "/mine/", "/applications/", "/style/"} <= paths
    assert sum(path.startswith("/procedures/") for path in paths) >= 15


def test_the_pages_of_a_resident(city: Town, citizen: Open) -> None:
    def seen_by_the_guest(path: str) -> bool:
        return path.startswith(("/procedures/", "/style/", "/privacy", "/accessib", "/sitemap"))

    with citizen(folder=FOLDER + "-resident") as reader:
        sign_in_resident(reader, city.passwords["residents"])
        found = look_at_all(
            reader, "/", "/mine/", "/accounts/", citizen=True, stays_out=seen_by_the_guest
        )
    assert "/mine/" in found


@pytest.mark.parametrize("login", ["sanami", "takeuchi"])
def test_the_pages_of_a_clerk(city: Town, clerk: Open, login: str) -> None:
    with clerk(folder=f"{FOLDER}-{login}") as reader:
        sign_in_clerk(reader, login, city.passwords["staff"])
        found = look_at_all(reader, "/", "/cases/", "/cases/?tab=all", "/style/", citizen=False)
    paths = {address.partition("?")[0] for address in found}
    assert {"/cases/", "/cases/search/", "/cases/statistics/", "/style/"} <= paths
    assert any(re.fullmatch(r"/cases/R8-[0-9A-Z-]+/correction/", path) for path in paths)


@pytest.mark.parametrize("path", ["/", "/procedures/", CLAIM, "step"])
def test_a_page_is_light(city: Town, chromium: Browser, path: str) -> None:
    with a_reader(chromium, city.portal_url, width=NARROW) as reader:
        if path == "step":
            guest = Citizen(city.portal_url)
            page = guest.get(CLAIM)
            page = guest.submit(page, page.form(action="/start/"))
            page = guest.go_on(page, "child-allowance-claim", child_allowance(), until="papers")
            take_cookies(reader, guest.http.cookies.jar)
            path = page.url
        session = reader.context.new_cdp_session(reader.page)
        arrived: list[float] = []
        session.on("Network.loadingFinished", lambda one: arrived.append(one["encodedDataLength"]))
        session.send("Network.enable")
        reader.page.goto(city.portal_url + path, wait_until="networkidle")
        assert len(arrived) >= 3
        assert sum(arrived) <= LIGHT, f"{path}: {sum(arrived):,.0f} bytes"


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere/", 404, "見つかりません"),
        ("/procedures/nothing-of-the-kind/", 404, "手続き"),
        ("/applications/01a1fc2f-996c-7474-a2f5-c27b62feec5a/", 404, "申請"),
        ("/drafts/01a1fc2f-996c-7474-a2f5-c27b62feec5a/", 404, "書きかけ"),
    ],
)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_is_not_there_leads_on(
    citizen: Open, path: str, status: int, sentence: str, width: int
) -> None:
    with citizen(width=width, folder="trouble") as reader:
        reader.open(path)
        assert reader.status == status, reader.status
        reader.look("gone" + re.sub(r"[^a-z]+", "-", path))
        reader.says(sentence)


def test_a_form_whose_time_has_run_out_is_sent_on_one_press(citizen: Open) -> None:
    with citizen(width=NARROW, folder="trouble") as reader:
        reader.open(CLAIM)
        reader.press("申請を始める")
        step = reader.path
        reader.context.clear_cookies(name="portal_csrf")
        fill(reader, START)
        reader.send()
        assert reader.status == 403
        reader.look("forbidden")
        reader.says("時間がたったので、もう一度確かめます")
        reader.press("もう一度送る")
        assert reader.path != step, reader.text()
        reader.open(step)
        assert reader.page.locator('[name="reason"][value="birth"]').is_checked()


@pytest.mark.parametrize("path", ["/cases/export/", "/cases/retention/", "/cases/R8-0000-0000-0/"])
def test_a_clerk_is_told_what_is_not_theirs(city: Town, clerk: Open, path: str) -> None:
    with clerk(folder="trouble") as reader:
        sign_in_clerk(reader, "okada", city.passwords["staff"])
        reader.open(path)
        assert reader.status in {200, 403, 404}
        reader.look("clerk" + re.sub(r"[^a-z]+", "-", path), citizen=False)


@pytest.mark.parametrize("zone", ["portal", "office"])
def test_while_the_zone_is_closed_a_page_says_until_when(
    city: Town, citizen: Open, clerk: Open, zone: str
) -> None:
    file = Path(getattr(city, zone).home) / "maintenance.json"
    file.write_text(json.dumps({"until": "2030-11-29T05:00+09:00"}), encoding="utf-8")
    opened: dict[str, Any] = {"portal": citizen, "office": clerk}
    try:
        with opened[zone](width=NARROW, folder="trouble") as reader:
            for lang, sentence in (("ja", "令和12年11月29日"), ("en", "29 November 2030")):
                reader.open(f"/?lang={lang}")
                assert reader.status == 503
                reader.look(f"closed-{zone}-{lang}", citizen=zone == "portal")
                reader.says(sentence)
    finally:
        file.unlink()
