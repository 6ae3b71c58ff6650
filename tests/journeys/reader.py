# SPDX-License-Identifier: Apache-2.0
"""A person in front of a browser: opens pages, presses buttons; each page is looked at closely."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.journeys.axe import draw_beside, find_violations, shape_of

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
NARROW, WIDE = 375, 1280
NARROWEST = 320
HEIGHTS = {NARROW: 812, WIDE: 900}
_SOUND: set[tuple[int, str]] = set()
"""Width and shape of the pages that axe has found sound in this run."""

_WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest(".scroll"))
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
}"""


class Reader:
    """One browser context with one page. ``look`` checks the page that is open."""

    def __init__(
        self, context: BrowserContext, origin: str, *, width: int, scripts: bool, folder: str
    ) -> None:
        self.context = context
        self.origin = origin
        self.width = width
        self.scripts = scripts
        self.folder = SCREENSHOTS / folder
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.problems: list[str] = []
        self.status = 0
        self._beside: Page | None = None
        context.on("request", self._watch_request)
        context.on("console", self._watch_console)
        context.on("weberror", lambda one: self.problems.append(f"script: {one.error}"))
        self.page.on("response", self._watch_response)

    @property
    def path(self) -> str:
        """Where the reader is."""
        return urlsplit(self.page.url).path

    def open(self, path: str) -> None:
        """Go to an address of this zone."""
        self.page.goto(path if path.startswith("http") else self.origin + path)

    def press(self, words: str, *, within: str = "main") -> None:
        """Press the button, or follow the link, that says this and wait for the page."""
        place = self.page.locator(within)
        button = place.locator("button:visible, a:visible").filter(has_text=words)
        with self.page.expect_navigation():
            button.first.click()

    def send(self) -> None:
        """Press the one main button of the form and wait for the page."""
        button = self.page.locator("main form .actions[data-kind=form] button:visible").first
        with self.page.expect_navigation():
            button.click()

    def resize(self, width: int) -> None:
        """Read on on another screen."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    def text(self, place: str = "main") -> str:
        """What a part of the page says."""
        return self.page.locator(place).first.inner_text()

    def says(self, words: str, *, within: str = "body") -> None:
        """The words stand in the page."""
        found = self.page.locator(within).first.inner_text()
        assert words in found, f"«{words}» does not stand in {self.page.url}:\n{found}"

    def look(self, name: str = "", *, citizen: bool = True, axe: bool = True) -> None:
        """Hold the page against the rules that every page keeps; keep a picture of it."""
        page, found = self.page, list(self.problems)
        self.problems.clear()
        heads = page.locator("h1").count()
        if heads != 1:
            found.append(f"{heads} h1 in place of one")
        if citizen and not page.locator("main a[href^='tel:'], footer a[href^='tel:']").count():
            found.append("no telephone is named")
        if name:
            self.keep_picture(name)
        if axe:
            found += self._axe()
        found += self._overflows()
        assert not found, f"{page.url} ({self.width} px):\n" + "\n".join(found)

    def keep_picture(self, name: str) -> None:
        """A picture of the whole page, git-ignored, for people to look at (PICTURES=1)."""
        if not os.environ.get("PICTURES"):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}-{self.width}{'' if self.scripts else '-plain'}.png"
        self.page.screenshot(path=path, full_page=True)

    def close(self) -> None:
        """Close the browser: cookies are gone."""
        if self._beside:
            self._beside.close()
        self.context.close()

    def _axe(self) -> list[str]:
        shape = (self.width, shape_of(self.page))
        if shape in _SOUND:
            return []
        page = self.page
        if not self.scripts:
            page = self._beside = self._beside or self._open_beside()
            draw_beside(self.page, page)
        found = find_violations(page)
        if not found:
            _SOUND.add(shape)
        return found

    def _open_beside(self) -> Page:
        browser = self.context.browser
        assert browser is not None
        return browser.new_page(viewport=self.page.viewport_size, reduced_motion="reduce")

    def _overflows(self) -> list[str]:
        found: list[str] = []
        widths = (self.width, NARROWEST) if self.width == NARROW else (self.width,)
        for width in widths:
            if width != self.width:
                self.page.set_viewport_size({"width": width, "height": HEIGHTS[self.width]})
            wider: list[str] = self.page.evaluate(_WIDER)
            found += [f"wider than {width} px: {one}" for one in wider]
        if len(widths) > 1:
            self.page.set_viewport_size({"width": self.width, "height": HEIGHTS[self.width]})
        return found

    def _watch_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self.problems.append(f"asks another host: {request.url}")

    def _watch_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400 and response.request.resource_type != "xhr":
            self.problems.append(f"{response.status} {response.url}")

    def _watch_console(self, message: ConsoleMessage) -> None:
        # A page that refuses an answer with 4xx is noted by the browser as a failed resource.
        navigation = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not navigation:
            self.problems.append(f"console: {message.text}")


def take_cookies(reader: Reader, cookies: Iterable[Cookie]) -> None:
    """Go on in this browser where someone has begun in another."""
    reader.context.add_cookies(
        [{"name": one.name, "value": one.value or "", "url": reader.origin} for one in cookies]
    )


@contextmanager
def a_reader(
    browser: Browser,
    origin: str,
    *,
    width: int = WIDE,
    scripts: bool = True,
    folder: str = "",
    **more: Any,
) -> Iterator[Reader]:
    """A reader with a browser of their own, without cookies and with an empty cache."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        java_script_enabled=scripts,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
        accept_downloads=True,
        **more,
    )
    reader = Reader(context, origin, width=width, scripts=scripts, folder=folder)
    try:
        yield reader
    finally:
        reader.close()
