# SPDX-License-Identifier: Apache-2.0
"""The desk in Chromium: no violation, and a clerk works a list with the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[5] / "frontend/node_modules/axe-core/axe.min.js"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def browser(live_server: LiveServer) -> Iterator[Browser]:
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def style_page(browser: Browser, live_server: LiveServer, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{live_server.url}/style/")
    return page


@pytest.mark.parametrize("width", [375, 1280])
def test_components_have_no_violation(
    browser: Browser, live_server: LiveServer, width: int
) -> None:
    page = style_page(browser, live_server, width)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document)")
    assert [(one["id"], len(one["nodes"])) for one in result["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_a_clerk_works_the_list_with_keys(browser: Browser, live_server: LiveServer) -> None:
    page = style_page(browser, live_server, 1280)
    said = page.locator("[data-selected]")
    row = page.locator("tr[data-current]")
    page.keyboard.press("j")
    assert "舟木 渉" in row.inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "岬 陽太" in row.inner_text()
    page.keyboard.press("x")
    assert said.inner_text() == "1件を選んでいます"
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert said.inner_text() == "2件を選んでいます"
    page.locator("[data-all]").uncheck()
    assert said.inner_text() == "選んでいません"
    page.context.close()


def test_keys_rest_while_someone_types(browser: Browser, live_server: LiveServer) -> None:
    page = style_page(browser, live_server, 1280)
    page.focus("#s1")
    page.keyboard.press("j")
    assert page.locator("tr[data-current]").count() == 0
    assert "j" in page.input_value("#s1")
    page.context.close()


def test_the_list_of_keys_opens_and_keys_can_be_switched_off(
    browser: Browser, live_server: LiveServer
) -> None:
    page = style_page(browser, live_server, 1280)
    page.keyboard.press("?")
    assert page.locator("dialog[open]").is_visible()
    page.keyboard.press("Escape")
    page.locator("[data-keys-switch]").click()
    page.keyboard.press("j")
    assert page.locator("tr[data-current]").count() == 0
    page.reload()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.context.close()
