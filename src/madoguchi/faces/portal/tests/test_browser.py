# SPDX-License-Identifier: Apache-2.0
"""The citizen's pages in Chromium: no violation, nothing cut off, extras work, nothing needs them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[5] / "frontend/node_modules/axe-core/axe.min.js"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = ["/", "/style/", "/privacy/", "/accessibility/", "/sitemap/", "/nowhere/"]


@pytest.fixture
def browser(live_server: LiveServer) -> Iterator[Browser]:
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def visit(browser: Browser, url: str, width: int, *, scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("width", [375, 1280])
def test_pages_have_no_violation(browser: Browser, live_server: LiveServer, width: int) -> None:
    found = []
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.on("pageerror", lambda error: found.append(("script", str(error))))
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document)")
        found += [(path, one["id"]) for one in result["violations"]]
    assert found == []


def test_nothing_is_cut_off_on_a_narrow_screen(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 700}).new_page()
    wide = []
    for path in PAGES:
        for lang in ("ja", "en"):
            page.goto(f"{live_server.url}{path}?lang={lang}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path, lang))
    assert wide == []


def test_no_page_asks_another_host(browser: Browser, live_server: LiveServer) -> None:
    hosts: set[str] = set()
    page = browser.new_page()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
    assert {f"http://{host}" for host in hosts} == {live_server.url}


def test_the_era_is_said_in_the_western_year_and_back(
    browser: Browser, live_server: LiveServer
) -> None:
    page = visit(browser, f"{live_server.url}/style/", 1280)
    echo = page.locator("#birth .echo")
    assert echo.inner_text() == "昭和63年は、西暦1988年です。"
    page.fill("#birth-year", "64")
    assert echo.inner_text() == "昭和64年は、西暦1989年です。"
    page.fill("#birth-year", "65")
    assert echo.is_hidden()
    page.select_option("#birth-era", "令和")
    page.fill("#birth-year", "元")
    assert echo.inner_text() == "令和元年は、西暦2019年です。"
    page.select_option("#birth-era", "西暦")
    page.fill("#birth-year", "1950")
    assert echo.inner_text() == "西暦1950年は、昭和25年です。"
    page.context.close()


def test_files_are_listed_before_they_are_sent(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, f"{live_server.url}/style/", 375)
    small = {"name": "保険証.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 2048}
    page.set_input_files("#s5", [small])
    assert page.locator(".drop .files").inner_text().split("\n")[0] == "保険証.jpg"
    large = {"name": "大きい.pdf", "mimeType": "application/pdf", "buffer": b"x" * 11_000_000}
    page.set_input_files("#s5", [large])
    assert "大きすぎます" in page.locator(".drop .files").inner_text()
    page.context.close()


def test_an_error_summary_leads_to_its_field(browser: Browser, live_server: LiveServer) -> None:
    page = visit(browser, f"{live_server.url}/style/", 375)
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.id") in {"s2", ""}
    assert page.url.endswith("#s2")
    page.context.close()


def test_without_scripts_nothing_is_offered_that_does_not_work(
    browser: Browser, live_server: LiveServer
) -> None:
    page = visit(browser, f"{live_server.url}/style/", 375, scripts=False)
    for selector in ("[data-copy-from]", "[data-print]", "[data-era-echo]", "[data-keys-switch]"):
        for element in page.locator(selector).all():
            assert element.is_hidden(), selector
    page.locator("details.menu > summary").click()
    assert page.locator(".menu-panel").is_visible()
    page.context.close()
