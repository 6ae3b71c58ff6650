# SPDX-License-Identifier: Apache-2.0
"""Which pages can a person reach by links alone?"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.journeys.reader import Reader

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|R\d+-[0-9A-Z-]+")
_NOT_PAGES = re.compile(
    r"\.(pdf|csv|xlsx|ics|json|rss|atom|xml|py)$|/files/|/static/|^/api/|/logout/|/sign-out/"
)
_ORDER = frozenset({"size", "sort", "page", "due"})
"""What narrows or orders a list; the page stays the same."""
LIKE = 2
"""Of pages that differ in nothing but the record that they show, so many are opened."""


@dataclass
class Crawl:
    """Follows links from a page, breadth first. ``stays_out`` names addresses not to open."""

    reader: Reader
    stays_out: Callable[[str], bool] = lambda _: False
    opened: Counter[str] = field(default_factory=Counter)

    def pages(self, *starts: str) -> Iterator[str]:
        """Open page after page; gives the address of each while it is open."""
        waiting, known = deque(starts), set(starts)
        while waiting:
            address = waiting.popleft()
            kind = kind_of(address)
            if self.opened[kind] >= LIKE:
                continue
            self.opened[kind] += 1
            self.reader.open(address)
            yield address
            for found in self._links():
                if found not in known:
                    known.add(found)
                    waiting.append(found)

    def _links(self) -> list[str]:
        page = self.reader.page
        hrefs: list[str] = page.eval_on_selector_all(
            "a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        found = []
        for href in hrefs:
            address = urlsplit(urljoin(page.url, href))
            path = address.path + (f"?{address.query}" if address.query else "")
            here = f"{address.scheme}://{address.netloc}" == self.reader.origin
            if here and not _NOT_PAGES.search(address.path) and not self.stays_out(path):
                found.append(path)
        return [path for path in found if "lang" not in dict(parse_qsl(urlsplit(path).query))]


def kind_of(address: str) -> str:
    """The address without the record: two of one kind differ in nothing but what they show."""
    split = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(split.query)} - _ORDER)
    return f"{_IDS.sub('*', split.path)}?{'&'.join(names)}"
