# SPDX-License-Identifier: Apache-2.0
"""What would shut a reader out of this page? axe-core's rules for WCAG 2.2 AA, run in the page."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

_RUN = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
  });
  return found.violations.map((one) => `${one.id}: ${one.help} — ` +
    one.nodes.map((node) => `${node.html.slice(0, 200)} (${node.failureSummary || ""})`).join(" | "));
}"""
_VARYING = re.compile(r'value="[^"]*"|[0-9A-Za-z-]{20,}|R\d+-[0-9A-Z-]+|[\d:]+')
_SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)


def find_violations(page: Page) -> list[str]:
    """One line per broken rule, with the elements that break it."""
    page.evaluate(_source())
    return list(page.evaluate(_RUN, list(TAGS)))


def draw_beside(page: Page, beside: Page) -> None:
    """Draw the page of a reader without scripts once more where a script, axe itself, may run."""
    html = _SCRIPTS.sub("", page.content())
    beside.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
    beside.goto(page.url)
    beside.unroute_all()


def shape_of(page: Page) -> str:
    """The page without what differs from reader to reader: numbers, keys, typed values.

    What has no violation in one of two pages of the same shape has none in the other.
    """
    html = _SCRIPTS.sub("", page.content())
    return sha256(_VARYING.sub("", html).encode()).hexdigest()


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")
