# SPDX-License-Identifier: Apache-2.0
"""Which page links stand under a long list?"""

from dataclasses import dataclass

from django.http import QueryDict

GAP = 0


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to; ``url`` is empty for a gap."""

    number: int
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """What components/pager.html shows: place in the list and links."""

    total: int
    first: int
    last: int
    links: tuple[PageLink, ...]
    previous_url: str
    next_url: str

    @property
    def needed(self) -> bool:
        """Whether there is more than one page."""
        return len(self.links) > 1


def make_pager(query: QueryDict, *, page: int, size: int, total: int, name: str = "page") -> Pager:
    """The pager of a list, keeping the rest of the query (filters, order)."""
    pages = max(-(-total // size), 1)
    page = min(max(page, 1), pages)

    def url(number: int) -> str:
        fresh = query.copy()
        fresh[name] = str(number)
        return f"?{fresh.urlencode()}"

    return Pager(
        total=total,
        first=min((page - 1) * size + 1, total),
        last=min(page * size, total),
        links=tuple(
            PageLink(number, url(number) if number != GAP else "", number == page)
            for number in _numbers(page, pages)
        ),
        previous_url=url(page - 1) if page > 1 else "",
        next_url=url(page + 1) if page < pages else "",
    )


def _numbers(page: int, pages: int) -> list[int]:
    """1 … 4 5 6 … 20: the ends, the neighbours, and a gap where numbers are left out."""
    wanted = sorted({1, pages, *range(max(page - 1, 1), min(page + 2, pages + 1))})
    numbers: list[int] = []
    for number in wanted:
        if numbers and number - numbers[-1] == 2:
            numbers.append(number - 1)
        elif numbers and number - numbers[-1] > 1:
            numbers.append(GAP)
        numbers.append(number)
    return numbers
