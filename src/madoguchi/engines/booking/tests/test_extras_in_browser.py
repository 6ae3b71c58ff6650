# SPDX-License-Identifier: Apache-2.0
"""Do the form with questions and equipment, the list to call and the shelters hold in Chromium?

The pages are made at the frozen hour first and then opened, so that the day of the test is no matter.
"""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import sync_playwright

from madoguchi.engines.booking.tests.staff import visit

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[5] / "frontend/node_modules/axe-core/axe.min.js"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ASKS = [
    {"key": "place", "title": {"ja": "収集する場所"}, "kind": "address"},
    {"key": "items", "title": {"ja": "出すもの"}, "hint": {"ja": "大きさも"}, "kind": "lines"},
    {"key": "count", "title": {"ja": "数"}, "kind": "number", "most": 5, "required": False},
]
PIANO = {"key": "piano", "title": {"ja": "ピアノ"}, "yen": 500, "units": ["piano-1"]}


@pytest.fixture
def pages(town, akari_web, client, clerk, at):
    """Address and words of each page: a citizen's form, a clerk's list, the shelters."""
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.book_for_caller import book_for_caller

    by = {"section": town.SECTION, "actor": clerk, "at": at}
    api.place_space(key="piano-1", title={"ja": "ピアノ"}, kind="equipment", **by)
    town.rule("rooms", asks=ASKS, extras=[PIANO])
    town.rule("gym", lottery=False)
    held = api.hold(wanted=town.want("rooms", "10:00", "12:00"), actor=akari_web.actor, at=at)
    for name, space, phone in (("港 太郎", "hall-a", "7777"), ("浜 花子", "hall-b", "8888")):
        book_for_caller(
            wanted=town.want(space=space), party_ref="", token=uuid4(), actor=clerk, at=at,
            new={"name": name, "phone": f"0000-24-{phone}"},
        )  # fmt: skip
    order = api.order_evacuation(
        spaces=["gym"],
        starts_at=at,
        ends_at=town.on("24:00"),
        words="大雨のため",
        actor=clerk,
        at=at,
    )
    calls, desk = f"/staff/booking/emergency/{order.id}/calls/", visit(at, "senior")
    form = f"/booking/reservations/{held.number}/"
    refused = akari_web.post(f"{form}fill/", {"do": "book", "people": "1", "ask-count": "9"})
    return {
        "/": client.get("/").content.decode(),
        "/booking/": client.get("/booking/").content.decode(),
        form: akari_web.get(form).content.decode(),
        f"{form}fill/": refused.content.decode(),
        calls: desk.get(calls).content.decode(),
        f"/staff/booking/emergency/{order.id}/": desk.get(
            f"/staff/booking/emergency/{order.id}/"
        ).content.decode(),
    }


@pytest.fixture
def styles(pages, settings):
    """The style sheets that the pages name."""
    from django.contrib.staticfiles import finders

    wanted = {one for page in pages.values() for one in re.findall(r'href="([^"]+\.css)"', page)}
    found = {one: finders.find(one.removeprefix(settings.STATIC_URL)) for one in wanted}
    return {one: Path(path).read_bytes() for one, path in found.items() if path}


def test_the_pages_have_no_violation_and_fit(pages, styles):
    assert styles
    found = []
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for width in (375, 1280):
            page = chromium.new_page(viewport={"width": width, "height": 900})

            def answer(route):
                path = "/" + route.request.url.split("/", 3)[3]
                if path in pages:
                    route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
                elif path in styles:
                    route.fulfill(body=styles[path], content_type="text/css")
                else:
                    route.abort()

            page.route("**/*", answer)
            for path in pages:
                page.goto(f"http://city.test{path}")
                page.evaluate(AXE.read_text(encoding="utf-8"))
                result = page.evaluate("axe.run(document)")
                found += [(width, path, one["id"]) for one in result["violations"]]
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append((width, path, "cut off"))
        chromium.close()
    assert found == []
